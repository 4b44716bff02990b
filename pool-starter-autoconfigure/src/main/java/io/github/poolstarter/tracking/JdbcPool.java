package io.github.poolstarter.tracking;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.StartupPolicy;
import io.github.poolstarter.pool.BorrowStats;
import io.github.poolstarter.pool.HeldConnection;
import io.github.poolstarter.pool.History;
import io.github.poolstarter.pool.HistorySample;
import io.github.poolstarter.pool.ObservedPool;
import io.github.poolstarter.pool.PoolState;
import org.jspecify.annotations.Nullable;

/**
 * A pool of JDBC connections, with what its tracker knows of it.
 *
 * @param pool the pool
 * @param tracker what knows its borrows
 */
public record JdbcPool(ManagedPool pool, PoolTracker tracker) implements ObservedPool {

	/**
	 * Observe the pools of an application.
	 */
	public static List<JdbcPool> of(PoolRegistry pools, PoolTrackers trackers) {
		List<JdbcPool> observed = new ArrayList<>();
		pools.forEach((pool) -> observed.add(new JdbcPool(pool, trackers.get(pool.name()))));
		return observed;
	}

	@Override
	public String kind() {
		return JDBC;
	}

	@Override
	public String name() {
		return this.pool.name();
	}

	@Override
	public StartupPolicy startup() {
		return this.pool.definition().startup();
	}

	@Override
	public boolean isStarted() {
		return this.pool.dataSource().getHikariPoolMXBean() != null;
	}

	@Override
	public @Nullable String check() {
		try (Connection connection = BorrowContext.borrowInternally(this.pool.dataSource())) {
			long seconds = Math.max(1, checkTimeout().toSeconds());
			return connection.isValid((int) seconds) ? null : "the connection is not valid";
		}
		catch (SQLException | RuntimeException ex) {
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			return this.pool.definition().secrets().redact(cause.getClass().getName() + ": " + cause.getMessage());
		}
	}

	@Override
	public Duration checkTimeout() {
		return this.pool.definition().timeouts().validation();
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
		return PoolState.of(this.pool);
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
		return (failure != null) ? this.pool.definition().database().describe(failure.cause()) : null;
	}

	@Override
	public void begin() {
		this.tracker.begin();
	}

	@Override
	public HistorySample sample(long endMillis, int seconds) {
		return this.tracker.sample(state(), endMillis, seconds);
	}

}
