package io.github.poolstarter.actuate;

import java.util.Collection;
import java.util.Comparator;

import io.github.poolstarter.pool.PoolState;

/**
 * The condition of a pool, from good to bad.
 */
public enum PoolStatus {

	/**
	 * Connections are to be had.
	 */
	UP,

	/**
	 * The share of connections that are out is over the threshold for alerts.
	 */
	BUSY,

	/**
	 * All connections are out, and threads are waiting.
	 */
	EXHAUSTED,

	/**
	 * The database can't be reached.
	 */
	DOWN;

	/**
	 * The condition that follows from the figures alone, of a pool that can connect.
	 * @param busyAbove the share of a pool's maximum, from 0 to 1, over which the pool
	 * counts as busy
	 */
	public static PoolStatus of(PoolState stats, double busyAbove) {
		if (stats.exhausted()) {
			return EXHAUSTED;
		}
		return (stats.active() > busyAbove * stats.maximumPoolSize()) ? BUSY : UP;
	}

	/**
	 * The worst condition of several pools.
	 */
	static PoolStatus worst(Collection<PoolHealth> all) {
		return all.stream().map(PoolHealth::status).max(Comparator.naturalOrder()).orElse(UP);
	}

}
