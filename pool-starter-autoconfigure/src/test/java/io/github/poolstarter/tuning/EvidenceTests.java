package io.github.poolstarter.tuning;

import java.util.List;

import io.github.poolstarter.tracking.Borrow;
import io.github.poolstarter.tracking.BorrowFlags;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Evidence}.
 */
class EvidenceTests {

	private static final RecordedSettings SETTINGS = RecordedSettings.fixed(10, 1000);

	@Test
	void isInTheOrderOfArrivalWhateverTheOrderOfTheLogAndTheSignOfTheClock() {
		Evidence evidence = Evidence.of(List.of(borrow(Long.MIN_VALUE + 5, 7, 0), borrow(Long.MAX_VALUE - 4, 3, 0)),
				SETTINGS, Long.MAX_VALUE - 9, Long.MIN_VALUE + 50);
		assertThat(evidence.windowNanos()).isEqualTo(60);
		assertThat(evidence.at(0).arrival()).isEqualTo(5);
		assertThat(evidence.at(0).hold()).isEqualTo(3);
		assertThat(evidence.at(1).arrival()).isEqualTo(15);
		assertThat(evidence.at(1).release()).isEqualTo(22);
	}

	@Test
	void windowBeginsWhereTheLogIsComplete() {
		Evidence evidence = Evidence.of(List.of(borrow(100, 50, 0), borrow(120, 100, 0), borrow(200, 10, 0)), SETTINGS);
		assertThat(evidence.windowNanos()).isEqualTo(70);
		assertThat(evidence.size()).isEqualTo(3);
		assertThat(evidence.first()).isEqualTo(2);
		assertThat(evidence.arrivals()).isEqualTo(1);
		assertThat(evidence.at(0).arrival()).isEqualTo(-50);
	}

	@Test
	void leavesOutWhatHasNothingInTheWindow() {
		Evidence evidence = Evidence.of(List.of(borrow(0, 10, 0), borrow(20, 10, 0), borrow(90, 10, 0)), SETTINGS, 15,
				80);
		assertThat(evidence.size()).isEqualTo(1);
		assertThat(evidence.at(0).arrival()).isEqualTo(5);
	}

	@Test
	void whoTimedOutIsGivenAHoldOfItsCallSite() {
		Borrow timedOut = new Borrow(10, 1010, 1010, null, 7, 3, BorrowFlags.TIMED_OUT);
		Borrow stranger = new Borrow(11, 1011, 1011, null, 9, 3, BorrowFlags.TIMED_OUT);
		Borrow interrupted = new Borrow(12, 50, 50, null, 7, 3, BorrowFlags.INTERRUPTED);
		Evidence evidence = Evidence.of(List.of(borrow(0, 55, 6), borrow(1, 44, 7), timedOut, stranger, interrupted),
				SETTINGS, 0, 2000);
		assertThat(evidence.at(2).hold()).isEqualTo(44);
		assertThat(evidence.at(3).hold()).isIn(55L, 44L);
		assertThat(evidence.at(4).hold()).isEqualTo(44);
		assertThat(evidence.at(2).timedOut()).isTrue();
		assertThat(evidence.at(4).timedOut()).isFalse();
		assertThat(evidence.at(2).granted()).isFalse();
		assertThat(evidence.at(2).release()).isEqualTo(1010);
	}

	@Test
	void whoWasRefusedCountsIfOthersWaited() {
		Borrow waiting = new Borrow(10, 40, 50, null, 0, 1, 0);
		Borrow refused = new Borrow(20, 20, 20, null, 0, 2, BorrowFlags.REJECTED);
		Borrow suspended = new Borrow(60, 60, 60, null, 0, 3, BorrowFlags.REJECTED);
		Evidence evidence = Evidence.of(List.of(waiting, refused, suspended), SETTINGS, 0, 100);
		assertThat(evidence.size()).isEqualTo(2);
		assertThat(evidence.leftOut()).isEqualTo(1);
		assertThat(evidence.at(1).hold()).isEqualTo(10);
	}

