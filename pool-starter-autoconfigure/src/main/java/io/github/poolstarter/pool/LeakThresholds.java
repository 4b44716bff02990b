package io.github.poolstarter.pool;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The time after which a connection that is still out counts as leaked: one for all
 * pools, and those that single pools have, which may change while the application runs.
 * Safe for use by several threads.
 */
public final class LeakThresholds {

	private final Duration common;

	private final Map<String, Duration> own = new ConcurrentHashMap<>();

	/**
	 * Create thresholds.
	 */
	public LeakThresholds(Duration common) {
		this.common = positive(common);
	}

	/**
	 * The threshold of a pool.
	 */
	public Duration of(String pool) {
		return this.own.getOrDefault(pool, this.common);
	}

	/**
	 * Whether a connection has been out for too long.
	 */
	public boolean isLeaked(HeldConnection connection) {
		return Duration.ofNanos(connection.heldNanos()).compareTo(of(connection.pool())) > 0;
	}

	/**
	 * Set the threshold of a pool.
	 */
	public void set(String pool, Duration threshold) {
		this.own.put(pool, positive(threshold));
	}

	private static Duration positive(Duration threshold) {
		if (threshold.isNegative() || threshold.isZero()) {
			throw new IllegalArgumentException("'leakThreshold' must be more than zero");
		}
		return threshold;
	}

}
