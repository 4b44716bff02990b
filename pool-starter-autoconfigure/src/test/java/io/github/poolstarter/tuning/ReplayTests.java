package io.github.poolstarter.tuning;

import java.util.ArrayList;
import java.util.List;

import io.github.poolstarter.tracking.Borrow;
import io.github.poolstarter.tracking.BorrowFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Replay}, with traces small enough to be replayed by hand, and such of
 * whole loads.
 */
class ReplayTests {

	private static final RecordedSettings PATIENT = RecordedSettings.fixed(1, Long.MAX_VALUE);

	@ParameterizedTest
	@EnumSource
	void givesBackTheRecordedWaitsAtTheRecordedSize(Loads load) {
		List<Borrow> borrows = load.at(10, 8, 5000, 1).run();
		Evidence evidence = evidence(borrows, RecordedSettings.fixed(10, Long.MAX_VALUE));
		ReplayInput demand = ReplayInput.of(evidence);
		ReplayedWaits open = Replay.open(demand, 10, Opening.NONE);
		ReplayedWaits perThread = Replay.perThread(demand, 10, Opening.NONE);
		for (int i = 0; i < evidence.size(); i++) {
			long recorded = evidence.at(i).grant() - evidence.at(i).arrival();
			assertThat(open.nanos(i)).isEqualTo(recorded);
			assertThat(perThread.nanos(i)).isEqualTo(recorded);
		}
		assertThat(open.quantile(0.99)).isEqualTo(Simulation.p99Wait(borrows));
	}

	@Test
	void givesBackRecordedTimeouts() {
		List<Borrow> borrows = Loads.BURSTY.at(10, 9, 5000, 1).timeoutMillis(200).run();
		Evidence evidence = evidence(borrows, RecordedSettings.fixed(10, 200_000_000));
		long timeouts = borrows.stream().filter(Borrow::timedOut).count();
		assertThat(timeouts).isPositive();
		assertThat(Replay.open(ReplayInput.of(evidence), 10, Opening.NONE).gaveUp()).isEqualTo((int) timeouts);
		assertThat(Replay.perThread(ReplayInput.of(evidence), 10, Opening.NONE).gaveUp()).isEqualTo((int) timeouts);
	}

	@Test
	void grantsInTheOrderOfArrival() {
		ReplayInput demand = demand(PATIENT, borrow(0, 0, 100, 1), borrow(10, 100, 130, 2), borrow(20, 130, 150, 3));
		assertThat(waits(Replay.open(demand, 1, Opening.NONE), 3)).containsExactly(0L, 90L, 110L);
		assertThat(waits(Replay.open(demand, 2, Opening.NONE), 3)).containsExactly(0L, 0L, 20L);
		assertThat(waits(Replay.open(demand, 3, Opening.NONE), 3)).containsExactly(0L, 0L, 0L);
	}

	@Test
	void keepsTheThinkTimeOfAThreadAndNotItsArrival() {
		// Recorded with two connections. With one, the second thread is held up, and
		// comes again later
		ReplayInput demand = demand(PATIENT, borrow(0, 0, 100, 1), borrow(10, 10, 60, 2), borrow(65, 65, 70, 2));
		assertThat(waits(Replay.open(demand, 1, Opening.NONE), 3)).containsExactly(0L, 90L, 85L);
		assertThat(waits(Replay.perThread(demand, 1, Opening.NONE), 3)).containsExactly(0L, 90L, 0L);
	}

	@Test
	void nestedBorrowFollowsTheGrantOfTheOuter() {
		Borrow nested = new Borrow(30, 30, 40, null, 0, 2, BorrowFlags.depth(1));
		ReplayInput demand = demand(PATIENT, borrow(0, 0, 100, 1), borrow(10, 10, 60, 2), nested);
		// With two, it comes 20 after the grant at 10, and waits until the outer ends at
		// 60
		assertThat(waits(Replay.perThread(demand, 2, Opening.NONE), 3)).containsExactly(0L, 0L, 30L);
	}

