package io.github.poolstarter.actuate;

import java.util.Collection;
import java.util.List;
import java.util.Map;

import io.github.poolstarter.tracking.BorrowStats;
import io.github.poolstarter.tracking.HeldConnection;
import io.github.poolstarter.tracking.History;
import io.github.poolstarter.tracking.PoolStats;

/**
 * Pools of something else than JDBC connections, which are shown beside those and in the
 * same way. A view of one pool takes its name, or {@code group.name} where a JDBC pool
 * has that name as well.
 */
public interface PoolGroup {

	/**
	 * The name of the group, as it appears in JSON.
	 * @return the name
	 */
	String name();

	/**
	 * The names of its pools.
	 * @return the names, in the order of the configuration
	 */
	Collection<String> names();

	/**
	 * Check all pools, side by side.
	 * @return the health of each
	 */
	Map<String, PoolHealth> checkAll();

	/**
	 * Check one pool.
	 * @param pool the name of the pool
	 * @return its health
	 */
	PoolHealth check(String pool);

	/**
	 * Whether the application can't do without a pool.
	 * @param pool the name of the pool
	 * @return whether it is down when the pool is
	 */
	boolean isRequired(String pool);

	/**
	 * The state of a pool.
	 * @param pool the name of the pool
	 * @return the state now
	 */
	PoolStats state(String pool);

	/**
	 * What the borrows of a pool add up to.
	 * @param pool the name of the pool
	 * @return the figures
	 */
	BorrowStats borrows(String pool);

	/**
	 * The connections of a pool that are out.
	 * @param pool the name of the pool
	 * @return what is known of them, oldest hold first
	 */
	List<HeldConnection> held(String pool);

	/**
	 * Whether a connection has been out for too long.
	 * @param connection a connection of one of the pools
	 * @return whether it counts as leaked
	 */
	boolean isLeaked(HeldConnection connection);

	/**
	 * Begin the statistics anew.
	 */
	void resetStats();

	/**
	 * What happened in a pool.
	 * @param pool the name of the pool
	 * @return its history
	 */
	History history(String pool);

	/**
	 * The settings of a pool.
	 * @param pool the name of the pool
	 * @return the settings by name
	 */
	Map<String, ConfiguredSetting> config(String pool);

	/**
	 * The alerts of a pool.
	 * @param pool the name of the pool
	 * @return what to write
	 */
	Object alerts(String pool);

	/**
	 * The name of a pool where pools of all kinds are listed.
	 * @param pool the name of the pool
	 * @return such as {@code redis.cache}
	 */
	default String qualified(String pool) {
		return name() + "." + pool;
	}

}
