package io.github.poolstarter.routing;

import java.util.List;

import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.tracking.CallSite;
import io.github.poolstarter.tracking.CallSiteRegistry;
import io.github.poolstarter.tracking.RouteSource;
import org.jspecify.annotations.Nullable;

import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;

/**
 * Decides, when a transaction begins, on the pool that it keeps to its end. Hears of
 * every transaction of the manager it is registered with, however it was begun: by an
 * interceptor, a template, or inside the proxy of a Spring Data repository. Safe for use
 * by several threads.
 */
public final class RoutingTransactionListener implements TransactionExecutionListener {

	/**
	 * The pool of read-only transactions that have no route of their own.
	 */
	private static final String READ_POOL = "read";

	private final CallSiteRegistry callSites;

	private final ManagedPool defaultPool;

	private final @Nullable ManagedPool readPool;

	/**
	 * Create a listener.
	 * @param routeReadOnlyTransactions whether read-only transactions without a route go
	 * to the pool {@code read}, where there is one
	 */
	public RoutingTransactionListener(PoolRegistry pools, boolean routeReadOnlyTransactions,
			CallSiteRegistry callSites) {
		this.callSites = callSites;
		this.defaultPool = pools.defaultPool();
		this.readPool = (routeReadOnlyTransactions && pools.contains(READ_POOL)) ? pools.get(READ_POOL) : null;
	}

	/**
	 * Route the transactions of a manager.
	 */
	public void register(ConfigurableTransactionManager manager) {
		register(manager, null);
	}

	/**
	 * Route the transactions of a manager.
	 * @param openSessions watches the sessions that outlive its transactions,
	 * {@code null} where there are none
	 */
	void register(ConfigurableTransactionManager manager, @Nullable OpenSessionListener openSessions) {
		manager.setTransactionExecutionListeners(new TransactionListeners(manager.getTransactionExecutionListeners(),
				(openSessions != null) ? List.of(this, openSessions) : List.of(this)));
	}

	@Override
	public void beforeBegin(TransactionExecution transaction) {
		if (!transaction.isNewTransaction()) {
			// A savepoint: the transaction around it has its pool
			return;
		}
		Route route = RouteContext.current();
		if (route != null) {
			CallSite site = route.callSite();
			TransactionPin.begin(route.pool(), route.source(), transaction,
					(site != null) ? site : callSite(transaction), route);
		}
		else if (transaction.isReadOnly() && this.readPool != null) {
			TransactionPin.begin(this.readPool, RouteSource.READ_ONLY_TRANSACTION, transaction, callSite(transaction),
					null);
		}
		else {
			TransactionPin.begin(this.defaultPool, RouteSource.DEFAULT, transaction, callSite(transaction), null);
		}
	}

	private @Nullable CallSite callSite(TransactionExecution transaction) {
		return this.callSites.ofTransaction(transaction.getTransactionName());
	}

}
