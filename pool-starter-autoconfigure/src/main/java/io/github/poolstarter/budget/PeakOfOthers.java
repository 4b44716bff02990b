package io.github.poolstarter.budget;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * The most connections of others that were seen within a day: those of a nightly report
 * have to fit at night. Not safe for use by several threads.
 */
final class PeakOfOthers {

	private static final long DAY_NANOS = TimeUnit.DAYS.toNanos(1);

	// Falling numbers, each at a later time than that before it
	private final Deque<Seen> seen = new ArrayDeque<>();

	/**
	 * Note how many there are.
	 */
	int most(int others, long nowNanos) {
		while (!this.seen.isEmpty() && this.seen.getLast().others() <= others) {
			this.seen.removeLast();
		}
		this.seen.addLast(new Seen(others, nowNanos));
		while (nowNanos - this.seen.getFirst().nanos() > DAY_NANOS) {
			this.seen.removeFirst();
		}
		return this.seen.getFirst().others();
	}

	/**
	 * How many there were at a time.
	 *
	 * @param others the number
	 * @param nanos the time
	 */
	private record Seen(int others, long nanos) {

	}

}
