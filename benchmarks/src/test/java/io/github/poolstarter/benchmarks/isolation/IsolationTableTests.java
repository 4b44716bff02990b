package io.github.poolstarter.benchmarks.isolation;

import java.util.ArrayList;
import java.util.List;

import io.github.poolstarter.benchmarks.load.Measurement;
import io.github.poolstarter.benchmarks.report.Latencies;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link IsolationTable}.
 */
class IsolationTableTests {

	private final List<Outcome> outcomes = new ArrayList<>();

	IsolationTableTests() {
		round(1, 1.0, 1.1, 1.0, 900.0);
		round(2, 2.0, 2.0, 2.0, 800.0);
		round(3, 1.0, 1.3, 1.0, 700.0);
	}

	private void round(int round, double... millis) {
		for (Condition condition : Condition.values()) {
			for (Work work : Work.values()) {
				Latencies latencies = Latencies.of(new long[] { (long) (millis[condition.ordinal()] * 1_000_000) });
				this.outcomes.add(new Outcome(round, condition, work,
						new Measurement(latencies, Latencies.of(new long[] { 250_000 }), round - 1),
						new Queue(7, 19, 40), 2));
			}
		}
	}

	@Test
	void roundIsComparedWithItself() {
		assertThat(IsolationTable.ratios(this.outcomes)).hasToString("""
				| p99 of | ms, no slow work | ms, saturated | Ratio | Ratio of each round |
				| --- | ---: | ---: | ---: | ---: |
				| `read`: **Pool Starter**, `ai` saturated | 1.00 | 1.30 | 1.10 | 1.10, 1.00, 1.30 |
				| `general`: **Pool Starter**, `ai` saturated | 1.00 | 1.30 | 1.10 | 1.10, 1.00, 1.30 |
				| `read`: One pool, saturated | 1.00 | 800.00 | 700.00 | 900.00, 400.00, 700.00 |
				| `general`: One pool, saturated | 1.00 | 800.00 | 700.00 | 900.00, 400.00, 700.00 |
				""");
	}

	@Test
	void everyRoundIsShown() {
		String table = IsolationTable.rounds(this.outcomes).toString();
		assertThat(table.lines()).hasSize(2 + 3 * 4 * 2)
			.contains(
					"| `read`: **Pool Starter**, `ai` idle | 2 | 1 | 1 | 2.00 | 2.00 | 2.00 | 2.00 | 0.25 / 0.25 | – | – |")
			.contains(
					"| `general`: One pool, saturated | 3 | 1 | 2 | 700.00 | 700.00 | 700.00 | 700.00 | 0.25 / 0.25 | 19 / 40 | 2 |");
	}

}
