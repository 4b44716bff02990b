package io.github.poolstarter.sizing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.poolstarter.tracking.Borrow;
import io.github.poolstarter.tracking.BorrowFlags;
import io.github.poolstarter.tuning.Analysis;
import io.github.poolstarter.tuning.NotEnoughEvidence;
import io.github.poolstarter.tuning.RecordedSettings;
import io.github.poolstarter.tuning.SizeAims;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the windows that {@link EvidenceKeeper} looks at and keeps, on a clock that
 * goes over the highest reading.
 */
class EvidenceWindowTests {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

	private static final long MINUTE = 60 * SECOND;

	private static final long START = Long.MAX_VALUE - 30 * MINUTE;

	private static final RecordedSettings FOUR = RecordedSettings.fixed(4, 30 * SECOND);

	private static final int ANY = Integer.MAX_VALUE;

	private final List<Borrow> log = new ArrayList<>();

	private final EvidenceKeeper keeper = new EvidenceKeeper(SizeAims.DEFAULT, START);

	@Test
	void fewBorrowsAreNotEnough() {
		calm(10, 500);
		look(11);
		assertThat(this.keeper.latest()).isEqualTo(new NotEnoughEvidence(499, 1000));
		assertThat(this.keeper.load().borrows()).isEqualTo(500);
		assertThat(this.keeper.earlier()).isEmpty();
	}

	@Test
	void worstWindowStaysForAnHourAfterItsEnd() {
		calm(3, 1200);
		waits(4, 1200);
		look(5);
		Analysis worst = latest();
		assertThat(worst.workload().queueing().p99Nanos()).isGreaterThan(50 * MILLI);
		assertThat(this.keeper.earlier()).isEmpty();
		calm(16, 1200);
		look(17);
		assertThat(latest().workload().queueing().p99Nanos()).isZero();
		assertThat(this.keeper.earlier()).containsExactly(worst);
		calm(64, 1200);
		look(65);
		assertThat(this.keeper.earlier()).containsExactly(worst);
		calm(65, 1200);
		look(66);
		assertThat(this.keeper.earlier()).doesNotContain(worst);
	}

	@Test
	void timeoutsAreWorseThanWaits() {
		waits(3, 1200);
		look(4);
		timeouts(15, 1200);
		look(16);
		Analysis worst = latest();
		waits(27, 1200);
		look(28);
		assertThat(this.keeper.earlier()).containsExactly(worst);
	}

	@Test
	void firstTwoMinutesAreLookedAtAndNeverKept() {
		waits(0, 1200);
		look(1);
		assertThat(latest().workload().granted()).isEqualTo(1200);
		assertThat(this.keeper.earlier()).isEmpty();
		calm(2, 900);
		look(3);
		// Not enough without them yet
		assertThat(latest().workload().granted()).isEqualTo(2100);
		calm(3, 900);
		look(4);
		assertThat(latest().workload().granted()).isEqualTo(1800);
		assertThat(latest().workload().queueing().p99Nanos()).isZero();
		assertThat(this.keeper.earlier()).isEmpty();
		calm(15, 1200);
		look(16);
		assertThat(this.keeper.earlier()).allMatch((analysis) -> analysis.workload().queueing().p99Nanos() == 0);
	}

	@Test
	void latestWindowHasTenMinutesOrAsMuchAsItTakes() {
		calm(3, 1200);
		calm(20, 1200);
		look(21);
		assertThat(latest().workload().granted()).isEqualTo(1200);
		calm(40, 300);
		look(41);
		assertThat(latest().workload().granted()).isBetween(1000, 1010);
		look(101);
		assertThat(this.keeper.latest()).isInstanceOf(NotEnoughEvidence.class);
	}

	@Test
	void changeOfTheSizeBeginsAnew() {
		waits(3, 1200);
		look(4);
		this.keeper.look(this.log, RecordedSettings.fixed(8, 30 * SECOND), ANY, at(5));
		assertThat(this.keeper.latest()).isInstanceOf(NotEnoughEvidence.class);
		assertThat(this.keeper.earlier()).hasSize(1);
	}

	@Test
	void sameBorrowsAreAnalysedAgainWhereMoreOrLessIsAllowed() {
		waits(3, 1200);
		look(4);
		Analysis first = latest();
		assertThat(first.target().size()).isGreaterThan(4);
		look(4);
		assertThat(latest()).isSameAs(first);
		this.keeper.look(this.log, FOUR, 4, at(4));
		assertThat(latest().target().size()).isEqualTo(4);
		assertThat(latest().target().met()).isFalse();
		assertThat(latest().predictions().lastKey()).isEqualTo(4);
	}

	private void look(int minute) {
		this.keeper.look(this.log, FOUR, ANY, at(minute));
	}

	private Analysis latest() {
		assertThat(this.keeper.latest()).isInstanceOf(Analysis.class);
		return (Analysis) this.keeper.latest();
	}

	private static long at(long minute) {
		return START + minute * MINUTE;
	}

	// One after another within the minute
	private void calm(int minute, int borrows) {
		for (int i = 0; i < borrows; i++) {
			long arrival = at(minute) + i * 40 * MILLI;
			add(arrival, arrival, arrival + 10 * MILLI, i % 8);
		}
	}

	// Rounds of eight at once, four of which have to wait for the others
	private void waits(int minute, int borrows) {
		for (int i = 0; i < borrows; i++) {
			long arrival = at(minute) + (i / 8) * 300 * MILLI;
			long grant = (i % 8 < 4) ? arrival : arrival + 100 * MILLI;
			add(arrival, grant, grant + 100 * MILLI, i % 8);
		}
	}

	private void timeouts(int minute, int borrows) {
		calm(minute, borrows);
		long arrival = at(minute) + SECOND;
		this.log.add(new Borrow(arrival, arrival + SECOND, arrival + SECOND, null, 1, 9, BorrowFlags.TIMED_OUT));
	}

	private void add(long arrival, long grant, long release, int thread) {
		this.log.add(new Borrow(arrival, grant, release, null, 1, thread, 0));
	}

}
