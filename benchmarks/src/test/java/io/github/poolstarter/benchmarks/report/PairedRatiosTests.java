package io.github.poolstarter.benchmarks.report;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link PairedRatios}.
 */
class PairedRatiosTests {

	@Test
	void driftThatBothSidesShareGoesOut() {
		double[] base = new double[300];
		Arrays.setAll(base, (pair) -> 40 + pair);
		double[] other = Arrays.stream(base).map((time) -> time * 1.01).toArray();
		PairedRatios ratios = PairedRatios.of(base, other);
		assertThat(ratios.pairs()).isEqualTo(300);
		assertThat(ratios.median()).isCloseTo(1.01, within(1e-9));
		assertThat(ratios.low()).isCloseTo(1.01, within(1e-9));
		assertThat(ratios.high()).isCloseTo(1.01, within(1e-9));
	}

	@Test
	void aSpoiledPairDoesNotMoveTheMedian() {
		double[] base = new double[101];
		Arrays.fill(base, 50);
		double[] other = base.clone();
		other[17] = 5000;
		assertThat(PairedRatios.of(base, other)).isEqualTo(new PairedRatios(101, 1, 1, 1));
	}

	@Test
	void intervalLeavesOutAsManyRatiosOnEachSide() {
		double[] base = new double[100];
		Arrays.fill(base, 1);
		double[] other = new double[100];
		Arrays.setAll(other, (pair) -> 100 - pair);
		assertThat(PairedRatios.of(base, other)).isEqualTo(new PairedRatios(100, 50.5, 40, 61));
	}

	// From tables of the sign test: the largest count of the rarer sign that is
	// significant
	@ParameterizedTest
	@CsvSource({ "6, 0", "10, 1", "20, 5", "50, 17", "100, 39", "1000, 468" })
	void intervalIsThatOfTheSignTest(int pairs, int significant) {
		assertThat(PairedRatios.outside(pairs)).isEqualTo(significant);
	}

	@Test
	void tooFewPairsHaveNoInterval() {
		assertThatIllegalArgumentException().isThrownBy(() -> PairedRatios.of(new double[5], new double[5]));
	}

}
