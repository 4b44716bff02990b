package io.github.poolstarter.recipes;

import io.github.poolstarter.PoolCustomizer;
import io.github.poolstarter.tracking.PoolTrackers;

import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Tells which pool a connection came from: each names its pool to the server.
 */
class PoolProbe {

	/**
	 * SQL that answers with the name of the pool.
	 */
	static final String SQL = "select current_setting('application_name')";

	private final JdbcTemplate jdbc;

	private final PoolTrackers trackers;

	PoolProbe(JdbcTemplate jdbc, PoolTrackers trackers) {
		this.jdbc = jdbc;
		this.trackers = trackers;
	}

	@Bean
	static PoolCustomizer namesPools() {
		return (pool, dataSource) -> dataSource.addDataSourceProperty("ApplicationName", pool);
	}

	/**
	 * The pool whose connection the current thread gets.
	 * @return its name
	 */
	String pool() {
		return this.jdbc.queryForObject(SQL, String.class);
	}

	/**
	 * How often a connection of a pool was taken.
	 * @param pool the name of the pool
	 * @return the borrows so far
	 */
	long borrows(String pool) {
		return this.trackers.get(pool).stats().acquire().count();
	}

}
