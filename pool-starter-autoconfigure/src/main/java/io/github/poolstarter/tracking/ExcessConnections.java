package io.github.poolstarter.tracking;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.pool.HikariPool;

/**
 * Closes the connections that a pool has over its maximum, after that was lowered:
 * HikariCP never does. They are closed one by one, by those who hold them. Safe for use
 * by several threads.
 */
final class ExcessConnections {

	private static final AtomicIntegerFieldUpdater<ExcessConnections> EVICTING = AtomicIntegerFieldUpdater
		.newUpdater(ExcessConnections.class, "evicting");

	private final TrackedHikariDataSource pool;

	private final PoolTracker tracker;

	// Not a lock: one that an error leaves locked stays so
	private volatile int evicting;

	ExcessConnections(TrackedHikariDataSource pool, PoolTracker tracker) {
		this.pool = pool;
		this.tracker = tracker;
	}

	/**
	 * Close a connection that was just granted, if the pool has more than its maximum,
	 * and wait for another. Who has waited for more than half of its time keeps what it
	 * has: it would have to queue again, and might get nothing.
	 * @throws SQLException if there is none in time
	 */
	Connection replace(Connection granted, long arrivalNanos) throws SQLException {
		Connection connection = granted;
		long timeoutMillis = this.pool.getConnectionTimeout();
		long remainingMillis = remainingMillis(timeoutMillis, arrivalNanos);
		while (remainingMillis > timeoutMillis / 2 && evict(connection)) {
			this.tracker.disturbed();
			connection = ((HikariPool) this.pool.getHikariPoolMXBean()).getConnection(remainingMillis);
			remainingMillis = remainingMillis(timeoutMillis, arrivalNanos);
		}
		return connection;
	}

	private static long remainingMillis(long timeoutMillis, long arrivalNanos) {
		return timeoutMillis - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - arrivalNanos);
	}

	/**
	 * Close a connection, if the pool has more than its maximum. One thread at a time
	 * does so, that no two of them close one too many; others don't wait for it.
	 */
	boolean evict(Connection connection) {
		if (!EVICTING.compareAndSet(this, 0, 1)) {
			return false;
		}
		try {
			HikariPoolMXBean hikari = this.pool.getHikariPoolMXBean();
			if (this.pool.isClosed() || hikari.getTotalConnections() <= this.pool.getMaximumPoolSize()) {
				return false;
			}
			this.pool.evictConnection(connection);
			return true;
		}
		finally {
			this.evicting = 0;
		}
	}

}
