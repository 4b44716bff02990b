package io.github.poolstarter.autoconfigure;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.jdbc.JdbcPools;

/**
 * Makes the beans of the single pools.
 *
 * @param pools the pools
 */
record PoolDataSources(JdbcPools pools) {

	HikariDataSource get(String pool) {
		return this.pools.get(pool).dataSource();
	}

}
