package io.github.poolstarter.sizing;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import com.zaxxer.hikari.HikariPoolMXBean;
import io.github.poolstarter.tracking.BorrowContext;
import io.github.poolstarter.tracking.TrackedHikariDataSource;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.log.LogMessage;

/**
 * Brings one pool to the size that it is set to. Runs on a thread of its own, which it
 * has only as long as there is something to do: a connection may have to be waited for.
 * Safe for use by several threads.
 */
final class ResizeTask {

	private static final Log logger = LogFactory.getLog(ResizeTask.class);

	private static final long PAUSE_MILLIS = 20;

	// By then HikariCP's housekeeper has come round, which goes on where the database is
	// away
	private static final long GROW_NANOS = TimeUnit.SECONDS.toNanos(30);

	private final TrackedHikariDataSource dataSource;

	private final AtomicBoolean running = new AtomicBoolean();

	private volatile long growUntilNanos = System.nanoTime();

	ResizeTask(TrackedHikariDataSource dataSource) {
		this.dataSource = dataSource;
	}

	/**
	 * Begin after a change, if there is something to do.
	 */
	void begin() {
		this.growUntilNanos = System.nanoTime() + GROW_NANOS;
		startIfUnsettled();
	}

	/**
	 * Look whether something is to be done that no change led to.
	 */
	void look() {
		startIfUnsettled();
		if (isStarted() && !isSurplus() && hikari().getThreadsAwaitingConnection() > hikari().getIdleConnections()) {
			this.dataSource.openNeeded();
		}
	}

	private void startIfUnsettled() {
		if (isUnsettled() && this.running.compareAndSet(false, true)) {
			Thread thread = new Thread(this::run, "pool-resize-" + this.dataSource.getPoolName());
			thread.setDaemon(true);
			thread.start();
		}
	}

	private void run() {
		try {
			while (isUnsettled()) {
				settle();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.dataSource.shrinking(false);
			this.running.set(false);
		}
		if (!Thread.currentThread().isInterrupted()) {
			// What was changed meanwhile found this thread running
			startIfUnsettled();
		}
	}

	private void settle() throws InterruptedException {
		boolean surplus = isSurplus();
		this.dataSource.shrinking(surplus);
		if (!surplus) {
			this.dataSource.openNeeded();
			Thread.sleep(PAUSE_MILLIS);
		}
		else if (!evictOne()) {
			Thread.sleep(PAUSE_MILLIS);
		}
	}

	private boolean isUnsettled() {
		return isStarted() && (isSurplus() || (System.nanoTime() - this.growUntilNanos < 0 && isNeeded()));
	}

	private boolean isStarted() {
		return !this.dataSource.isClosed() && this.dataSource.getHikariPoolMXBean() != null;
	}

	private boolean isSurplus() {
		return hikari().getTotalConnections() > this.dataSource.getMaximumPoolSize();
	}

	private boolean isNeeded() {
		int idle = hikari().getIdleConnections();
		return hikari().getTotalConnections() < this.dataSource.getMaximumPoolSize()
				&& (idle < this.dataSource.getMinimumIdle() || idle < hikari().getThreadsAwaitingConnection());
	}

	// Where all are in use and nobody waits, they turn idle when they come back. Where
	// somebody waits, this queues like everybody else: borrowers who have waited for long
	// keep what they get
	private boolean evictOne() {
		if (hikari().getIdleConnections() == 0 && hikari().getThreadsAwaitingConnection() == 0) {
			return false;
		}
		try {
			Connection connection = BorrowContext.borrowInternally(this.dataSource);
			if (this.dataSource.evictIfSurplus(connection)) {
				return true;
			}
			connection.close();
		}
		catch (SQLException ex) {
			logger.debug(LogMessage.format("No connection of pool '%s' to close", this.dataSource.getPoolName()), ex);
		}
		return false;
	}

	private HikariPoolMXBean hikari() {
		return this.dataSource.getHikariPoolMXBean();
	}

}
