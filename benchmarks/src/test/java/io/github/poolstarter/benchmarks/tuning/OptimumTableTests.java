package io.github.poolstarter.benchmarks.tuning;

import java.util.List;
import java.util.Map;

import io.github.poolstarter.tuning.Knee;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Sweep}, {@link Answer} and {@link OptimumTable}.
 */
class OptimumTableTests {

	private final Sweep sweep = new Sweep(Map.of(1, new double[] { 100, 90, 110 }, 2, new double[] { 23, 22, 28 }, 3,
			new double[] { 20.8, 19, 30 }, 8, new double[] { 20, 18, 24 }));

	@Test
	void optimumIsTheSmallestWithinFivePercentOfTheBest() {
		assertThat(this.sweep.best()).isEqualTo(8);
		assertThat(this.sweep.optimum()).isEqualTo(3);
		assertThat(this.sweep.smallestWithinNoise()).isEqualTo(2);
	}

	@Test
	void everySizeIsShown() {
		assertThat(OptimumTable.sweep(this.sweep)).hasToString("""
				| Size | p99 of the latency, ms, median | of each round | × the best |  |
				| --- | ---: | ---: | ---: | ---: |
				| 1 | 100.0 | 100.0, 90.0, 110.0 | 5.00 |  |
				| 2 | 23.0 | 23.0, 22.0, 28.0 | 1.15 | smallest within the best's rounds |
				| 3 | 20.8 | 20.8, 19.0, 30.0 | 1.04 | smallest within 5 % |
				| 8 | 20.0 | 20.0, 18.0, 24.0 | 1.00 | best |
				""");
	}

	@Test
	void everyAnswerIsShownBesideThatOfTheFormula() {
		Answer served = new Answer(1, List.of(10, 3), true, "3 (the server does no more)",
				new Knee(Knee.Verdict.SERVER_BOUND, 2.0, 3, 50));
		Answer unknown = new Answer(2, List.of(2, 3), false, "3 (raise)",
				new Knee(Knee.Verdict.UNKNOWN, null, null, 0));
		assertThat(OptimumTable.answers(this.sweep, List.of(served, unknown), 5)).hasToString(
				"""
						| Advised | Round | Knee | First answer | Followed until nothing more is advised | Final size | ÷ optimum |
						| --- | ---: | ---: | ---: | ---: | ---: | ---: |
						| **Pool Starter**, from 10 | 1 | server-bound at 2.0 | 3 (the server does no more) | 10 → 3 | 3 | 1.00 |
						| **Pool Starter**, from 2 | 2 | unknown | 3 (raise) | 2 → 3 … | 3 | 1.00 |
						| HikariCP's formula, 2 × processors + 1 | – | – | – | – | 5 | 1.67 |
						""");
	}

}
