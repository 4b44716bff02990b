package io.github.poolstarter.tuning;

import org.jspecify.annotations.Nullable;

/**
 * What is wanted of a pool, and what is allowed. Immutable.
 *
 * @param targetWaitNanos the 99th percentile of the waits that is wanted; {@code null}
 * for a tenth of the median hold, at least 1 and at most 5 milliseconds
 * @param ceiling the most connections that the pool may have
 */
public record SizeAims(@Nullable Long targetWaitNanos, int ceiling) {

	/**
	 * The default target, with no bound on the size.
	 */
	public static final SizeAims DEFAULT = new SizeAims(null, Integer.MAX_VALUE);

	private static final long LEAST_TARGET_NANOS = 1_000_000;

	private static final long MOST_TARGET_NANOS = 5_000_000;

	private static final int OF_HOLD = 10;

	/**
	 * Check the aims.
	 */
	public SizeAims {
		if (targetWaitNanos != null && targetWaitNanos < 0) {
			throw new IllegalArgumentException("'targetWaitNanos' must not be negative, and is " + targetWaitNanos);
		}
		if (ceiling < 1) {
			throw new IllegalArgumentException("'ceiling' must be at least 1, and is " + ceiling);
		}
	}

	/**
	 * The same wait for a pool that may have another number of connections.
	 */
	public SizeAims withCeiling(int ceiling) {
		return (ceiling == this.ceiling) ? this : new SizeAims(this.targetWaitNanos, ceiling);
	}

	/**
	 * The wait that is wanted of a pool.
	 * @return nanoseconds
	 */
	long targetWaitNanos(long medianHoldNanos) {
		return (this.targetWaitNanos != null) ? this.targetWaitNanos
				: Math.max(LEAST_TARGET_NANOS, Math.min(MOST_TARGET_NANOS, medianHoldNanos / OF_HOLD));
	}

}
