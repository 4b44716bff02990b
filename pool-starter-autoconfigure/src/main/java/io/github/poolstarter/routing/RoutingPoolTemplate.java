package io.github.poolstarter.routing;

import java.util.function.Supplier;

import javax.sql.DataSource;

import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.tracking.BorrowContext;
import io.github.poolstarter.tracking.RouteSource;
import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Sets the route of work that is handed to it. Safe for use by several threads.
 */
public final class RoutingPoolTemplate extends AbstractPoolTemplate {

	private final PoolRegistry pools;

	private final RouteConflicts conflicts;

	public RoutingPoolTemplate(PoolRegistry pools, DataSource dataSource,
			Supplier<PlatformTransactionManager> transactionManager, RouteConflicts conflicts,
			RetryPolicy.Builder retry) {
		super(dataSource, transactionManager, retry);
		this.pools = pools;
		this.conflicts = conflicts;
	}

	@Override
	<T extends @Nullable Object> T route(String pool, boolean ownTransaction, Supplier<T> work) {
		BorrowContext context = BorrowContext.current();
		Route outer = RouteContext.of(context);
		Route route = new Route(this.pools.get(pool), RouteSource.TEMPLATE, (outer != null) ? outer.callSite() : null);
		RouteScope scope = (RouteScope.isNeeded(context))
				? RouteScope.begin(context, route, ownTransaction, this.conflicts) : null;
		context.work(route);
		boolean completed = false;
		try {
			T result = work.get();
			completed = true;
			return result;
		}
		finally {
			RouteScope.end(scope, completed, context, outer);
		}
	}

	// A connection that another transaction's synchronization has bound is suspended
	// while work on another pool runs: what is bound then is the transaction's
	@Override
	boolean isInTransaction(String pool) {
		return TransactionPin.current() != null
				|| (BoundConnections.isConnectionBound() && route(pool, true, BoundConnections::isConnectionBound));
	}

}
