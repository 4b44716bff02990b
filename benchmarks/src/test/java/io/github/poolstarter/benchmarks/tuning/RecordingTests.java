package io.github.poolstarter.benchmarks.tuning;

import java.util.ArrayList;
import java.util.List;

import io.github.poolstarter.tracking.Borrow;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link Recording}.
 */
class RecordingTests {

	private static final long MILLI = 1_000_000;

	private static final int VALIDATED = 1 << 3;

	@Test
	void waitForAValidationIsNoQueueing() {
		Recording recording = recording(List.of(borrow(0, 2, 10, 0), borrow(10, 15, 20, VALIDATED)));
		assertThat(recording.queueing().maxMillis()).isEqualTo(2);
		assertThat(recording.queueing().count()).isEqualTo(2);
		assertThat(recording.others()).isEqualTo(1);
	}

	@Test
	void formulasAreGivenWhatWasRecorded() {
		List<Borrow> borrows = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			// Every 5 ms, 8 and 12 ms by turns
			borrows.add(borrow(5 * i, 5 * i, 5 * i + ((i % 2 == 0) ? 8 : 12), 0));
		}
		WaitFormula formula = recording(borrows).allenCunneen(3);
		assertThat(formula.offeredLoad()).isCloseTo(2, within(1e-9));
		assertThat(formula.meanHold()).isCloseTo(10, within(1e-9));
		assertThat(formula.arrivalVariation()).isZero();
		assertThat(formula.holdVariation()).isCloseTo(0.04, within(1e-9));
		assertThat(recording(borrows).erlangC(3)).isEqualTo(WaitFormula.erlangC(3, 10, 2));
	}

	@Test
	void fewBorrowsAreNotEnoughForAnAnalysis() {
		assertThatIllegalStateException().isThrownBy(() -> recording(List.of(borrow(0, 0, 1, 0))).analysis())
			.withMessageStartingWith("Measure for longer");
		assertThatIllegalArgumentException().isThrownBy(() -> recording(List.of()));
	}

	private static Recording recording(List<Borrow> borrows) {
		return new Recording(borrows, 10, 30_000 * MILLI, 0);
	}

	private static Borrow borrow(long arrival, long grant, long release, int flags) {
		return new Borrow(arrival * MILLI, grant * MILLI, release * MILLI, null, 1, 1, flags);
	}

}
