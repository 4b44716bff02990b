package io.github.poolstarter.pool;

/**
 * Is told of each pool once a second, by the thread of the {@link PoolMonitor}: of what
 * happened in the second, after it was entered in the history. Should not take long.
 */
@FunctionalInterface
public interface PoolObserver {

	/**
	 * A second has ended.
	 * @param sample what is known of the second, or of as many as the monitor was held up
	 */
	void sampled(ObservedPool pool, HistorySample sample);

}
