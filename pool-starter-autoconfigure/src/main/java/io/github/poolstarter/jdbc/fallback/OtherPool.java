package io.github.poolstarter.jdbc.fallback;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;

import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.tracking.BorrowContext;
import io.github.poolstarter.tracking.RouteSource;

/**
 * The connections of another pool, which notes that its borrowers came by the fallback,
 * and not for the pool's own work. Safe for use by several threads.
 *
 * @param pool the other pool, asked for at the first use
 */
public record OtherPool(Supplier<ManagedPool> pool) implements BoundedFallback.Target {

	@Override
	public Connection getConnection() throws SQLException {
		BorrowContext context = BorrowContext.current();
		RouteSource source = context.source();
		context.source(RouteSource.FALLBACK);
		try {
			return this.pool.get().getConnection();
		}
		finally {
			context.source(source);
		}
	}

	@Override
	public String description() {
		return "pool '" + this.pool.get().name() + "'";
	}

}
