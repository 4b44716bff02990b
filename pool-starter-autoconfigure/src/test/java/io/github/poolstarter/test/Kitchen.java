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
	 * Take a connection and give it back, by another method.
	 * @param dataSource where to take it from
	 * @throws SQLException if there is none
	 */
	public static void borrowNext(DataSource dataSource) throws SQLException {
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
	 * Work with a connection of a pool, or of one of its replicas.
	 * @param pool the pool
	 * @param work what to do with it
	 * @throws SQLException if there is none
	 */
	public static void work(ManagedPool pool, Work work) throws SQLException {
		try (Connection connection = pool.getConnection()) {
			work.with(connection);
		}
	}

	/**
	 * Works with a connection.
	 */
	@FunctionalInterface
	public interface Work {

		/**
		 * Work with a connection.
		 * @param connection the connection, which is closed afterwards
		 * @throws SQLException if it fails
		 */
		void with(Connection connection) throws SQLException;

	}

}
