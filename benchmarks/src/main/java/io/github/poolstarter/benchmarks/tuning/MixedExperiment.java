package io.github.poolstarter.benchmarks.tuning;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.github.poolstarter.benchmarks.load.Measurement;
import io.github.poolstarter.benchmarks.load.Schedule;
import io.github.poolstarter.benchmarks.report.MarkdownTable;
import io.github.poolstarter.benchmarks.report.Options;
import io.github.poolstarter.benchmarks.report.Report;
import io.github.poolstarter.tuning.Analysis;
import io.github.poolstarter.tuning.IdleInHold;

/**
 * Puts two loads on one server at once: one whose holds are the application's own time,
 * and one that keeps the server's processors busy. More connections help the first, and
 * not the second; both queue.
 * <p>
 * The first argument is the file for the table. {@code --rounds}, {@code --turn} (how
 * long each is), {@code --read} and {@code --ai} (the sizes of the pools), {@code --load}
 * (the connections of {@code read} in use on average if nobody waited), {@code --hold}
 * (their mean hold), {@code --rows} (the mean work of a statement on {@code ai}),
 * {@code --percent} (the load of {@code ai}, of what the server can do for it alone) and
 * {@code --seed} set what their names say.
 */
public final class MixedExperiment {

	private static final String NOTES = """
			Both loads at once, on one embedded PostgreSQL: `read` reads a row and holds its transaction for a sleep of the application, %d ms on average \
			(exponential), %d connections in use if nobody waited; `ai` has the server add %d numbers up on average, %d times a second, \
			which is %d %% of what it did alone on %d processors. %d rounds of %d s (seed %d).""";

	private final int rounds;

	private final Duration turn;

	private final int read;

	private final int ai;

	private final int load;

	private final Duration hold;

	private final int rows;

	private final int percent;

	private final int seed;

	private final MarkdownTable table = new MarkdownTable("Pool", "Round", "Size", "Borrows", "Offered load",
			"p99 wait, ms", "Idle in holds", "Knee", "Advice on the size", "Advice on the code");

	private int capacity;

	private MixedExperiment(Options options) {
		this.rounds = options.number("rounds", 3);
		this.turn = options.time("turn", Duration.ofSeconds(15));
		this.read = options.number("read", 10);
		this.ai = options.number("ai", 6);
		this.load = options.number("load", 8);
		this.hold = options.time("hold", Duration.ofMillis(40));
		this.rows = options.number("rows", 15_000);
		this.percent = options.number("percent", 75);
		this.seed = options.number("seed", 1);
	}

	/**
	 * Run the experiment and write the report.
	 * @param arguments the file, and the options
	 * @throws IOException if the server can't be started, or the report can't be written
	 * @throws InterruptedException if the thread is interrupted
	 * @throws ExecutionException if a load failed
	 */
	public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
		report(arguments).write(new Options(arguments).file());
	}

	/**
	 * Run the experiment.
	 * @param arguments the file, and the options
	 * @return the report
	 * @throws IOException if the server can't be started
	 * @throws InterruptedException if the thread is interrupted
	 * @throws ExecutionException if a load failed
	 */
	static Report report(String[] arguments) throws IOException, InterruptedException, ExecutionException {
		Options options = new Options(arguments);
		MixedExperiment experiment = new MixedExperiment(options);
		ExecutorService threads = Executors.newCachedThreadPool();
		try (PooledApplication application = PooledApplication.start()) {
			experiment.run(application, threads);
		}
		finally {
			threads.shutdownNow();
		}
		return Report.of("Two loads on one server", MixedExperiment.class, arguments, experiment.notes(),
				experiment.table);
	}

	private String notes() {
		return NOTES.formatted(this.hold.toMillis(), this.load, this.rows, rate(), this.percent,
				Runtime.getRuntime().availableProcessors(), this.rounds, this.turn.toSeconds(), this.seed);
	}

	private int rate() {
		return Math.max(1, this.capacity * this.percent / 100);
	}

	private void run(PooledApplication application, ExecutorService threads)
			throws InterruptedException, ExecutionException {
		application.resize(PooledApplication.READ, this.read);
		application.resize(PooledApplication.AI, this.ai);
		ComputeLoad compute = new ComputeLoad(application.queries(), this.rows, threads);
		compute.capacity(this.turn.dividedBy(3));
		this.capacity = compute.capacity(this.turn.dividedBy(3));
		Random random = new Random(this.seed);
		Adviser ofRead = new Adviser();
		Adviser ofAi = new Adviser();
		for (int round = 1; round <= this.rounds; round++) {
			long seedOfRound = random.nextLong();
			Schedule schedule = Schedule.draw(rate(), Duration.ZERO, this.turn, seedOfRound);
			long begin = System.nanoTime();
			Callable<Measurement> computing = () -> compute.run(schedule, seedOfRound);
			Future<Measurement> ai = threads.submit(computing);
			think(application.queries(), random, threads);
			ai.get();
			row(PooledApplication.READ, round, application.recording(PooledApplication.READ, begin), ofRead);
			row(PooledApplication.AI, round, application.recording(PooledApplication.AI, begin), ofAi);
		}
	}

	private void think(Queries queries, Random random, ExecutorService threads) throws InterruptedException {
		int rate = Math.max(1, Math.toIntExact(this.load * 1000L / this.hold.toMillis()));
		Schedule schedule = Schedule.draw(rate, Duration.ZERO, this.turn, random.nextLong());
		long[] holds = new long[schedule.count()];
		for (int i = 0; i < holds.length; i++) {
			holds[i] = Math.round(-this.hold.toNanos() * Math.log(1 - random.nextDouble()));
		}
		ComputeLoad.run(schedule, (number) -> queries.think(holds[number]), threads);
	}

	private void row(String pool, int round, Recording recording, Adviser adviser) {
		Analysis analysis = recording.analysis();
		Double idle = analysis.workload().idleShare();
		this.table.row("`" + pool + "`", String.valueOf(round), String.valueOf(recording.size()),
				String.valueOf(recording.borrows().size()), Report.figure("%.2f", analysis.workload().offeredLoad()),
				Report.figure("%.1f", recording.queueing().percentileMillis(99)),
				(idle != null) ? Report.figure("%.0f %%", 100 * idle) : "–", Answer.title(analysis.knee()),
				Answer.title(adviser.advise(pool, recording)), code(analysis));
	}

	private static String code(Analysis analysis) {
		IdleInHold idle = analysis.idleInHold();
		return (idle != null) ? "%s connections are held idle; without that %d are enough"
			.formatted(Report.figure("%.1f", idle.connectionsFreed()), idle.target().size()) : "–";
	}

}
