package io.github.poolstarter.benchmarks.tuning;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.github.poolstarter.benchmarks.report.Options;
import io.github.poolstarter.benchmarks.report.Report;
import io.github.poolstarter.tuning.Analysis;
import io.github.poolstarter.tuning.Prediction;

/**
 * Holds the waits that the starter predicts for other sizes of a pool against those that
 * are measured there. The server sleeps during each hold, so that neither it nor the
 * processors are the bottleneck, and all waiting is for connections.
 * <p>
 * A load is recorded once, at one size. What is measured at the other sizes is another
 * load of the same kind, by another seed: what a prediction is for. The waits are those
 * that the pool itself has recorded, from the call that asks for a connection.
 * <p>
 * The first argument is the file for the tables. {@code --seeds} (how many),
 * {@code --turn} (how long a load lasts), {@code --hold} (the mean), {@code --load}
 * (connections in use on average if nobody waited), {@code --recorded} (the size that is
 * recorded), {@code --sizes} and {@code --loads} (how many kinds of load, from the first)
 * set what their names say.
 */
public final class WaitExperiment {

	private static final int OTHER = 1000;

	private static final String NOTES = """
			`pg_sleep` on an embedded PostgreSQL, mean hold %d ms and the server's rounding, nominal load %d; recorded for %d s at %d connections \
			and analysed; then %d s of another load of the same kind at each size (the seed plus %d). Measured is the p99 of the waits that the pool itself \
			recorded, from the call to the connection; %s of all borrows waited for a validation or a new connection, and count as 0. \
			"The measured load, replayed" takes no other load and no other size: where it agrees with what was measured and the prediction doesn't, the two loads differ. \
			Within a factor of 2: after %s ms was added to both sides. Where the load is not below the size, the formulas have no answer \
			(∞), which counts as a miss in the first column. Of the borrowers that don't wait for an answer, one in a hundred was at most %s ms late by the schedule, \
			in the worst cell. Knees found where there are none: %d of %d records.

			%s""";

	private final int seeds;

	private final Duration turn;

	private final Duration hold;

	private final int load;

	private final int recorded;

	private final int[] sizes;

	private final int loads;

	private final List<WaitCell> cells = new ArrayList<>();

	private double latest;

	private int knees;

	private int records;

	private long borrows;

	private long others;

	private WaitExperiment(Options options) {
		this.seeds = options.number("seeds", 2);
		this.turn = options.time("turn", Duration.ofSeconds(15));
		this.hold = options.time("hold", Duration.ofMillis(10));
		this.load = options.number("load", 7);
		this.recorded = options.number("recorded", 10);
		this.sizes = options.numbers("sizes", 6, 8, 12, 16, 24);
		this.loads = options.number("loads", Shape.values().length);
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
		WaitExperiment experiment = new WaitExperiment(options);
		try (PooledApplication application = PooledApplication.start()) {
			experiment.run(application);
		}
		return Report.of("Waits predicted and measured", WaitExperiment.class, arguments, experiment.notes(),
				WaitTable.cells(experiment.cells));
	}

	private String notes() {
		return NOTES.formatted(this.hold.toMillis(), this.load, this.turn.toSeconds(), this.recorded,
				this.turn.toSeconds(), OTHER, Report.figure("%.2f %%", 100.0 * this.others / this.borrows),
				Report.figure("%.1f", WaitCell.NOTHING), Report.figure("%.1f", this.latest), this.knees, this.records,
				WaitTable.shares(this.cells));
	}

	private void run(PooledApplication application) throws InterruptedException, ExecutionException {
		ExecutorService threads = Executors.newCachedThreadPool();
		try {
			// So that the compiler has seen it
			measure(application, this.recorded, Shape.POISSON, 0, threads);
			this.latest = 0;
			for (int seed = 1; seed <= this.seeds; seed++) {
				for (Shape shape : Arrays.copyOf(Shape.values(), this.loads)) {
					measure(application, shape, seed, threads);
				}
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private void measure(PooledApplication application, Shape shape, int seed, ExecutorService threads)
			throws InterruptedException, ExecutionException {
		Recording record = measure(application, this.recorded, shape, seed, threads);
		Analysis analysis = record.analysis();
		this.records++;
		this.knees += (analysis.knee().isServerBound()) ? 1 : 0;
		for (int size : this.sizes) {
			Recording other = measure(application, size, shape, seed + OTHER, threads);
			Prediction prediction = analysis.predict(size);
			this.cells.add(new WaitCell(shape, seed, size, analysis.workload().offeredLoad(),
					Recording.millis(prediction.likelyP99Nanos()), Recording.millis(prediction.p99Wait().lowNanos()),
					Recording.millis(prediction.p99Wait().highNanos()), record.erlangC(size).quantile(0.99),
					record.allenCunneen(size).quantile(0.99), other.queueing().percentileMillis(99),
					Recording.millis(other.analysis().predict(size).likelyP99Nanos())));
		}
	}

	private Recording measure(PooledApplication application, int size, Shape shape, int seed, ExecutorService threads)
			throws InterruptedException, ExecutionException {
		application.resize(PooledApplication.AI, size);
		Queries queries = application.queries();
		long begin = System.nanoTime();
		double late = new SleepLoad(shape, this.turn, this.hold, this.load, seed).run(queries::sleep, threads);
		Recording recording = application.recording(PooledApplication.AI, begin);
		this.latest = Math.max(this.latest, late);
		this.borrows += recording.borrows().size();
		this.others += recording.others();
		return recording;
	}

}
