package io.github.poolstarter.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.PoolRejectedException;
import io.github.poolstarter.StartupPolicy;
import io.github.poolstarter.pool.BorrowStats;
import io.github.poolstarter.pool.HeldConnection;
import io.github.poolstarter.pool.History;
import io.github.poolstarter.pool.HistorySample;
import io.github.poolstarter.pool.ObservedPool;
import io.github.poolstarter.pool.PoolState;
import io.github.poolstarter.tracking.BorrowContext;
import io.github.poolstarter.tracking.PoolTracker;
import org.jspecify.annotations.Nullable;

/**
 * A pool of JDBC connections: what it was made from, the HikariCP pool, what stands
 * before and beside it, and what is known of its borrows.
 */
public final class JdbcPool implements ManagedPool, ObservedPool {

	private final PoolDefinition definition;

	private final HikariDataSource dataSource;

	private final PoolTracker tracker;

	private final @Nullable ConnectionFallback fallback;

	private final @Nullable PoolGate gate;

	private final @Nullable ReadReplicas replicas;

	/**
	 * Create a pool from a data source that is configured, and not necessarily started.
	 */
	public JdbcPool(PoolDefinition definition, HikariDataSource dataSource, PoolTracker tracker,
			@Nullable ConnectionFallback fallback, @Nullable PoolGate gate, @Nullable ReadReplicas replicas) {
		this.definition = definition;
		this.dataSource = dataSource;
		this.tracker = tracker;
		this.fallback = fallback;
		this.gate = gate;
		this.replicas = replicas;
	}

	@Override
	public String name() {
		return this.definition.name();
	}

	/**
	 * The settings that the pool was made from.
	 */
	public PoolDefinition definition() {
		return this.definition;
	}

	@Override
	public HikariDataSource dataSource() {
		return this.dataSource;
	}

	/**
	 * What is told of the borrows of {@link #dataSource()}.
	 */
	public PoolTracker tracker() {
		return this.tracker;
	}

	/**
	 * Where connections come from when the pool has none in time.
	 */
	public @Nullable ConnectionFallback fallback() {
		return this.fallback;
	}

	/**
	 * What stands before the pool, and can be closed to those who want a connection.
	 */
	public @Nullable PoolGate gate() {
		return this.gate;
	}

	/**
	 * The replicas that reads go to.
	 */
	public @Nullable ReadReplicas replicas() {
		return this.replicas;
	}

	@Override
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
	public String kind() {
		return JDBC;
	}

	@Override
	public StartupPolicy startup() {
		return this.definition.startup();
	}

	@Override
	public boolean isStarted() {
		return this.dataSource.getHikariPoolMXBean() != null;
	}

	@Override
	public @Nullable String check() {
		try (Connection connection = BorrowContext.borrowInternally(this.dataSource)) {
			long seconds = Math.max(1, checkTimeout().toSeconds());
			return connection.isValid((int) seconds) ? null : "the connection is not valid";
		}
		catch (SQLException | RuntimeException ex) {
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			return this.definition.secrets().redact(cause.getClass().getName() + ": " + cause.getMessage());
		}
	}

	@Override
	public Duration checkTimeout() {
		return this.definition.timeouts().validation();
	}

	@Override
	public String missing() {
		return "no connection";
	}

	@Override
	public BorrowStats stats() {
		return this.tracker.stats();
	}

	@Override
	public void reset() {
		this.tracker.reset();
	}

	@Override
	public List<HeldConnection> holders() {
		return this.tracker.holders();
	}

	/**
	 * The connections that the application has beside the pool, which had none.
	 * @return the connections, oldest hold first
	 */
	public List<HeldConnection> direct() {
		PoolTracker direct = this.tracker.beside();
		return (direct != null) ? direct.holders() : List.of();
	}

	@Override
	public PoolState state() {
		return PoolState.of(this.dataSource, (this.gate != null) ? this.gate.waiting() : 0);
	}

	@Override
	public History history() {
		return this.tracker.history();
	}

	// Work that has no name was given one when it took its connection
	@Override
	public List<HeldConnection> held(Duration namedFrom) {
		return this.tracker.held().stream().filter((connection) -> !connection.internal()).toList();
	}

	@Override
	public List<HeldConnection> heldInstead() {
		return this.tracker.heldInstead();
	}

	@Override
	public @Nullable String connectFailure() {
		PoolTracker.ConnectFailure failure = this.tracker.connectFailure();
		return (failure != null) ? this.definition.database().describe(failure.cause()) : null;
	}

	@Override
	public void begin() {
		this.tracker.begin();
	}

	@Override
	public HistorySample sample(long endMillis, int seconds) {
		return this.tracker.sample(state(), endMillis, seconds);
	}

	@Override
	public String toString() {
		return "JdbcPool[" + name() + "]";
	}

}
