package io.github.poolstarter.redis;

import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.github.poolstarter.tracking.HistorySample;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Looks at all Redis pools once a second: enters what happened in their history, and
 * tells the observers. Where a pool can't connect, or a connection has lost its server,
 * it has the pool try again on another thread, for a server that is silent may take its
 * time. So a pool is whole again before somebody needs it. Safe for use by several
 * threads.
 */
public final class RedisPoolMonitor implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(RedisPoolMonitor.class);

	private static final long SECOND = 1000;

	private static final long HALF_SECOND_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

	private final RedisPools pools;

	private final List<RedisPoolObserver> observers;

	private final Clock clock;

	private final Set<RedisPool> inCare = ConcurrentHashMap.newKeySet();

	private @Nullable ScheduledExecutorService executor;

	private @Nullable ExecutorService carers;

	private long lastNanos;

	/**
	 * Create a monitor, which does nothing until it is started.
	 * @param pools the pools
	 * @param observers who is told, in this order
	 * @param clock the time of the history
	 */
	public RedisPoolMonitor(RedisPools pools, List<RedisPoolObserver> observers, Clock clock) {
		this.pools = pools;
		this.observers = List.copyOf(observers);
		this.clock = clock;
	}

	/**
	 * Begin to look.
	 */
	public synchronized void start() {
		if (this.executor != null) {
			return;
		}
		this.lastNanos = System.nanoTime();
		this.carers = Executors.newCachedThreadPool(daemonThreads("redis-pool-care-"));
		this.executor = Executors.newSingleThreadScheduledExecutor(daemonThreads("redis-pool-monitor-"));
		// History is made of full seconds
		long delay = SECOND - Math.floorMod(this.clock.millis(), SECOND);
		this.executor.scheduleAtFixedRate(this::look, delay, SECOND, TimeUnit.MILLISECONDS);
	}

	private static CustomizableThreadFactory daemonThreads(String prefix) {
		CustomizableThreadFactory threads = new CustomizableThreadFactory(prefix);
		threads.setDaemon(true);
		return threads;
	}

	private void look() {
		long now = System.nanoTime();
		long elapsed = now - this.lastNanos;
		// The executor catches up when its thread was held up
		if (elapsed < HALF_SECOND_NANOS) {
			return;
		}
		this.lastNanos = now;
		int seconds = (int) Math.max(1, Math.round(elapsed / (2.0 * HALF_SECOND_NANOS)));
		for (RedisPool pool : this.pools) {
			guarded(pool, () -> {
				HistorySample sample = pool.tracker().sample(pool.state(), this.clock.millis(), seconds);
				this.observers.forEach((observer) -> guarded(pool, () -> observer.sampled(pool, sample)));
				care(pool);
			});
		}
	}

	private void care(RedisPool pool) {
		ExecutorService current = this.carers;
		if (current != null && pool.needsCare() && this.inCare.add(pool)) {
			current.execute(() -> {
				try {
					pool.care();
				}
				finally {
					this.inCare.remove(pool);
				}
			});
		}
	}

	// The next look is to come, whatever happens in this one
	private static void guarded(RedisPool pool, Runnable action) {
		try {
			action.run();
		}
		catch (RuntimeException | Error ex) {
			logger.warn("Could not check Redis pool '" + pool.name() + "'", ex);
		}
	}

	@Override
	public synchronized void close() {
		if (this.executor != null && this.carers != null) {
			this.executor.shutdownNow();
			this.carers.shutdownNow();
			this.executor = null;
			this.carers = null;
		}
	}

}
