package io.github.poolstarter.redis;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.github.poolstarter.pool.HistorySample;
import io.github.poolstarter.pool.ObservedPool;
import io.github.poolstarter.pool.PoolObserver;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Has a pool that can't connect, or a connection of which has lost its server, try again,
 * so that it is whole before somebody needs it. That is done on another thread than the
 * monitor's, for a server that is silent may take its time.
 */
public final class RedisPoolCare implements PoolObserver, AutoCloseable {

	private final Set<RedisPool> inCare = ConcurrentHashMap.newKeySet();

	private final ExecutorService executor;

	/**
	 * Create an instance that has nothing to do yet.
	 */
	public RedisPoolCare() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("redis-pool-care-");
		threads.setDaemon(true);
		this.executor = Executors.newCachedThreadPool(threads);
	}

	@Override
	public void sampled(ObservedPool observed, HistorySample sample) {
		if (observed instanceof RedisPool pool && pool.needsCare() && this.inCare.add(pool)) {
			this.executor.execute(() -> {
				try {
					pool.care();
				}
				finally {
					this.inCare.remove(pool);
				}
			});
		}
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
