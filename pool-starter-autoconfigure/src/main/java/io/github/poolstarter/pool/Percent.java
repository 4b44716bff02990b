package io.github.poolstarter.pool;

import org.jspecify.annotations.Nullable;

/**
 * Shares as they are shown.
 */
public final class Percent {

	private Percent() {
	}

	/**
	 * A share of a whole.
	 * @return a percentage from 0 to 100 with one decimal; 0 of nothing
	 */
	public static double of(double part, double whole) {
		if (whole <= 0) {
			return 0;
		}
		return Math.round(1000 * Math.min(1, Math.max(0, part / whole))) / 10.0;
	}

	/**
	 * The share of holds in which the connections did no work.
	 * @return a percentage from 0 to 100 with one decimal, {@code null} where nothing is
	 * known
	 */
	public static @Nullable Double idle(long busyNanos, long holdNanos) {
		return (holdNanos > 0) ? of(holdNanos - busyNanos, holdNanos) : null;
	}

}
