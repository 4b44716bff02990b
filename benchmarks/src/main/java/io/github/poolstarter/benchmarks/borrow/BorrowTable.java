package io.github.poolstarter.benchmarks.borrow;

import java.util.List;
import java.util.function.ToDoubleFunction;

import io.github.poolstarter.benchmarks.report.MarkdownTable;
import io.github.poolstarter.benchmarks.report.Report;

/**
 * Shows the scores of the contenders, each beside that of HikariCP alone with as many
 * threads. A pure function of the scores.
 */
final class BorrowTable {

	private static final String UNKNOWN = "–";

	private BorrowTable() {
	}

	static MarkdownTable of(List<BorrowScore> scores) {
		MarkdownTable table = new MarkdownTable("Borrow and return", "Threads", "ns", "± ns", "× HikariCP",
				"ns over HikariCP", "Fastest, ns", "over HikariCP's", "Bytes allocated");
		for (BorrowScore score : scores) {
			double base = base(scores, score, BorrowScore::nanos);
			double fastestBase = base(scores, score, BorrowScore::fastest);
			table.row(score.contender().title(), String.valueOf(score.threads()), cell("%.1f", score.nanos()),
					cell("%.1f", score.error()), cell("%.2f", score.nanos() / base),
					cell("%+.1f", score.nanos() - base), cell("%.1f", score.fastest()),
					cell("%+.1f", score.fastest() - fastestBase), cell("%.0f", score.bytes()));
		}
		return table;
	}

	private static double base(List<BorrowScore> scores, BorrowScore compared, ToDoubleFunction<BorrowScore> figure) {
		return scores.stream()
			.filter((score) -> score.contender() == Contender.HIKARI && score.threads() == compared.threads())
			.mapToDouble(figure)
			.findFirst()
			.orElse(Double.NaN);
	}

	private static String cell(String format, double figure) {
		return (Double.isNaN(figure)) ? UNKNOWN : Report.figure(format, figure);
	}

}
