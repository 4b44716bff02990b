package io.github.poolstarter;

import com.zaxxer.hikari.HikariConfig;

/**
 * Callback for beans that set what {@code pools.jdbc.*} has no property for, on the
 * HikariCP configuration of each pool. Called once a pool, after all properties have been
 * applied and before the pool opens its first connection; several are called in the order
 * of {@code @Order}. Called once more for each replica of a pool, with the same name of
 * the pool, as its replicas are to be like it; the name in the configuration is the
 * replica's own, such as {@code read-one}.
 */
@FunctionalInterface
public interface PoolCustomizer {

	/**
	 * Customize the configuration of one pool.
	 * @param pool the name of the pool
	 * @param config its configuration, not yet in use
	 */
	void customize(String pool, HikariConfig config);

}
