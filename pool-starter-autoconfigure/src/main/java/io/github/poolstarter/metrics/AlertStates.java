package io.github.poolstarter.metrics;

import java.util.Map;

/**
 * Knows whether the alerts of a pool are active. Implemented for those who raise alerts,
 * which the meters don't know. Should be quick, and safe for use by several threads.
 */
@FunctionalInterface
public interface AlertStates {

	/**
	 * The alerts of a pool.
	 * @param pool the name of the pool
	 * @return whether each alert is active now, by its name; always with the same names
	 */
	Map<String, Boolean> of(String pool);

}
