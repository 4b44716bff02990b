package io.github.poolstarter.benchmarks.tuning;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;

import io.github.poolstarter.benchmarks.report.Latencies;
import io.github.poolstarter.benchmarks.report.MarkdownTable;
import io.github.poolstarter.benchmarks.report.Options;
import io.github.poolstarter.benchmarks.report.Report;
import io.github.poolstarter.tracking.Borrow;
import io.github.poolstarter.tuning.Analysis;
import io.github.poolstarter.tuning.Analyzer;
import io.github.poolstarter.tuning.Evidence;
import io.github.poolstarter.tuning.RecordedSettings;
import io.github.poolstarter.tuning.SizeAims;

/**
 * How long the analysis of a full log takes: from the borrows to a size, with the
 * predictions of at least twelve.
 * <p>
 * The first argument is the file for the table. {@code --borrows} (how many a log has),
 * {@code --rounds} (how often each is analysed), {@code --warmup} (how often before that)
 * and {@code --seed} set what their names say.
 */
public final class AnalysisExperiment {

	private static final int SIZES = 12;

	private static final long TIMEOUT_NANOS = 30_000_000_000L;

	private static final String NOTES = """
			%d borrows, recorded at %d connections (a simulated pool, seed %d): taken as evidence and analysed, and at least %d sizes up to twice the size predicted. \
			%d times after %d that don't count, one kind of load after another in one JVM; wall-clock time, and the CPU time of the thread.""";

	private final int borrows;

	private final int rounds;

	private final int warmup;

	private final int seed;

	private final MarkdownTable table = new MarkdownTable("Load", "Sizes predicted", "CPU, ms, median", "longest",
			"Wall clock, ms, median", "longest");

	private AnalysisExperiment(Options options) {
		this.borrows = options.number("borrows", 32_768);
		this.rounds = options.number("rounds", 40);
		this.warmup = options.number("warmup", 40);
		this.seed = options.number("seed", 1);
	}

	/**
	 * Run the experiment and write the report.
	 * @param arguments the file, and the options
	 * @throws IOException if the report can't be written
	 */
	public static void main(String[] arguments) throws IOException {
		report(arguments).write(new Options(arguments).file());
	}

	/**
	 * Run the experiment.
	 * @param arguments the file, and the options
	 * @return the report
	 */
	static Report report(String[] arguments) {
		AnalysisExperiment experiment = new AnalysisExperiment(new Options(arguments));
		for (Trace trace : Trace.values()) {
			experiment.measure(trace);
		}
		return Report.of("The analysis of a full log", AnalysisExperiment.class, arguments, NOTES
			.formatted(experiment.borrows, Trace.SIZE, experiment.seed, SIZES, experiment.rounds, experiment.warmup),
				experiment.table);
	}

	private void measure(Trace trace) {
		List<Borrow> log = trace.log(this.borrows, this.seed);
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		long[] cpu = new long[this.rounds];
		long[] wall = new long[this.rounds];
		int sizes = 0;
		for (int round = -this.warmup; round < this.rounds; round++) {
			long cpuBegin = threads.getCurrentThreadCpuTime();
			long begin = System.nanoTime();
			sizes = analyze(log);
			if (round >= 0) {
				wall[round] = System.nanoTime() - begin;
				cpu[round] = threads.getCurrentThreadCpuTime() - cpuBegin;
			}
		}
		this.table.row(trace.title(), String.valueOf(sizes), millis(cpu, 50), millis(cpu, 100), millis(wall, 50),
				millis(wall, 100));
	}

	private static int analyze(List<Borrow> log) {
		Evidence evidence = Evidence.of(log, RecordedSettings.fixed(Trace.SIZE, TIMEOUT_NANOS));
		if (!(Analyzer.analyze(evidence, SizeAims.DEFAULT) instanceof Analysis analysis)) {
			throw new IllegalStateException("There are not enough borrows to analyse");
		}
		// What it takes to find the target may be fewer
		for (int size = 2 * Trace.SIZE; analysis.predictions().size() < SIZES; size--) {
			analysis.predict(size);
		}
		return analysis.predictions().size();
	}

	private static String millis(long[] nanos, int percent) {
		return Report.figure("%.1f", Latencies.of(nanos).percentileMillis(percent));
	}

}
