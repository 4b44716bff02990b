package io.github.poolstarter.benchmarks.tuning;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WaitTable} and {@link WaitCell}.
 */
class WaitTableTests {

	private static final WaitCell RIGHT = new WaitCell(Shape.POISSON, 1, 8, 7.02, 19.5, 15, 30, 5, 20, 12.0, 11.0);

	private static final WaitCell TOO_LOW = new WaitCell(Shape.BURSTY, 2, 6, 7, 49, 30, 80, Double.POSITIVE_INFINITY,
			Double.POSITIVE_INFINITY, 100, 95);

	@Test
	void figureIsNearIfItIsAtMostTwiceAndAtLeastHalfOfIt() {
		assertThat(RIGHT.isNear(12)).isTrue();
		assertThat(RIGHT.isNear(24.5)).isTrue();
		assertThat(RIGHT.isNear(24.6)).isFalse();
		assertThat(RIGHT.isNear(5.75)).isTrue();
		assertThat(RIGHT.isNear(5.7)).isFalse();
		assertThat(RIGHT.isNear(Double.POSITIVE_INFINITY)).isFalse();
	}

	@Test
	void nextToNothingIsNearToNothing() {
		WaitCell nothing = new WaitCell(Shape.POISSON, 1, 24, 7, 0.5, 0, 0, 0, 0, 0, 0);
		assertThat(nothing.isNear(0.5)).isTrue();
		assertThat(nothing.isNear(0.6)).isFalse();
		assertThat(nothing.isInside()).isTrue();
	}

	@Test
	void countsWhatIsNearAndWhatIsInTheRange() {
		assertThat(WaitTable.shares(List.of(RIGHT, TOO_LOW))).hasToString(
				"""
						| p99 of the waits, predicted by | Within a factor of 2 | where the load is below the size | In the range |
						| --- | ---: | ---: | ---: |
						| **Pool Starter** | 1 of 2, 50 % | 1 of 1, 100 % | 0 of 2, 0 % |
						| the measured load, replayed | 2 of 2, 100 % | 1 of 1, 100 % | – |
						| Erlang-C | 0 of 2, 0 % | 0 of 1, 0 % | – |
						| Allen-Cunneen | 1 of 2, 50 % | 1 of 1, 100 % | – |
						""");
		assertThat(WaitTable.shares(List.of(TOO_LOW)).toString()).contains("| Erlang-C | 0 of 1, 0 % | – | – |");
	}

	@Test
	void everyCellIsShownWithItsMisses() {
		assertThat(WaitTable.cells(List.of(RIGHT, TOO_LOW)).toString().lines()).hasSize(4)
			.contains("| Poisson, exponential holds | 1 | 8 | 7.02 | 12.0 | 11.0 | 19.5 | 15.0 – 30.0 | yes | **no** "
					+ "| 5.0 (no) | 20.0 |")
			.contains(
					"| bursty, exponential holds | 2 | 6 | 7.00 | 100.0 | 95.0 | 49.0 | 30.0 – 80.0 | **no** | **no** "
							+ "| ∞ (no) | ∞ (no) |");
	}

}
