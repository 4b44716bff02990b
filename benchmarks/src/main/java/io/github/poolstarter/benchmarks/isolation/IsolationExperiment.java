package io.github.poolstarter.benchmarks.isolation;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.zaxxer.hikari.HikariPoolMXBean;
import io.github.poolstarter.benchmarks.load.OpenLoop;
import io.github.poolstarter.benchmarks.load.Schedule;
import io.github.poolstarter.benchmarks.report.Options;
import io.github.poolstarter.benchmarks.report.Report;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.Assert;

/**
 * Measures what quick work feels while slow work holds every connection that it can get,
 * and more of it waits: with a pool for each, and with one pool for both.
 * <p>
 * Requests come by a {@link Schedule} that was drawn beforehand and are measured from
 * their moments on it, see {@link OpenLoop}. Each round measures the four conditions in
 * an order that is drawn, on the same schedules, in one JVM and on one server, so that a
 * round's ratio has as little as possible in it besides the slow work. A run in which the
 * slow work did not always have a queue fails.
 * <p>
 * The first argument is the file for the tables. {@code --rounds}, {@code --turn} (how
 * long each condition is measured in a round), {@code --lead} (how long the load is on
 * before that), {@code --rate} (requests a second, of each work), {@code --warm-up},
 * {@code --slow} (threads of the slow work), {@code --model} (how long each of its calls
 * sleeps), {@code --general}, {@code --ai}, {@code --read} (the sizes of the pools) and
 * {@code --seed} set what their names say.
 */
public final class IsolationExperiment {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final String NOTES = """
			Requests to `read` and `general`, %d a second to each, on an embedded PostgreSQL, measured from the moment that \
			the schedule has for them. %d rounds; in each the four conditions take turns of %d s in random order (seed %d). \
			The slow work are %d threads that each take a connection, read a row, sleep for %d ms, give the connection back, \
			and pause for 5 to 15 ms. Pools: general %d, ai %d, read %d; or one of %d. Figures without a round are medians of the rounds.

			%s""";

	private final int rounds;

	private final Duration turn;

	private final Duration lead;

	private final int rate;

	private final Duration warmUp;

	private final int slowThreads;

	private final Duration model;

	private final PoolSizes sizes;

	private final int seed;

	private IsolationExperiment(Options options) {
		this.rounds = options.number("rounds", 5);
		this.turn = options.time("turn", Duration.ofSeconds(15));
		this.lead = options.time("lead", Duration.ofSeconds(1));
		this.rate = options.number("rate", 200);
		this.warmUp = options.time("warm-up", Duration.ofSeconds(20));
		this.slowThreads = options.number("slow", 200);
		this.model = options.time("model", Duration.ofMillis(200));
		this.sizes = new PoolSizes(options.number("general", 40), options.number("ai", 20), options.number("read", 30));
		this.seed = options.number("seed", 1);
		Assert.isTrue(this.slowThreads > this.sizes.total(), () -> "--slow has to be over " + this.sizes.total()
				+ ", the connections that there are, so that some of the slow work has to wait");
	}

	/**
	 * Run the experiment and write the report.
	 * @param arguments the file, and the options
	 * @throws IOException if the server can't be started, or the report can't be written
	 * @throws InterruptedException if the thread is interrupted
	 */
	public static void main(String[] arguments) throws IOException, InterruptedException {
		Options options = new Options(arguments);
		IsolationExperiment experiment = new IsolationExperiment(options);
		List<Outcome> outcomes = experiment.run();
		Report
			.of("Quick work beside slow work", IsolationExperiment.class, arguments, experiment.notes(outcomes),
					IsolationTable.rounds(outcomes))
			.write(options.file());
	}

	private String notes(List<Outcome> outcomes) {
		return NOTES.formatted(this.rate, this.rounds, this.turn.toSeconds(), this.seed, this.slowThreads,
				this.model.toMillis(), this.sizes.general(), this.sizes.ai(), this.sizes.read(), this.sizes.total(),
				IsolationTable.ratios(outcomes));
	}

