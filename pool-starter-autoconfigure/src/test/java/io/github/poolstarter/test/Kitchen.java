package io.github.poolstarter.test;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import io.github.poolstarter.ManagedPool;

/**
 * Code of an application, which is of no package of the library's.
 */
public final class Kitchen {

	private Kitchen() {
	}

	/**
	 * Take a connection and give it back.
	 * @param dataSource where to take it from
	 * @throws SQLException if there is none
	 */
	public static void borrow(DataSource dataSource) throws SQLException {
		dataSource.getConnection().close();
	}

	/**
	 * Take a connection.
	 * @param dataSource where to take it from
	 * @return the connection
	 * @throws SQLException if there is none
	 */
	public static Connection take(DataSource dataSource) throws SQLException {
		return dataSource.getConnection();
	}

	/**
	 * Take a connection from a pool, or from one of its replicas.
	 * @param pool the pool
	 * @return the connection
	 * @throws SQLException if there is none
	 */
	public static Connection take(ManagedPool pool) throws SQLException {
		return pool.getConnection();
	}

}
