package io.github.poolstarter.tracking;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.PoolRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Looks at all pools once a second: enters what happened in their history, and tells the
 * observers. Has one thread, a daemon, for all of them. Safe for use by several threads.
 */
public final class PoolMonitor implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(PoolMonitor.class);

	private static final long SECOND = 1000;

	private final PoolRegistry pools;

	private final PoolTrackers trackers;

	private final List<PoolObserver> observers;

	private final Clock clock;

	private @Nullable ScheduledExecutorService executor;

	private long lastMillis;

	/**
	 * Create a monitor, which does nothing until it is started.
	 * @param pools the pools
	 * @param trackers their trackers
	 * @param observers who is told, in this order
	 * @param clock the time of the history
	 */
	public PoolMonitor(PoolRegistry pools, PoolTrackers trackers, List<PoolObserver> observers, Clock clock) {
		this.pools = pools;
		this.trackers = trackers;
		this.observers = List.copyOf(observers);
		this.clock = clock;
	}

	/**
	 * Begin to look. What happened until now, while the pools were started, is in no
	 * statistics.
	 */
	public synchronized void start() {
		if (this.executor != null) {
			return;
		}
		this.trackers.forEach(PoolTracker::begin);
		this.lastMillis = this.clock.millis();
		this.executor = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread thread = new Thread(task, "pool-monitor");
			thread.setDaemon(true);
			return thread;
		});
		// History is made of full seconds
		long delay = SECOND - Math.floorMod(this.lastMillis, SECOND);
		this.executor.scheduleAtFixedRate(this::look, delay, SECOND, TimeUnit.MILLISECONDS);
	}

	/**
	 * Look at all pools now.
	 */
	void look() {
		long now = this.clock.millis();
		long seconds = Math.round((now - this.lastMillis) / (double) SECOND);
		this.lastMillis = now;
		for (ManagedPool pool : this.pools) {
			try {
				look(pool, now, (int) Math.max(1, Math.min(seconds, Integer.MAX_VALUE)));
			}
			catch (RuntimeException ex) {
				// The next look is to come nevertheless
				logger.warn("Could not look at pool '" + pool.name() + "'", ex);
			}
		}
	}

	private void look(ManagedPool pool, long nowMillis, int seconds) {
		PoolTracker tracker = this.trackers.get(pool.name());
		HistorySample sample = tracker.sample(PoolStats.of(pool), nowMillis, seconds);
		this.observers.forEach((observer) -> observer.sampled(pool, tracker, sample));
	}

	@Override
	public synchronized void close() {
		if (this.executor != null) {
			this.executor.shutdownNow();
			this.executor = null;
		}
	}

}
