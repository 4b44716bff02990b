package io.github.poolstarter.jdbc;

import io.github.poolstarter.pool.HistorySample;
import io.github.poolstarter.pool.ObservedPool;
import io.github.poolstarter.pool.PoolObserver;

/**
 * An observer of JDBC pools only.
 */
@FunctionalInterface
public interface JdbcPoolObserver extends PoolObserver {

	@Override
	default void sampled(ObservedPool pool, HistorySample sample) {
		if (pool instanceof JdbcPool jdbc) {
			sampled(jdbc, sample);
		}
	}

	/**
	 * A second of a JDBC pool has ended.
	 * @param sample what is known of the second, or of as many as the monitor was held up
	 */
	void sampled(JdbcPool pool, HistorySample sample);

}
