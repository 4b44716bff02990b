package io.github.poolstarter.benchmarks.tuning;

import java.util.List;
import java.util.function.ToDoubleFunction;

import io.github.poolstarter.benchmarks.report.MarkdownTable;
import io.github.poolstarter.benchmarks.report.Report;

/**
 * The tables of the predicted waits: how many were right, and all of them.
 */
final class WaitTable {

	private WaitTable() {
	}

	/**
	 * Count what was right.
	 * @param cells what was measured
	 * @return a row for each who predicts
	 */
	static MarkdownTable shares(List<WaitCell> cells) {
		MarkdownTable table = new MarkdownTable("p99 of the waits, predicted by", "Within a factor of 2",
				"where the load is below the size", "In the range");
		long inside = cells.stream().filter(WaitCell::isInside).count();
		row(table, "**Pool Starter**", cells, WaitCell::predicted, share(inside, cells.size()));
		row(table, "the measured load, replayed", cells, WaitCell::replayed, "–");
		row(table, "Erlang-C", cells, WaitCell::erlang, "–");
		row(table, "Allen-Cunneen", cells, WaitCell::allenCunneen, "–");
		return table;
	}

	private static void row(MarkdownTable table, String title, List<WaitCell> cells, ToDoubleFunction<WaitCell> figure,
			String inside) {
		List<WaitCell> steady = cells.stream().filter(WaitCell::isSteady).toList();
		table.row(title, near(cells, figure), near(steady, figure), inside);
	}

	private static String near(List<WaitCell> cells, ToDoubleFunction<WaitCell> figure) {
		return share(cells.stream().filter((cell) -> cell.isNear(figure.applyAsDouble(cell))).count(), cells.size());
	}

	private static String share(long count, int of) {
		return (of > 0) ? "%d of %d, %d %%".formatted(count, of, Math.round(100.0 * count / of)) : "–";
	}

	/**
	 * List everything.
	 * @param cells what was measured
	 * @return a row for each
	 */
	static MarkdownTable cells(List<WaitCell> cells) {
		MarkdownTable table = new MarkdownTable("Load", "Seed", "Size", "Offered load", "Measured, ms",
				"The measured load, replayed, ms", "Predicted, ms", "Range, ms", "Within 2 ×", "In range",
				"Erlang-C, ms", "Allen-Cunneen, ms");
		for (WaitCell cell : cells) {
			table.row(cell.shape().title(), String.valueOf(cell.seed()), String.valueOf(cell.size()),
					Report.figure("%.2f", cell.offered()), millis(cell.measured()), millis(cell.replayed()),
					millis(cell.predicted()), millis(cell.low()) + " – " + millis(cell.high()),
					(cell.isNear(cell.predicted())) ? "yes" : "**no**", (cell.isInside()) ? "yes" : "**no**",
					formula(cell, cell.erlang()), formula(cell, cell.allenCunneen()));
		}
		return table;
	}

	private static String formula(WaitCell cell, double millis) {
		return millis(millis) + ((cell.isNear(millis)) ? "" : " (no)");
	}

	private static String millis(double millis) {
		return (Double.isInfinite(millis)) ? "∞" : Report.figure("%.1f", millis);
	}

}
