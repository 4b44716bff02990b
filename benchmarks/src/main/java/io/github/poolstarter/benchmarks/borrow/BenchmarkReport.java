package io.github.poolstarter.benchmarks.borrow;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.github.poolstarter.benchmarks.report.Report;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs {@link BorrowBenchmark} with one thread and with two, and writes its table. The
 * first argument is the file; all others are options of JMH, such as {@code -f 3} for
 * three JVMs a contender, {@code -t 4}, or {@code -jvmArgs -Djmh.executor=VIRTUAL}.
 */
public final class BenchmarkReport {

	private static final String NOTES = """
			Average time of `getConnection().close()` on a stub driver, 8 connections in the pool; with two threads, the \
			time of each. ± is half the 99.9 % confidence interval. The fastest iteration is the one that was disturbed least.""";

	private BenchmarkReport() {
	}

	/**
	 * Run the benchmark and write the report.
	 * @param arguments the file, and options of JMH
	 * @throws CommandLineOptionException if JMH does not know an option
	 * @throws RunnerException if the benchmark can't be run
	 * @throws IOException if the report can't be written
	 */
	public static void main(String[] arguments) throws CommandLineOptionException, RunnerException, IOException {
		Path file = Path.of(arguments[0]);
		CommandLineOptions options = new CommandLineOptions(Arrays.copyOfRange(arguments, 1, arguments.length));
		List<Integer> threads = (options.getThreads().hasValue()) ? List.of(options.getThreads().get()) : List.of(1, 2);
		List<BorrowScore> scores = new ArrayList<>();
		for (int count : threads) {
			new Runner(new OptionsBuilder().parent(options)
				.include(BorrowBenchmark.class.getName())
				.threads(count)
				.addProfiler(GCProfiler.class)
				.shouldFailOnError(true)
				.build()).run().stream().map(BorrowScore::of).forEach(scores::add);
		}
		Report.of("A borrow, and what is laid over it", BenchmarkReport.class, arguments, NOTES, BorrowTable.of(scores))
			.write(file);
	}

}