	@Test
	void waitForAValidationAnOpeningOrAnOutageIsNoQueueing() {
		Evidence evidence = Evidence.of(List.of(new Borrow(0, 5, 10, null, 0, 1, BorrowFlags.VALIDATED),
				new Borrow(1, 5, 10, null, 0, 1, BorrowFlags.CREATED),
				new Borrow(2, 5, 5, null, 0, 1, BorrowFlags.TIMED_OUT | BorrowFlags.UNREACHABLE),
				new Borrow(3, 5, 10, null, 0, 1, 0)), SETTINGS, 0, 100);
		assertThat(evidence.at(0).queueing()).isFalse();
		assertThat(evidence.at(1).queueing()).isFalse();
		assertThat(evidence.at(1).opened()).isTrue();
		assertThat(evidence.at(2).queueing()).isFalse();
		assertThat(evidence.at(2).timedOut()).isFalse();
		assertThat(evidence.at(3).queueing()).isTrue();
	}

	@Test
	void waitForASuspendedPoolIsNoQueueing() {
		Borrow kept = new Borrow(0, 50, 60, null, 0, 1, BorrowFlags.SUSPENDED);
		Borrow behind = new Borrow(49, 55, 60, null, 0, 1, 0);
		Borrow turnedAway = new Borrow(1, 40, 40, null, 0, 2, BorrowFlags.SUSPENDED | BorrowFlags.REJECTED);
		Borrow interrupted = new Borrow(2, 40, 40, null, 0, 3, BorrowFlags.SUSPENDED | BorrowFlags.INTERRUPTED);
		Borrow refusedMeanwhile = new Borrow(3, 3, 3, null, 0, 4, BorrowFlags.REJECTED);
		Evidence evidence = Evidence.of(List.of(kept, behind, turnedAway, interrupted, refusedMeanwhile), SETTINGS, 0,
				100);
		assertThat(evidence.size()).isEqualTo(2);
		assertThat(evidence.leftOut()).isEqualTo(3);
		assertThat(evidence.at(0).queueing()).isFalse();
		assertThat(evidence.at(0).granted()).isTrue();
		assertThat(evidence.at(1).queueing()).isTrue();
	}

	@Test
	void connectionCannotHaveWorkedLongerThanItWasHeld() {
		Evidence evidence = Evidence.of(List.of(new Borrow(0, 0, 10, 15L, 0, 1, 0)), SETTINGS, 0, 100);
		assertThat(evidence.at(0).busy()).isEqualTo(10);
		assertThat(evidence.at(0).isMeasured()).isTrue();
		evidence = Evidence.of(List.of(borrow(0, 10, 0)), SETTINGS, 0, 100);
		assertThat(evidence.at(0).isMeasured()).isFalse();
		assertThat(evidence.at(0).busy()).isEqualTo(10);
	}

	@Test
	void refusesWhatCannotBe() {
		assertThatIllegalArgumentException().isThrownBy(() -> Evidence.of(List.of(), SETTINGS, 1, 0));
		assertThatIllegalArgumentException().isThrownBy(() -> RecordedSettings.fixed(0, 1));
		assertThatIllegalArgumentException().isThrownBy(() -> new RecordedSettings(5, 6, 1));
		assertThatIllegalArgumentException().isThrownBy(() -> RecordedSettings.fixed(5, 0));
		assertThatIllegalArgumentException().isThrownBy(() -> new Opening(-1, 0));
		assertThatIllegalArgumentException().isThrownBy(() -> new Range(2, 1));
		assertThatIllegalArgumentException().isThrownBy(() -> new SizeAims(-1L, 5));
		assertThatIllegalArgumentException().isThrownBy(() -> new SizeAims(null, 0));
	}

	private static Borrow borrow(long arrival, long hold, int callSite) {
		return new Borrow(arrival, arrival, arrival + hold, null, callSite, 1, 0);
	}

}
