package io.github.poolstarter.routing;

import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.RouteConflictException;
import io.github.poolstarter.tracking.RouteCounts;
import org.apache.commons.logging.LogFactory;

/**
 * Watches for work that asks for one pool inside a transaction that runs on another. A
 * transaction has one connection, so the work gets that one, whatever it asked for. Some
 * sessions are alike. Safe for use by several threads.
 */
public final class RouteConflicts {

	private static final String OUTSIDE_SCOPE = "Call it outside the method that opened the session, which may be one "
			+ "with Propagation.SUPPORTS";

	private final ConflictPolicy policy;

	private final RouteCounts counts;

	private final PoolRegistry pools;

	private final OncePerKeyLog log = new OncePerKeyLog(LogFactory.getLog(RouteConflicts.class));

	public RouteConflicts(ConflictPolicy policy, RouteCounts counts, PoolRegistry pools) {
		this.policy = policy;
		this.counts = counts;
		this.pools = pools;
	}

	/**
	 * Where work goes that has no route.
	 */
	ManagedPool defaultPool() {
		return this.pools.defaultPool();
	}

	/**
	 * Note that work gets the connection of a transaction on another pool than it asks
	 * for.
	 * @throws RouteConflictException if the policy is to fail
	 */
	void report(Route requested, String pool) {
		report(requested, pool, "inside a transaction on pool '%s'%s, and gets that transaction's connection. ",
				"Call it outside the transaction, or run it in its own transaction with Propagation.REQUIRES_NEW");
	}

	/**
	 * Note that work gets the connection of an open session on another pool than it asks
	 * for.
	 * @throws RouteConflictException if the policy is to fail
	 */
	void reportSession(Route requested, String pool) {
		report(requested, pool,
				"while a Hibernate session on pool '%s'%s is open, and gets that session's connection. ",
				OUTSIDE_SCOPE);
	}

	/**
	 * Note that work gets a connection of its own, but not before one of another pool has
	 * been returned.
	 * @throws RouteConflictException if the policy is to fail
	 */
	void reportHeld(Route requested, String pool) {
		report(requested, pool, "while a MyBatis session keeps a connection of pool '%s'%s, so the thread holds two. ",
				OUTSIDE_SCOPE);
	}

	private void report(Route requested, String pool, String where, String remedy) {
		this.counts.pinned(pool);
		if (this.policy == ConflictPolicy.IGNORE) {
			return;
		}
		Route outer = RouteContext.current();
		String message = ("%s asks for pool '%s' " + where + remedy).formatted(requested.describe(),
				requested.pool().name(), pool, (outer != null) ? " (" + outer.describe() + ")" : "");
		if (this.policy == ConflictPolicy.FAIL) {
			throw new RouteConflictException(message, pool, requested.pool().name());
		}
		this.log.warn(message, requested.describe(), requested.pool().name(), pool);
	}

}
