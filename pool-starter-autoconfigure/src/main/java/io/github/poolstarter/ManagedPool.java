package io.github.poolstarter;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;

/**
 * One of the application's connection pools: its definition and the HikariCP pool that
 * was made from it. Safe for use by several threads.
 */
public final class ManagedPool {

	private final PoolDefinition definition;

	private final HikariDataSource dataSource;

	private final @Nullable ConnectionFallback fallback;

	/**
	 * Create a managed pool without fallback.
	 * @param definition what the pool was made from
	 * @param dataSource the pool, configured but not necessarily started
	 */
	public ManagedPool(PoolDefinition definition, HikariDataSource dataSource) {
		this(definition, dataSource, null);
	}

	/**
	 * Create a managed pool.
	 * @param definition what the pool was made from
	 * @param dataSource the pool, configured but not necessarily started
	 * @param fallback where connections come from when the pool has none in time,
	 * {@code null} for nowhere
	 */
	public ManagedPool(PoolDefinition definition, HikariDataSource dataSource, @Nullable ConnectionFallback fallback) {
		this.definition = definition;
		this.dataSource = dataSource;
		this.fallback = fallback;
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
	 * Where connections come from when the pool has none in time.
	 * @return the fallback, {@code null} where there is none
	 */
	public @Nullable ConnectionFallback fallback() {
		return this.fallback;
	}

	/**
	 * Take a connection from this pool, whatever route the thread has. Waits for up to
	 * the pool's connection timeout, and then turns to the fallback, if the pool has one.
	 * @return a connection, to be closed by the caller
	 * @throws SQLException if there is none in time, or the database can't be reached
	 */
	public Connection getConnection() throws SQLException {
		return (this.fallback == null) ? this.dataSource.getConnection() : getConnection(this.fallback);
	}

	private Connection getConnection(ConnectionFallback fallback) throws SQLException {
		try {
			return this.dataSource.getConnection();
		}
		catch (SQLTransientConnectionException ex) {
			return fallback.getConnection(ex);
		}
	}

	/**
	 * Close the pool and its fallback.
	 */
	void close() {
		try {
			this.dataSource.close();
		}
		finally {
			if (this.fallback != null) {
				this.fallback.close();
			}
		}
	}

	@Override
	public String toString() {
		return "ManagedPool[" + name() + "]";
	}

}
