package io.github.poolstarter.tuning;

import java.util.List;

import io.github.poolstarter.tracking.Borrow;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds what is predicted from a trace recorded at 10 connections against what happens at
 * other sizes, with other arrivals and holds of the same kind.
 */
class PredictionTests {

	private static final int RECORDED = 10;

	private static final int[] SIZES = { 6, 8, 9, 10, 12, 14, 16, 20, 24 };

	private static final int BORROWS = 20000;

	private static final long[] SEEDS = { 11, 12 };

	// Twice of it is no more of a miss than twice of zero
	private static final double NOTHING = 0.5 * Simulation.MILLI;

	private static final double OFFERED = 8;

	@Test
	void foretellsOtherSizesWithinAFactorOfTwoAndWithinItsRange() {
		int cells = 0;
		int within = 0;
		int inside = 0;
		StringBuilder table = new StringBuilder();
		for (Loads load : Loads.values()) {
			for (long seed : SEEDS) {
				Analysis analysis = analysis(load.at(RECORDED, OFFERED, BORROWS, seed).run(), RECORDED);
				table.append("%n%-12s".formatted(load));
				for (int size : SIZES) {
					long truth = Simulation.p99Wait(load.at(size, OFFERED, BORROWS, seed + 1000).run());
					Prediction prediction = analysis.predict(size);
					double ratio = (prediction.likelyP99Nanos() + NOTHING) / (truth + NOTHING);
					Range range = prediction.p99Wait();
					boolean isInside = range.contains(truth);
					cells++;
					within += (ratio >= 0.5 && ratio <= 2) ? 1 : 0;
					inside += (isInside) ? 1 : 0;
					table.append("  %d: %.1f in %.1f-%.1f is %.1f%s".formatted(size,
							prediction.likelyP99Nanos() / Simulation.MILLI, range.lowNanos() / Simulation.MILLI,
							range.highNanos() / Simulation.MILLI, truth / Simulation.MILLI, (isInside) ? "" : " (!)"));
				}
			}
		}
		System.out.printf("p99 waits in ms, predicted and simulated, at an offered load of %s:%s%n", OFFERED, table);
		System.out.printf("%d cells, %d within a factor of 2, %d in the range%n", cells, within, inside);
		assertThat(within).isGreaterThanOrEqualTo(cells * 90 / 100);
		assertThat(inside).isGreaterThanOrEqualTo(cells * 80 / 100);
	}

	@Test
	void suggestsAboutTheSmallestSizeThatIsEnough() {
		for (Loads load : List.of(Loads.EXPONENTIAL, Loads.LOGNORMAL, Loads.CLOSED)) {
			Analysis analysis = analysis(load.at(RECORDED, OFFERED, BORROWS, 5).run(), RECORDED);
			long target = analysis.target().targetWaitNanos();
			int enough = RECORDED;
			while (Simulation.p99Wait(load.at(enough, OFFERED, BORROWS, 6).run()) > target) {
				enough++;
			}
			assertThat(analysis.target().met()).as(load.name()).isTrue();
			assertThat((double) analysis.target().size()).as(load.name()).isBetween(0.8 * enough, 1.2 * enough);
		}
	}

	@Test
	void erlangsFormulaAgreesWithTheReplayWhereItsAssumptionsHold() {
		// C(c, a) = B / (1 - a / c (1 - B)) is 0.409 for 10 and 0.140 for 12 servers, and
		// the p99 is h ln(C / 0.01) / (c - a)
		Analysis analysis = analysis(Loads.EXPONENTIAL.at(16, OFFERED, BORROWS, 21).run(), 16);
		assertThat(analysis.predict(10).likelyP99Nanos() / Simulation.MILLI).isBetween(18.6 / 1.4, 18.6 * 1.4);
		assertThat(analysis.predict(12).likelyP99Nanos() / Simulation.MILLI).isBetween(6.6 / 1.4, 6.6 * 1.4);
	}

	private static Analysis analysis(List<Borrow> borrows, int size) {
		return (Analysis) Analyzer.analyze(Evidence.of(borrows, RecordedSettings.fixed(size, 30_000_000_000L)),
				SizeAims.DEFAULT);
	}

}