	private List<Outcome> run() throws IOException, InterruptedException {
		try (EmbeddedPostgres server = EmbeddedPostgres.start()) {
			Planner.createTables(JdbcClient.create(server.getPostgresDatabase()));
			String url = server.getJdbcUrl("postgres", "postgres");
			try (Side starter = Side.starter(url, this.sizes); Side shared = Side.shared(url, this.sizes)) {
				warmUp(starter);
				warmUp(shared);
				return measure(starter, shared);
			}
		}
	}

	// As fast as it goes, so that the compiler is done before anything counts
	private void warmUp(Side side) {
		long end = System.nanoTime() + this.warmUp.toNanos() / 2;
		while (System.nanoTime() < end) {
			side.planner().readRecipe();
			side.planner().addItem();
		}
	}

	private List<Outcome> measure(Side starter, Side shared) throws InterruptedException {
		List<Outcome> outcomes = new ArrayList<>();
		Random random = new Random(this.seed);
		// The round zero does not count: the compiler has not seen the slow work yet
		for (int round = 0; round <= this.rounds; round++) {
			Map<Work, Schedule> schedules = schedules((round > 0) ? this.turn : this.lead, random);
			List<Condition> order = new ArrayList<>(Arrays.asList(Condition.values()));
			Collections.shuffle(order, random);
			for (Condition condition : order) {
				List<Outcome> measured = measure(round, condition, (condition.hasStarter()) ? starter : shared,
						schedules);
				if (round > 0) {
					outcomes.addAll(measured);
				}
			}
		}
		return outcomes;
	}

	private Map<Work, Schedule> schedules(Duration measured, Random random) {
		Map<Work, Schedule> schedules = new EnumMap<>(Work.class);
		for (Work work : Work.values()) {
			schedules.put(work, Schedule.draw(this.rate, this.lead, measured, random.nextLong()));
		}
		return schedules;
	}

	private List<Outcome> measure(int round, Condition condition, Side side, Map<Work, Schedule> schedules)
			throws InterruptedException {
		HikariPoolMXBean pool = side.slowPool().getHikariPoolMXBean();
		ExecutorService threads = Executors.newCachedThreadPool();
		try (SlowWork slow = new SlowWork((condition.isSaturated()) ? this.slowThreads : 0,
				() -> side.planner().generateMenu(this.model))) {
			if (condition.isSaturated()) {
				awaitQueue(pool, side.slowPool().getMaximumPoolSize());
			}
			Map<Work, OpenLoop> loads = new EnumMap<>(Work.class);
			schedules
				.forEach((work, schedule) -> loads.put(work, new OpenLoop(schedule, work.of(side.planner()), threads)));
			Queue queue = run(loads, pool, threads);
			if (condition.isSaturated() && !queue.isStanding()) {
				throw new IllegalStateException(
						"The pool of the slow work was not always saturated: " + queue + ". Use more threads, --slow");
			}
			List<Outcome> outcomes = new ArrayList<>();
			for (Map.Entry<Work, OpenLoop> load : loads.entrySet()) {
				outcomes
					.add(new Outcome(round, condition, load.getKey(), load.getValue().await(), queue, slow.failures()));
			}
			return outcomes;
		}
		finally {
			threads.shutdownNow();
		}
	}

	// What was seen of the queue until the last request was answered
	private Queue run(Map<Work, OpenLoop> loads, HikariPoolMXBean pool, ExecutorService threads)
			throws InterruptedException {
		try (QueueWatch watch = new QueueWatch(pool, this.lead)) {
			long begin = System.nanoTime();
			loads.values().forEach((load) -> threads.execute(() -> load.send(begin)));
			for (OpenLoop load : loads.values()) {
				load.await();
			}
			return watch.seen();
		}
	}

	private static void awaitQueue(HikariPoolMXBean pool, int size) throws InterruptedException {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (pool.getActiveConnections() < size || pool.getThreadsAwaitingConnection() == 0) {
			if (System.nanoTime() > deadline) {
				throw new IllegalStateException("The slow work does not fill its pool. Use more threads, --slow");
			}
			Thread.sleep(1);
		}
	}

}
