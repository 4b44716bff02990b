package io.github.poolstarter;

import java.sql.Connection;
import java.sql.SQLException;

import com.zaxxer.hikari.HikariDataSource;

/**
 * One of the application's connection pools. Safe for use by several threads.
 */
public interface ManagedPool {

	/**
	 * The name of the pool, as in {@code pools.jdbc.<name>}.
	 * @return the name
	 */
	String name();

	/**
	 * The HikariCP pool. Connections taken from it come from this pool whatever route the
	 * thread has, and never from a replica.
	 * @return the pool as a {@code DataSource}
	 */
	HikariDataSource dataSource();

	/**
	 * Take a connection from this pool, whatever route the thread has: from a replica, if
	 * the pool has any and one is fit. Waits for up to the pool's connection timeout, and
	 * then turns to the fallback, if the pool has one; at once where {@code max-waiting}
	 * threads wait already. What an operator has suspended, and an application that shuts
	 * down, have no fallback.
	 * @return a connection, to be closed by the caller
	 * @throws SQLException if there is none in time, or the database can't be reached
	 */
	Connection getConnection() throws SQLException;

}
