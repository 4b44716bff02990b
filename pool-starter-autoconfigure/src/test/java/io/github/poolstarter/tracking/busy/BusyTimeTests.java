package io.github.poolstarter.tracking.busy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How the time in which a connection works is kept.
 */
class BusyTimeTests {

	private static final long START = System.nanoTime();

	private final AtomicLong clock = new AtomicLong(START);

	private final BusyTime busy = new BusyTime(this.clock::get);

	@Test
	void newConnectionHasNotWorked() {
		assertThat(this.busy.nanos()).isZero();
		assertThat(this.busy.nanosAt(START + 1000)).isZero();
		assertThat(this.busy.isMeasuredAtSocket()).isFalse();
	}

	@Test
	void callsAddUpAndWhatIsBetweenThemDoesNotCount() {
		work(100, 130);
		work(500, 507);
		assertThat(this.busy.nanos()).isEqualTo(37);
		assertThat(this.busy.nanosAt(START + 900)).isEqualTo(37);
	}

	@Test
	void callThatIsUnderWayIsSeenByObserversOnly() {
		work(100, 130);
		assertThat(beginAt(500)).isTrue();
		assertThat(this.busy.nanosAt(START + 600)).isEqualTo(130);
		assertThat(this.busy.nanosAt(START + 60_000_000_500L)).isEqualTo(60_000_000_030L);
		assertThat(this.busy.nanos()).isEqualTo(30);
	}

	@Test
	void callInsideAnotherIsNotCountedTwice() {
		assertThat(beginAt(100)).isTrue();
		assertThat(beginAt(120)).isFalse();
		endAt(150);
		assertThat(this.busy.nanos()).isEqualTo(50);
	}

	@Test
	void abandonedCallDoesNotCount() {
		work(100, 130);
		assertThat(beginAt(500)).isTrue();
		this.busy.abandon();
		endAt(900);
		assertThat(this.busy.nanos()).isEqualTo(30);
		assertThat(this.busy.nanosAt(START + 1000)).isEqualTo(30);
	}

	@Test
	void clockThatWasReadTooEarlyMakesNoNegativeTime() {
		assertThat(beginAt(100)).isTrue();
		assertThat(this.busy.nanosAt(START)).isZero();
		endAt(90);
		assertThat(this.busy.nanos()).isZero();
	}

	@Test
	void threadsThatMeetOnOneConnectionDoNoLastingHarm() {
		BusyTime shared = new BusyTime();
		AtomicBoolean stopped = new AtomicBoolean();
		List<CompletableFuture<Void>> writers = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			writers.add(CompletableFuture.runAsync(() -> {
				while (!stopped.get()) {
					if (shared.begin()) {
						shared.end();
					}
				}
			}));
		}
		for (int i = 0; i < 200_000; i++) {
			assertThat(shared.nanosAt(System.nanoTime())).isNotNegative();
		}
		stopped.set(true);
		writers.forEach(CompletableFuture::join);
		long before = shared.nanos();
		assertThat(before).isNotNegative();
		long from = System.nanoTime();
		assertThat(shared.begin()).isTrue();
		shared.end();
		assertThat(shared.nanos() - before).isBetween(0L, System.nanoTime() - from);
	}

	private void work(long from, long to) {
		assertThat(beginAt(from)).isTrue();
		endAt(to);
	}

	private boolean beginAt(long nanos) {
		this.clock.set(START + nanos);
		return this.busy.begin();
	}

	private void endAt(long nanos) {
		this.clock.set(START + nanos);
		this.busy.end();
	}

}
