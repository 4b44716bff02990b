package io.github.poolstarter.autoconfigure;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.PoolRegistry;

/**
 * Makes the beans of the single pools.
 *
 * @param pools the pools
 */
record PoolDataSources(PoolRegistry pools) {

	HikariDataSource get(String pool) {
		return this.pools.get(pool).dataSource();
	}

}
