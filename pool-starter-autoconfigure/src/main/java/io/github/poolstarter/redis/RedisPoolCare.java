package io.github.poolstarter.redis;

import io.github.poolstarter.pool.HistorySample;
import io.github.poolstarter.pool.ObservedPool;
import io.github.poolstarter.pool.PoolObserver;
import io.github.poolstarter.pool.Questions;

/**
 * Has a pool that can't connect, or a connection of which has lost its server, try again,
 * so that it is whole before somebody needs it. That is done on another thread than the
 * monitor's, for a server that is silent may take its time.
 */
public final class RedisPoolCare implements PoolObserver, AutoCloseable {

	private final Questions<RedisPool> attempts = new Questions<>("redis-pool-care-");

	@Override
	public void sampled(ObservedPool observed, HistorySample sample) {
		if (observed instanceof RedisPool pool && pool.needsCare()) {
			this.attempts.run(pool, pool::care);
		}
	}

	@Override
	public void close() {
		this.attempts.close();
	}

}
