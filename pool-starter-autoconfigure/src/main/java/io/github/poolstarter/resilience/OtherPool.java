package io.github.poolstarter.resilience;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;

import io.github.poolstarter.ManagedPool;

/**
 * The connections of another pool. Safe for use by several threads.
 *
 * @param pool the other pool, asked for at the first use
 */
public record OtherPool(Supplier<ManagedPool> pool) implements BoundedFallback.Target {

	@Override
	public Connection getConnection() throws SQLException {
		return this.pool.get().getConnection();
	}

	@Override
	public String description() {
		return "pool '" + this.pool.get().name() + "'";
	}

}
