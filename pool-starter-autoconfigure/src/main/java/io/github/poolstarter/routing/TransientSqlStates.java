package io.github.poolstarter.routing;

import java.sql.SQLException;
import java.util.Set;

import io.github.poolstarter.PoolExhaustedException;
import io.github.poolstarter.PoolRejectedException;
import org.jspecify.annotations.Nullable;

/**
 * Tells the failures that may be gone at the next attempt, by their SQL state. A pool
 * that has no connection in time, or lets nobody wait, is not transient: to ask again
 * would add to the load that caused it.
 */
final class TransientSqlStates {

	/**
	 * Connection exceptions, transaction rollbacks (deadlocks, serialization failures),
	 * and insufficient resources.
	 */
	private static final Set<String> CLASSES = Set.of("08", "40", "53");

	/**
	 * PostgreSQL's admin_shutdown, crash_shutdown and cannot_connect_now.
	 */
	private static final Set<String> STATES = Set.of("57P01", "57P02", "57P03");

	private TransientSqlStates() {
	}

	/**
	 * Whether a failure was caused by a transient one.
	 */
	static boolean isTransient(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof PoolExhaustedException || cause instanceof PoolRejectedException) {
				// Its own cause may be what went wrong with a connection long ago
				return false;
			}
			if (cause instanceof SQLException sql && isTransientState(sql.getSQLState())) {
				return true;
			}
		}
		return false;
	}

	private static boolean isTransientState(@Nullable String state) {
		return state != null && state.length() >= 2
				&& (CLASSES.contains(state.substring(0, 2)) || STATES.contains(state));
	}

}
