package io.github.poolstarter.redis;

import io.github.poolstarter.tracking.HistorySample;

/**
 * Is told once a second what happened in each Redis pool. Called by one thread, the
 * monitor's, which must not be kept waiting.
 */
@FunctionalInterface
public interface RedisPoolObserver {

	/**
	 * A second has ended.
	 * @param pool the pool
	 * @param sample what is known of the second, or of as many as the monitor was held up
	 */
	void sampled(RedisPool pool, HistorySample sample);

}
