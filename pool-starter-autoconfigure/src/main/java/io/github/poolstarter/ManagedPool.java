package io.github.poolstarter;

import java.sql.Connection;
import java.sql.SQLException;

import com.zaxxer.hikari.HikariDataSource;

/**
 * One of the application's connection pools: its definition and the HikariCP pool that
 * was made from it. Safe for use by several threads.
 */
public final class ManagedPool {

	private final PoolDefinition definition;

	private final HikariDataSource dataSource;

	/**
	 * Create a managed pool.
	 * @param definition what the pool was made from
	 * @param dataSource the pool, configured but not necessarily started
	 */
	public ManagedPool(PoolDefinition definition, HikariDataSource dataSource) {
		this.definition = definition;
		this.dataSource = dataSource;
	}

	/**
	 * The name of the pool, as in {@code pools.jdbc.<name>}.
	 * @return the name
	 */
	public String name() {
		return this.definition.name();
	}

	/**
	 * The settings that the pool was made from.
	 * @return the definition
	 */
	public PoolDefinition definition() {
		return this.definition;
	}

	/**
	 * The HikariCP pool. Connections taken from it come from this pool whatever route the
	 * thread has.
	 * @return the pool as a {@code DataSource}
	 */
	public HikariDataSource dataSource() {
		return this.dataSource;
	}

	/**
	 * Take a connection from this pool, whatever route the thread has. Waits for up to
	 * the pool's connection timeout.
	 * @return a connection, to be closed by the caller
	 * @throws SQLException if there is none in time, or the database can't be reached
	 */
	public Connection getConnection() throws SQLException {
		return this.dataSource.getConnection();
	}

	@Override
	public String toString() {
		return "ManagedPool[" + name() + "]";
	}

}
