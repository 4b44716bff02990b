package io.github.poolstarter.benchmarks.tuning;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link WaitFormula}.
 */
class WaitFormulaTests {

	@Test
	void oneServerIsAsBusyAsItIsOftenWaitedFor() {
		WaitFormula formula = WaitFormula.erlangC(1, 10, 0.5);
		assertThat(formula.probabilityOfWait()).isCloseTo(0.5, within(1e-9));
		// P(wait > t) = 0.5 exp (-t (1 - 0.5) / 10)
		assertThat(formula.quantile(0.99)).isCloseTo(20 * Math.log(50), within(1e-6));
		assertThat(formula.quantile(0.5)).isZero();
	}

	@Test
	void agreesWithErlangsTables() {
		// Two servers at a load of 1: C = 1/3
		assertThat(WaitFormula.erlangC(2, 1, 1).probabilityOfWait()).isCloseTo(1 / 3.0, within(1e-9));
		assertThat(WaitFormula.erlangC(10, 1, 8).probabilityOfWait()).isCloseTo(0.4092, within(1e-4));
		assertThat(WaitFormula.erlangC(12, 40, 8).quantile(0.99)).isCloseTo(26.4, within(0.1));
	}

	@Test
	void variationStretchesTheWait() {
		WaitFormula variable = new WaitFormula(12, 40, 8, 1, 5);
		assertThat(variable.probabilityOfWait()).isEqualTo(WaitFormula.erlangC(12, 40, 8).probabilityOfWait());
		assertThat(variable.quantile(0.99)).isCloseTo(3 * WaitFormula.erlangC(12, 40, 8).quantile(0.99), within(1e-9));
	}

	@Test
	void takesTheVariationFromARecord() {
		WaitFormula formula = WaitFormula.allenCunneen(3, new double[] { 5, 5, 5 }, new double[] { 5, 15 });
		assertThat(formula).isEqualTo(new WaitFormula(3, 10, 2, 0, 0.25));
	}

	@Test
	void waitHasNoEndWhereTheLoadIsTooMuch() {
		WaitFormula formula = WaitFormula.erlangC(4, 10, 4);
		assertThat(formula.probabilityOfWait()).isEqualTo(1);
		assertThat(formula.quantile(0.5)).isInfinite();
	}

	@Test
	void refusesWhatIsNoQueue() {
		assertThatIllegalArgumentException().isThrownBy(() -> WaitFormula.erlangC(0, 1, 1));
		assertThatIllegalArgumentException().isThrownBy(() -> WaitFormula.erlangC(1, 0, 1));
		assertThatIllegalArgumentException().isThrownBy(() -> new WaitFormula(1, 1, 1, -1, 1));
	}

}
