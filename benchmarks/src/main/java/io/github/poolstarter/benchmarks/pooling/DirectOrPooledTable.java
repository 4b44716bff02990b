package io.github.poolstarter.benchmarks.pooling;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

import io.github.poolstarter.benchmarks.report.MarkdownTable;
import io.github.poolstarter.benchmarks.report.PairedRatios;
import io.github.poolstarter.benchmarks.report.Report;

/**
 * The table of the comparison. Every figure is the median of the rounds; a ratio is the
 * median of the ratios of the rounds, with the lowest and the highest of them.
 */
final class DirectOrPooledTable {

	private final MarkdownTable table = new MarkdownTable("Operation", "Operations a second", "× direct", "p50, ms",
			"p95, ms", "p99, ms", "p95 × direct");

	/**
	 * Add the rows of an operation.
	 * @param operation the operation
	 * @param direct what was done with a new connection each time, round by round
	 * @param pooled what was done with the pool's connections in the same rounds
	 */
	void add(Operation operation, List<Throughput> direct, List<Throughput> pooled) {
		row(operation.title() + ", direct", direct, "1", "1");
		row(operation.title() + ", **Pool Starter**", pooled, ratio(direct, pooled, Throughput::operationsPerSecond),
				ratio(direct, pooled, (done) -> done.latencies().percentileMillis(95)));
	}

	private void row(String title, List<Throughput> rounds, String operations, String p95) {
		this.table.row(title, Report.figure("%.0f", median(rounds, Throughput::operationsPerSecond)), operations,
				percentile(rounds, 50), percentile(rounds, 95), percentile(rounds, 99), p95);
	}

	private static String percentile(List<Throughput> rounds, double percent) {
		return Report.figure("%.2f", median(rounds, (done) -> done.latencies().percentileMillis(percent)));
	}

	private static double median(List<Throughput> rounds, ToDoubleFunction<Throughput> figure) {
		return PairedRatios.median(rounds.stream().mapToDouble(figure).toArray());
	}

	private static String ratio(List<Throughput> direct, List<Throughput> pooled, ToDoubleFunction<Throughput> figure) {
		double[] ratios = new double[direct.size()];
		Arrays.setAll(ratios,
				(round) -> figure.applyAsDouble(pooled.get(round)) / figure.applyAsDouble(direct.get(round)));
		Arrays.sort(ratios);
		return "%s (%s – %s)".formatted(format(PairedRatios.median(ratios)), format(ratios[0]),
				format(ratios[ratios.length - 1]));
	}

	private static String format(double ratio) {
		return Report.figure("%.3g", ratio);
	}

	/**
	 * The rows that were added.
	 * @return a table
	 */
	MarkdownTable toMarkdown() {
		return this.table;
	}

}
