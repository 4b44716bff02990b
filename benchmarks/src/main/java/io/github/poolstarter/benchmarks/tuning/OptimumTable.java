package io.github.poolstarter.benchmarks.tuning;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import io.github.poolstarter.benchmarks.report.MarkdownTable;
import io.github.poolstarter.benchmarks.report.Report;

/**
 * The tables of the sizes that were measured, and of those that were advised.
 */
final class OptimumTable {

	private OptimumTable() {
	}

	/**
	 * List the sizes.
	 * @param sweep what was measured
	 * @return a row for each
	 */
	static MarkdownTable sweep(Sweep sweep) {
		MarkdownTable table = new MarkdownTable("Size", "p99 of the latency, ms, median", "of each round", "× the best",
				"");
		double best = sweep.median(sweep.best());
		for (int size : sweep.p99s().keySet()) {
			table.row(String.valueOf(size), Report.figure("%.1f", sweep.median(size)),
					Arrays.stream(sweep.p99s().get(size))
						.mapToObj((millis) -> Report.figure("%.1f", millis))
						.collect(Collectors.joining(", ")),
					Report.figure("%.2f", sweep.median(size) / best), remark(sweep, size));
		}
		return table;
	}

	private static String remark(Sweep sweep, int size) {
		StringBuilder remark = new StringBuilder();
		if (size == sweep.best()) {
			remark.append("best ");
		}
		if (size == sweep.optimum()) {
			remark.append("smallest within 5 % ");
		}
		if (size == sweep.smallestWithinNoise()) {
			remark.append("smallest within the best's rounds");
		}
		return remark.toString().strip();
	}

	/**
	 * List the answers.
	 * @param sweep what was measured
	 * @param answers what was advised
	 * @param byFormula what HikariCP's formula gives
	 * @return a row for each
	 */
	static MarkdownTable answers(Sweep sweep, List<Answer> answers, int byFormula) {
		MarkdownTable table = new MarkdownTable("Advised", "Round", "Knee", "First answer",
				"Followed until nothing more is advised", "Final size", "÷ optimum");
		double optimum = sweep.optimum();
		for (Answer answer : answers) {
			table.row("**Pool Starter**, from " + answer.start(), String.valueOf(answer.round()),
					Answer.title(answer.knee()), answer.first(), answer.pathTitle(), String.valueOf(answer.last()),
					Report.figure("%.2f", answer.last() / optimum));
		}
		table.row("HikariCP's formula, 2 × processors + 1", "–", "–", "–", "–", String.valueOf(byFormula),
				Report.figure("%.2f", byFormula / optimum));
		return table;
	}

}