	@Test
	void whoGivesUpTakesNoConnection() {
		ReplayInput demand = demand(RecordedSettings.fixed(2, 50), borrow(0, 0, 100, 1), borrow(10, 10, 200, 2),
				borrow(60, 60, 70, 3));
		ReplayedWaits waits = Replay.open(demand, 1, Opening.NONE);
		assertThat(waits(waits, 3)).containsExactly(0L, 50L, 40L);
		assertThat(waits.gaveUp()).isEqualTo(1);
	}

	@Test
	void opensConnectionsWhileBorrowersWait() {
		ReplayInput demand = demand(PATIENT, borrow(0, 0, 100, 1), borrow(10, 10, 60, 2), borrow(15, 15, 60, 3),
				borrow(200, 200, 210, 4), borrow(201, 201, 210, 5), borrow(202, 202, 210, 6));
		assertThat(waits(Replay.open(demand, 3, new Opening(1, 30)), 6)).containsExactly(0L, 30L, 30L, 0L, 0L, 0L);
		// Until it is open, the one that is may be free
		assertThat(waits(Replay.open(demand, 3, new Opening(1, 500)), 6)).containsExactly(0L, 90L, 135L, 0L, 9L, 17L);
	}

	@Test
	void withoutIdleTimeTheThreadDoesTheRestWithoutAConnection() {
		Borrow held = new Borrow(0, 0, 100, 10L, 7, 1, 0);
		Borrow again = new Borrow(105, 105, 205, 10L, 7, 1, 0);
		Borrow other = new Borrow(20, 20, 25, 5L, 8, 2, 0);
		Evidence evidence = evidence(List.of(held, again, other), PATIENT);
		ReplayInput without = ReplayInput.withoutIdle(evidence);
		assertThat(waits(Replay.perThread(without, 1, Opening.NONE), 3)).containsExactly(0L, 0L, 0L);
		assertThat(waits(Replay.perThread(ReplayInput.of(evidence), 1, Opening.NONE), 3)).containsExactly(0L, 80L, 0L);
		assertThat(without.arrivalAfter(2, 0, 0, 10)).isEqualTo(105);
		assertThat(ReplayInput.withoutIdle(evidence, 8).hold(0)).isEqualTo(100);
		assertThat(ReplayInput.withoutIdle(evidence, 7).hold(0)).isEqualTo(10);
	}

	@Test
	void closedCallersAreNotPredictedToQueueWithoutEnd() {
		Evidence evidence = evidence(Loads.CLOSED.at(10, 8, 20000, 3).run(),
				RecordedSettings.fixed(10, Long.MAX_VALUE));
		long truth = Simulation.p99Wait(Loads.CLOSED.at(6, 8, 20000, 4).run());
		ReplayInput demand = ReplayInput.of(evidence);
		assertThat((double) Replay.perThread(demand, 6, Opening.NONE).quantile(0.99)).isBetween(0.8 * truth,
				1.25 * truth);
		assertThat(Replay.open(demand, 6, Opening.NONE).quantile(0.99)).isGreaterThan(20 * truth);
	}

	private static Borrow borrow(long arrival, long grant, long release, int thread) {
		return new Borrow(arrival, grant, release, null, 0, thread, 0);
	}

	private static ReplayInput demand(RecordedSettings settings, Borrow... borrows) {
		return ReplayInput.of(evidence(List.of(borrows), settings));
	}

	// All of it is within the window
	private static Evidence evidence(List<Borrow> borrows, RecordedSettings settings) {
		return Evidence.of(borrows, settings, 0, borrows.stream().mapToLong(Borrow::releaseNanos).max().orElseThrow());
	}

	private static List<Long> waits(ReplayedWaits waits, int number) {
		List<Long> nanos = new ArrayList<>();
		for (int i = 0; i < number; i++) {
			nanos.add(waits.nanos(i));
		}
		return nanos;
	}

}
