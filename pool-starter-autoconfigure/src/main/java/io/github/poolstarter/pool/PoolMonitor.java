package io.github.poolstarter.pool;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

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

	private static final long HALF_SECOND_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

	private final Iterable<? extends ObservedPool> pools;

	private final List<PoolObserver> observers;

	private final Clock clock;

	private @Nullable ScheduledExecutorService executor;

	private long lastNanos;

	/**
	 * Create a monitor, which does nothing until it is started.
	 * @param observers who is told, in this order
	 */
	public PoolMonitor(Iterable<? extends ObservedPool> pools, List<PoolObserver> observers, Clock clock) {
		this.pools = pools;
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
		this.pools.forEach(ObservedPool::begin);
		this.lastNanos = System.nanoTime();
		this.executor = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread thread = new Thread(task, "pool-monitor");
			thread.setDaemon(true);
			return thread;
		});
		// History is made of full seconds
		long delay = SECOND - Math.floorMod(this.clock.millis(), SECOND);
		this.executor.scheduleAtFixedRate(this::look, delay, SECOND, TimeUnit.MILLISECONDS);
	}

	private void look() {
		look(this.clock.millis(), System.nanoTime());
	}

	/**
	 * Look at all pools. Does nothing if the last look was a moment ago, as it is when
	 * the thread was held up and the executor catches up.
	 * @param nowMillis the time, in milliseconds since the epoch
	 */
	void look(long nowMillis, long nowNanos) {
		long elapsed = nowNanos - this.lastNanos;
		if (elapsed < HALF_SECOND_NANOS) {
			return;
		}
		this.lastNanos = nowNanos;
		int seconds = (int) Math.max(1, Math.round(elapsed / (2.0 * HALF_SECOND_NANOS)));
		for (ObservedPool pool : this.pools) {
			guarded(pool, () -> {
				HistorySample sample = pool.sample(nowMillis, seconds);
				this.observers.forEach((observer) -> guarded(pool, () -> observer.sampled(pool, sample)));
			});
		}
	}

	// The next look is to come, whatever happens in this one
	private static void guarded(ObservedPool pool, Runnable action) {
		try {
			action.run();
		}
		catch (RuntimeException | Error ex) {
			logger.warn("Could not check pool '" + pool.qualifiedName() + "'", ex);
		}
	}

	@Override
	public synchronized void close() {
		if (this.executor != null) {
			this.executor.shutdownNow();
			this.executor = null;
		}
	}

}
