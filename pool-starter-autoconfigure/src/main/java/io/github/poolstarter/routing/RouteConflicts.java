package io.github.poolstarter.routing;

import io.github.poolstarter.RouteConflictException;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Watches for work that asks for one pool inside a transaction that runs on another. A
 * transaction has one connection, so the work gets that one, whatever it asked for. Safe
 * for use by several threads.
 */
public final class RouteConflicts {

	private final ConflictPolicy policy;

	private final RouteCounts counts;

	private final OncePerKeyLog log = new OncePerKeyLog(LogFactory.getLog(RouteConflicts.class));

	/**
	 * Create a watch.
	 * @param policy what to do about a conflict
	 * @param counts where each conflict is counted
	 */
	public RouteConflicts(ConflictPolicy policy, RouteCounts counts) {
		this.policy = policy;
		this.counts = counts;
	}

	/**
	 * Check the route of work that is about to run in the transaction of the current
	 * thread, where there is one.
	 * @param requested the route that the work asks for
	 * @throws RouteConflictException if the transaction runs on another pool, and the
	 * policy is to fail
	 */
	void check(Route requested) {
		TransactionPin pin = TransactionPin.current();
		if (pin != null && pin.pool() != requested.pool()) {
			conflict(pin, requested, RouteContext.current());
		}
	}

	private void conflict(TransactionPin pin, Route requested, @Nullable Route outer) {
		this.counts.pinned(pin.pool().name());
		if (this.policy == ConflictPolicy.IGNORE) {
			return;
		}
		String message = "%s asks for pool '%s' inside a transaction on pool '%s'%s, whose connection it gets. "
			.formatted(requested.describe(), requested.pool().name(), pin.pool().name(),
					(outer != null) ? " (" + outer.describe() + ")" : "")
				+ "Call it outside the transaction, or give it one of its own with Propagation.REQUIRES_NEW";
		if (this.policy == ConflictPolicy.FAIL) {
			throw new RouteConflictException(message, pin.pool().name(), requested.pool().name());
		}
		this.log.warn(message, requested.describe(), requested.pool().name(), pin.pool().name());
	}

}
