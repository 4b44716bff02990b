package io.github.poolstarter.routing;

import java.util.function.Supplier;

import javax.sql.DataSource;

import io.github.poolstarter.PoolRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Sets the route of work that is handed to it. Safe for use by several threads.
 */
public final class RoutingPoolTemplate extends AbstractPoolTemplate {

	private final PoolRegistry pools;

	private final RouteConflicts conflicts;

	/**
	 * Create a template.
	 * @param pools the pools
	 * @param dataSource the routing data source, or a proxy of it
	 * @param transactionManager the manager of the transactions of chunks, asked for when
	 * the first chunk is processed
	 * @param conflicts the watch over transactions on other pools
	 * @param retry how often, and with what pauses, to retry
	 */
	public RoutingPoolTemplate(PoolRegistry pools, DataSource dataSource,
			Supplier<PlatformTransactionManager> transactionManager, RouteConflicts conflicts,
			RetryPolicy.Builder retry) {
		super(dataSource, transactionManager, retry);
		this.pools = pools;
		this.conflicts = conflicts;
	}

	@Override
	<T extends @Nullable Object> T route(String pool, boolean ownTransaction, Supplier<T> work) {
		Route outer = RouteContext.current();
		Route route = new Route(this.pools.get(pool), RouteSource.TEMPLATE, (outer != null) ? outer.callSite() : null);
		if (!ownTransaction) {
			this.conflicts.check(route);
		}
		RouteContext.set(route);
		try {
			return work.get();
		}
		finally {
			RouteContext.restore(outer);
		}
	}

}
