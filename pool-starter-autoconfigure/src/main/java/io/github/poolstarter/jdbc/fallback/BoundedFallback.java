package io.github.poolstarter.jdbc.fallback;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.github.poolstarter.jdbc.ConnectionFallback;
import io.github.poolstarter.tracking.DelegatingConnection;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.log.LogMessage;

/**
 * Takes connections from elsewhere, and no more than so many at once: without a bound,
 * the work of an exhausted pool would exhaust the next one, and a bulkhead would be none.
 * Each use is counted, and the log tells of it at most once a minute. Safe for use by
 * several threads.
 */
public final class BoundedFallback implements ConnectionFallback {

	private static final Log logger = LogFactory.getLog(BoundedFallback.class);

	private static final long LOG_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final String pool;

	private final Target target;

	private final int maxConnections;

	private final Listener listener;

	private final Set<BorrowedConnection> out = new HashSet<>();

	private int reserved;

	private final AtomicLong nextLogNanos = new AtomicLong(System.nanoTime());

	/**
	 * Create a fallback.
	 * @param maxConnections how many may be out at once
	 */
	public BoundedFallback(String pool, Target target, int maxConnections, Listener listener) {
		this.pool = pool;
		this.target = target;
		this.maxConnections = maxConnections;
		this.listener = listener;
	}

	@Override
	public Connection getConnection(SQLTransientConnectionException failure) throws SQLException {
		if (!reserve()) {
			this.listener.refused();
			throw failure;
		}
		try {
			Connection connection = granted(new BorrowedConnection(this.target.getConnection(), this));
			this.listener.used();
			log(failure);
			return connection;
		}
		catch (SQLException ex) {
			cancel();
			failure.addSuppressed(ex);
			throw failure;
		}
		catch (RuntimeException | Error ex) {
			cancel();
			throw ex;
		}
	}

	private synchronized boolean reserve() {
		if (this.reserved >= this.maxConnections) {
			releaseClosed();
		}
		if (this.reserved >= this.maxConnections) {
			return false;
		}
		this.reserved++;
		return true;
	}

	// Those that were closed past this object, by way of their statements
	private void releaseClosed() {
		this.out.removeIf(this::releaseIfClosed);
	}

	private boolean releaseIfClosed(BorrowedConnection connection) {
		if (connection.isOut()) {
			return false;
		}
		this.reserved--;
		return true;
	}

	private synchronized Connection granted(BorrowedConnection connection) {
		this.out.add(connection);
		return connection;
	}

	private synchronized void cancel() {
		this.reserved--;
	}

	private synchronized void released(BorrowedConnection connection) {
		if (this.out.remove(connection)) {
			this.reserved--;
		}
	}

	@Override
	public synchronized int active() {
		releaseClosed();
		return this.out.size();
	}

	private void log(SQLException failure) {
		long now = System.nanoTime();
		long next = this.nextLogNanos.get();
		if (now - next >= 0 && this.nextLogNanos.compareAndSet(next, now + LOG_INTERVAL_NANOS)) {
			logger.warn(LogMessage.format(
					"Pool '%s' falls back to %s, with %d of at most %d fallback connections in use: %s", this.pool,
					this.target.description(), active(), this.maxConnections, failure.getMessage()));
		}
	}

	@Override
	public void close() {
		this.target.close();
	}

	/**
	 * Told of what the fallback does.
	 */
	public interface Listener {

		/**
		 * A connection was taken from elsewhere.
		 */
		void used();

		/**
		 * None was, because as many were out as may be.
		 */
		void refused();

	}

	/**
	 * Where connections come from instead.
	 */
	public interface Target extends AutoCloseable {

		/**
		 * Take a connection.
		 * @return a connection, to be closed by the caller
		 * @throws SQLException if there is none
		 */
		Connection getConnection() throws SQLException;

		/**
		 * Where that is, for the log.
		 */
		String description();

		@Override
		default void close() {
		}

	}

	private static final class BorrowedConnection extends DelegatingConnection {

		private final BoundedFallback fallback;

		BorrowedConnection(Connection delegate, BoundedFallback fallback) {
			super(delegate);
			this.fallback = fallback;
		}

		boolean isOut() {
			try {
				return !isClosed();
			}
			catch (SQLException ex) {
				return false;
			}
		}

		@Override
		public void close() throws SQLException {
			try {
				super.close();
			}
			finally {
				this.fallback.released(this);
			}
		}

	}

}
