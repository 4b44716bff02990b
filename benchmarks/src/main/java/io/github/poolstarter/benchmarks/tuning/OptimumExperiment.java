package io.github.poolstarter.benchmarks.tuning;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.github.poolstarter.benchmarks.load.Schedule;
import io.github.poolstarter.benchmarks.report.MarkdownTable;
import io.github.poolstarter.benchmarks.report.Options;
import io.github.poolstarter.benchmarks.report.Report;
import io.github.poolstarter.tuning.Knee;
import io.github.poolstarter.tuning.PoolAdvice;

/**
 * Holds the size that the starter advises against the one that is best, where the
 * server's processors are the bottleneck: measures one load with pools of many sizes.
 * <p>
 * The first argument is the file for the tables. {@code --rounds}, {@code --turn} (how
 * long a size is measured in a round), {@code --lead} (how long the load is on before
 * that), {@code --rows} (the mean work of a statement), {@code --percent} (the load, of
 * what the server can do), {@code --sizes}, {@code --starts} (the sizes from which advice
 * is asked) and {@code --seed} set what their names say.
 */
public final class OptimumExperiment {

	private static final int MOST_STEPS = 6;

	private static final int CALIBRATED_AT = 4;

	private static final String NOTES = """
			Statements for the server's processors (a sum over %d rows of `generate_series` on average) on an embedded PostgreSQL that shares %d \
			processors with the application, which did %d a second at most; %d a second come by a schedule (a Poisson process, seed %d), and latency is counted from their moments on it. \
			%d rounds of %d s for each size, in random order. The optimum is the smallest size whose median p99 is within 5 %% of the best: \
			**%d**; what lies within the rounds of the best size begins with %d. The first answer is from the borrows that the pool recorded in the \
			same round, by the default target for the wait. Then the pool is given the advised size, the load is put on it again, and it is asked anew, \
			with what a running application remembers of the sizes before, until nothing more is advised.

			%s""";

	private final int rounds;

	private final Duration turn;

	private final Duration lead;

	private final int rows;

	private final int percent;

	private final int[] sizes;

	private final int[] starts;

	private final int seed;

	private final Map<Integer, double[]> p99s = new HashMap<>();

	private final List<Answer> answers = new ArrayList<>();

	private int capacity;

	private OptimumExperiment(Options options) {
		this.rounds = options.number("rounds", 8);
		this.turn = options.time("turn", Duration.ofSeconds(4));
		this.lead = options.time("lead", Duration.ofSeconds(1));
		this.rows = options.number("rows", 15_000);
		this.percent = options.number("percent", 75);
		this.sizes = options.numbers("sizes", 1, 2, 3, 4, 6, 8, 10, 16, 32);
		this.starts = options.numbers("starts", 2, 10, 32);
		this.seed = options.number("seed", 1);
	}

	/**
	 * Run the experiment and write the report.
	 * @param arguments the file, and the options
	 * @throws IOException if the server can't be started, or the report can't be written
	 * @throws InterruptedException if the thread is interrupted
	 * @throws ExecutionException if a statement failed
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
		OptimumExperiment experiment = new OptimumExperiment(options);
		ExecutorService threads = Executors.newCachedThreadPool();
		try (PooledApplication application = PooledApplication.start()) {
			experiment.run(application, new ComputeLoad(application.queries(), experiment.rows, threads));
		}
		finally {
			threads.shutdownNow();
		}
		Sweep sweep = new Sweep(experiment.p99s);
		return Report.of("The best size, and the advised one", OptimumExperiment.class, arguments,
				experiment.notes(sweep), OptimumTable.sweep(sweep));
	}

	private String notes(Sweep sweep) {
		int processors = Runtime.getRuntime().availableProcessors();
		MarkdownTable advised = OptimumTable.answers(sweep, this.answers, 2 * processors + 1);
		return NOTES.formatted(this.rows, processors, this.capacity, rate(), this.seed, this.rounds,
				this.turn.toSeconds(), sweep.optimum(), sweep.smallestWithinNoise(), advised);
	}

	private int rate() {
		return Math.max(1, this.capacity * this.percent / 100);
	}

	private void run(PooledApplication application, ComputeLoad load) throws InterruptedException, ExecutionException {
		application.resize(PooledApplication.AI, CALIBRATED_AT);
		load.capacity(this.turn);
		this.capacity = load.capacity(this.turn);
		Random random = new Random(this.seed);
		for (int round = 0; round < this.rounds; round++) {
			round(new Round(application, load, round, random.nextLong()), random);
		}
	}

	private void round(Round round, Random random) throws InterruptedException {
		TreeSet<Integer> all = new TreeSet<>();
		Arrays.stream(this.sizes).forEach(all::add);
		List<Integer> order = new ArrayList<>(all);
		Collections.shuffle(order, random);
		for (int size : order) {
			this.p99s.computeIfAbsent(size, (key) -> new double[this.rounds])[round.number] = round.measure(size);
		}
		for (int start : this.starts) {
			this.answers.add(follow(round, start));
		}
	}

	private static Answer follow(Round round, int start) throws InterruptedException {
		Adviser adviser = new Adviser();
		List<Integer> path = new ArrayList<>(List.of(start));
		PoolAdvice advice = adviser.advise(PooledApplication.AI, round.recording(start));
		String first = Answer.title(advice);
		Knee knee = adviser.knee();
		Integer next = advice.size();
		while (next != null && path.size() <= MOST_STEPS) {
			path.add(next);
			next = adviser.advise(PooledApplication.AI, round.again(next)).size();
		}
		return new Answer(round.number + 1, path, next == null, first, knee);
	}

	/**
	 * A round: one schedule for all sizes. To be used by one thread.
	 */
	private final class Round {

		private final PooledApplication application;

		private final ComputeLoad load;

		private final int number;

		private final long seed;

		private final Schedule schedule;

		private final Map<Integer, Recording> recordings = new HashMap<>();

		Round(PooledApplication application, ComputeLoad load, int number, long seed) {
			this.application = application;
			this.load = load;
			this.number = number;
			this.seed = seed;
			this.schedule = Schedule.draw(rate(), OptimumExperiment.this.lead, OptimumExperiment.this.turn, seed);
		}

		double measure(int size) throws InterruptedException {
			this.application.resize(PooledApplication.AI, size);
			long begin = System.nanoTime();
			double p99 = this.load.run(this.schedule, this.seed).p99Millis();
			this.recordings.put(size, this.application.recording(PooledApplication.AI, begin));
			return p99;
		}

		Recording recording(int size) throws InterruptedException {
			if (!this.recordings.containsKey(size)) {
				measure(size);
			}
			return this.recordings.get(size);
		}

		Recording again(int size) throws InterruptedException {
			measure(size);
			return this.recordings.get(size);
		}

	}

}
