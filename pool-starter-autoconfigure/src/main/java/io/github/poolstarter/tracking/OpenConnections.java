package io.github.poolstarter.tracking;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The connections of a pool that are open, from the moment that the driver has opened
 * them until it has closed them. A closed pool should have none. HikariCP forgets some
 * when it is shut down while connections are opened and given back: one that comes back
 * after the shutdown has counted the connections is given to an executor that takes
 * nothing any more; and a closer that is about to fill the pool up waits for the lock
 * that the shutdown holds, which waits ten seconds for the closer, and leaves what queues
 * behind it. They are aborted here. Safe for use by several threads.
 */
final class OpenConnections {

	private static final Log logger = LogFactory.getLog(OpenConnections.class);

	// Some drivers talk to their server in order to abort
	private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final String pool;

	private final Set<PhysicalConnection> connections = ConcurrentHashMap.newKeySet();

	OpenConnections(String pool) {
		this.pool = pool;
	}

	/**
	 * Take a connection in, which was opened.
	 */
	void add(PhysicalConnection connection) {
		this.connections.add(connection);
	}

	/**
	 * Let go of a connection, which the driver has closed.
	 */
	void remove(PhysicalConnection connection) {
		this.connections.remove(connection);
	}

	/**
	 * Abort all connections that are left, side by side, for a second at most.
	 */
	void abort() {
		List<PhysicalConnection> left = this.connections.stream().filter(OpenConnections::isOpen).toList();
		if (left.isEmpty()) {
			return;
		}
		logger.warn("HikariCP left %d connections of pool '%s' open when it closed the pool: they are aborted"
			.formatted(left.size(), this.pool));
		List<Thread> threads = new ArrayList<>();
		for (PhysicalConnection connection : left) {
			Thread thread = new Thread(() -> abort(connection), "pool-abort-" + this.pool);
			thread.setDaemon(true);
			thread.start();
			threads.add(thread);
		}
		await(threads);
	}

	private static boolean isOpen(PhysicalConnection connection) {
		try {
			return !connection.isClosed();
		}
		catch (SQLException ex) {
			return true;
		}
	}

	private void abort(PhysicalConnection connection) {
		try {
			connection.abort(Runnable::run);
		}
		catch (SQLException | RuntimeException ex) {
			logger.warn("A connection of pool '%s' could not be aborted".formatted(this.pool), ex);
		}
	}

	private static void await(List<Thread> threads) {
		long deadline = System.nanoTime() + PATIENCE_NANOS;
		try {
			for (Thread thread : threads) {
				TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(0, deadline - System.nanoTime()));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
