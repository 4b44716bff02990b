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

	private final @Nullable PoolGate gate;

	private final @Nullable ReadReplicas replicas;

	/**
	 * Create a managed pool without fallback and gate.
	 * @param definition what the pool was made from
	 * @param dataSource the pool, configured but not necessarily started
	 */
	public ManagedPool(PoolDefinition definition, HikariDataSource dataSource) {
		this(definition, dataSource, null, null);
	}

	/**
	 * Create a managed pool without replicas.
	 * @param definition what the pool was made from
	 * @param dataSource the pool, configured but not necessarily started
	 * @param fallback where connections come from when the pool has none in time,
	 * {@code null} for nowhere
	 * @param gate what stands before the pool, {@code null} for nothing
	 */
	public ManagedPool(PoolDefinition definition, HikariDataSource dataSource, @Nullable ConnectionFallback fallback,
			@Nullable PoolGate gate) {
		this(definition, dataSource, fallback, gate, null);
	}

	/**
	 * Create a managed pool.
	 * @param definition what the pool was made from
	 * @param dataSource the pool, configured but not necessarily started
	 * @param fallback where connections come from when the pool has none in time,
	 * {@code null} for nowhere
	 * @param gate what stands before the pool, {@code null} for nothing
	 * @param replicas the replicas that reads go to, {@code null} for none
	 */
	public ManagedPool(PoolDefinition definition, HikariDataSource dataSource, @Nullable ConnectionFallback fallback,
			@Nullable PoolGate gate, @Nullable ReadReplicas replicas) {
		this.definition = definition;
		this.dataSource = dataSource;
		this.fallback = fallback;
		this.gate = gate;
		this.replicas = replicas;
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
	 * thread has, and never from a replica.
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
	 * What stands before the pool, and can be closed to those who want a connection.
	 * @return the gate, {@code null} for a pool that was made without one
	 */
	public @Nullable PoolGate gate() {
		return this.gate;
	}

	/**
	 * The replicas that reads go to.
	 * @return the replicas, {@code null} for none
	 */
	public @Nullable ReadReplicas replicas() {
		return this.replicas;
	}

	/**
	 * Take a connection from this pool, whatever route the thread has: from a replica, if
	 * the pool has any and one is fit. Waits for up to the pool's connection timeout, and
	 * then turns to the fallback, if the pool has one; at once where the pool lets nobody
	 * wait any more. What an operator has suspended, and an application that shuts down,
	 * have no fallback.
	 * @return a connection, to be closed by the caller
	 * @throws SQLException if there is none in time, or the database can't be reached
	 */
	public Connection getConnection() throws SQLException {
		return (this.fallback == null) ? take() : getConnection(this.fallback);
	}

	private Connection take() throws SQLException {
		if (this.replicas != null) {
			Connection connection = this.replicas.getConnection();
			if (connection != null) {
				return connection;
			}
		}
		return this.dataSource.getConnection();
	}

	private Connection getConnection(ConnectionFallback fallback) throws SQLException {
		try {
			return take();
		}
		catch (SQLTransientConnectionException ex) {
			if (ex instanceof PoolRejectedException rejected
					&& rejected.getReason() != PoolRejectedException.Reason.QUEUE_FULL) {
				throw ex;
			}
			return fallback.getConnection(ex);
		}
	}

	/**
	 * Close the pool, its replicas and its fallback.
	 */
	void close() {
		try {
			this.dataSource.close();
		}
		finally {
			closeOthers();
		}
	}

	private void closeOthers() {
		try {
			if (this.replicas != null) {
				this.replicas.close();
			}
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
