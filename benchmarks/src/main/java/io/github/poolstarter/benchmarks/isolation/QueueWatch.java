package io.github.poolstarter.benchmarks.isolation;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.zaxxer.hikari.HikariPoolMXBean;

/**
 * Looks at a pool again and again, through HikariCP's own MXBean. Looks whether there is
 * slow work or not, so that what it costs is the same. Safe for use by several threads.
 */
final class QueueWatch implements AutoCloseable {

	private static final Duration PERIOD = Duration.ofMillis(10);

	private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

	private final HikariPoolMXBean pool;

	private Queue seen = new Queue(0, Integer.MAX_VALUE, Integer.MAX_VALUE);

	/**
	 * Begin to look at a pool.
	 * @param pool the pool
	 * @param delay how long to wait before
	 */
	QueueWatch(HikariPoolMXBean pool, Duration delay) {
		this.pool = pool;
		this.timer.scheduleAtFixedRate(this::look, delay.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
	}

	private synchronized void look() {
		this.seen = new Queue(this.seen.samples() + 1,
				Math.min(this.seen.smallestActive(), this.pool.getActiveConnections()),
				Math.min(this.seen.smallestPending(), this.pool.getThreadsAwaitingConnection()));
	}

	/**
	 * What has been seen so far.
	 * @return the fewest of everything
	 */
	synchronized Queue seen() {
		return this.seen;
	}

	@Override
	public void close() {
		this.timer.shutdownNow();
	}

}
