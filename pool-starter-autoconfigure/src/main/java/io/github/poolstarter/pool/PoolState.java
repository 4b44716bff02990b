package io.github.poolstarter.pool;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;

/**
 * The state of a pool at one moment. Immutable. The figures are read one after another
 * from a pool in use, so {@code active + idle} may differ from {@code total} by the
 * connections that changed hands meanwhile.
 *
 * @param active the connections that are out
 * @param idle the connections that are waiting to be taken
 * @param total the connections that are open
 * @param pending the threads that are waiting for a connection, those among them that
 * wait because the pool is suspended
 * @param minimumIdle the number of idle connections that the pool tries to keep
 * @param maximumPoolSize the most connections that the pool opens
 */
public record PoolState(int active, int idle, int total, int pending, int minimumIdle, int maximumPoolSize) {

	/**
	 * Read the state of a pool, which may be that of a replica.
	 */
	public static PoolState of(HikariDataSource dataSource) {
		return of(dataSource, 0);
	}

	/**
	 * Read the state of a pool before which some threads wait already. A pool that has
	 * not been started has no connections.
	 */
	public static PoolState of(HikariDataSource dataSource, int waiting) {
		HikariPoolMXBean hikari = dataSource.getHikariPoolMXBean();
		if (hikari == null) {
			return new PoolState(0, 0, 0, waiting, dataSource.getMinimumIdle(), dataSource.getMaximumPoolSize());
		}
		return new PoolState(hikari.getActiveConnections(), hikari.getIdleConnections(), hikari.getTotalConnections(),
				hikari.getThreadsAwaitingConnection() + waiting, dataSource.getMinimumIdle(),
				dataSource.getMaximumPoolSize());
	}

	/**
	 * The share of the maximum that is out.
	 * @return a percentage from 0 to 100, with one decimal
	 */
	public double usagePercent() {
		return Math.round(1000.0 * this.active / this.maximumPoolSize) / 10.0;
	}

	/**
	 * How many more connections could be taken without waiting for one to be returned.
	 */
	public int available() {
		return Math.max(0, this.maximumPoolSize - this.active);
	}

	/**
	 * Whether every connection is out and somebody is waiting.
	 */
	public boolean exhausted() {
		return this.active >= this.maximumPoolSize && this.pending > 0;
	}

}
