package io.github.poolstarter.benchmarks.isolation;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import io.github.poolstarter.benchmarks.report.Latencies;
import io.github.poolstarter.benchmarks.report.MarkdownTable;
import io.github.poolstarter.benchmarks.report.PairedRatios;
import io.github.poolstarter.benchmarks.report.Report;

/**
 * The tables of the outcomes: what slow work did to the slowest hundredth of the quick
 * work, and all that was measured.
 */
final class IsolationTable {

	private static final String MILLIS = "%.2f";

	private static final String RATIO = "%.2f";

	private IsolationTable() {
	}

	/**
	 * Compare the conditions with slow work with those without, round by round.
	 * @param outcomes the outcomes, each round's with and without slow work among them
	 * @return a row for each work and each condition with slow work
	 */
	static MarkdownTable ratios(List<Outcome> outcomes) {
		MarkdownTable table = new MarkdownTable("p99 of", "ms, no slow work", "ms, saturated", "Ratio",
				"Ratio of each round");
		for (Condition condition : List.of(Condition.STARTER_SATURATED, Condition.SHARED_SATURATED)) {
			for (Work work : Work.values()) {
				double[] idle = p99s(outcomes, condition.withoutSlowWork(), work);
				double[] saturated = p99s(outcomes, condition, work);
				double[] ratios = new double[idle.length];
				Arrays.setAll(ratios, (round) -> saturated[round] / idle[round]);
				table.row(work.title() + ": " + condition.title(), Report.figure(MILLIS, PairedRatios.median(idle)),
						Report.figure(MILLIS, PairedRatios.median(saturated)),
						Report.figure(RATIO, PairedRatios.median(ratios)),
						Arrays.stream(ratios)
							.mapToObj((ratio) -> Report.figure(RATIO, ratio))
							.collect(Collectors.joining(", ")));
			}
		}
		return table;
	}

	private static double[] p99s(List<Outcome> outcomes, Condition condition, Work work) {
		return outcomes.stream()
			.filter((outcome) -> outcome.condition() == condition && outcome.work() == work)
			.mapToDouble((outcome) -> outcome.measurement().p99Millis())
			.toArray();
	}

	/**
	 * List everything.
	 * @param outcomes the outcomes
	 * @return a row for each
	 */
	static MarkdownTable rounds(List<Outcome> outcomes) {
		MarkdownTable table = new MarkdownTable("Measured", "Round", "Requests", "Failed", "p50, ms", "p95, ms",
				"p99, ms", "Longest, ms", "Begun late, p50 / p99, ms", "Slow work: fewest active / waiting", "failed");
		for (Condition condition : Condition.values()) {
			for (Work work : Work.values()) {
				outcomes.stream()
					.filter((outcome) -> outcome.condition() == condition && outcome.work() == work)
					.forEach((outcome) -> row(table, outcome));
			}
		}
		return table;
	}

	private static void row(MarkdownTable table, Outcome outcome) {
		Latencies latencies = outcome.measurement().latencies();
		Latencies lateness = outcome.measurement().lateness();
		Queue queue = outcome.queue();
		table.row(outcome.work().title() + ": " + outcome.condition().title(), String.valueOf(outcome.round()),
				String.valueOf(latencies.count()), String.valueOf(outcome.measurement().failures()),
				percentile(latencies, 50), percentile(latencies, 95), percentile(latencies, 99),
				Report.figure(MILLIS, latencies.maxMillis()),
				percentile(lateness, 50) + " / " + percentile(lateness, 99),
				(outcome.condition().isSaturated()) ? queue.smallestActive() + " / " + queue.smallestPending() : "–",
				(outcome.condition().isSaturated()) ? String.valueOf(outcome.slowFailures()) : "–");
	}

	private static String percentile(Latencies latencies, double percent) {
		return Report.figure(MILLIS, latencies.percentileMillis(percent));
	}

}
