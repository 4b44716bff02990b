package io.github.poolstarter.tracking;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Decides which of the borrows that nothing names have their stack walked: a hundred a
 * second and pool on average at most. What has not been used may be used up at once, so
 * that few borrows are named all; of many, chance decides, or work that always comes just
 * after other work would never be seen. Safe for use by several threads.
 */
final class CallSiteSampler {

	private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	// So much of the time without samples may be made up for
	private static final long BURST_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final AtomicLong nextNanos = new AtomicLong(System.nanoTime() - BURST_NANOS);

	boolean next() {
		long now = System.nanoTime();
		long next = this.nextNanos.get();
		long unused = now - next;
		if (unused < 0 || (unused < BURST_NANOS / 2 && ThreadLocalRandom.current().nextBoolean())) {
			return false;
		}
		long from = (unused > BURST_NANOS) ? now - BURST_NANOS : next;
		return this.nextNanos.compareAndSet(next, from + INTERVAL_NANOS);
	}

}
