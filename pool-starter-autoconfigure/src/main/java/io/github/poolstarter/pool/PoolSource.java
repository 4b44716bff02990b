package io.github.poolstarter.pool;

import java.util.List;

/**
 * Knows the pools of one kind.
 */
@FunctionalInterface
public interface PoolSource {

	/**
	 * The pools.
	 * @return the pools, in the order of the configuration
	 */
	List<? extends ObservedPool> pools();

}
