package io.github.poolstarter.sizing;

import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.jdbc.JdbcPool;

/**
 * Changes the settings of a running pool by the rules of the configuration. Safe for use
 * by several threads.
 */
@FunctionalInterface
public interface PoolSettingsChanger {

	/**
	 * Change settings: all of them, or none.
	 * @throws PoolConfigurationException if the pool can't work so
	 */
	Changed change(JdbcPool pool, PoolChange change, String by);

	/**
	 * The settings before and after a change.
	 */
	record Changed(PoolSettings before, PoolSettings after) {

	}

}
