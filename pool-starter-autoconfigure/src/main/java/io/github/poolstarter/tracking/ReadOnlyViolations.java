package io.github.poolstarter.tracking;

import java.io.Serial;
import java.sql.SQLException;
import java.util.Arrays;

import com.zaxxer.hikari.SQLExceptionOverride;
import org.jspecify.annotations.Nullable;

/**
 * Tells, with the database's refusal of a write, how that write came to a read-only
 * connection. HikariCP shows every exception of a connection to its override, of which
 * there is one: another is asked for its decision. The exception stays the driver's own,
 * so that it is translated as ever. As safe for use by several threads as the other.
 */
final class ReadOnlyViolations implements SQLExceptionOverride {

	// "read_only_sql_transaction" in the SQL standard
	private static final String SQL_STATE = "25006";

	// SQLite has no SQL states
	private static final String SQLITE_MESSAGE = "[SQLITE_READONLY";

	private final PoolTracker tracker;

	private final @Nullable SQLExceptionOverride other;

	ReadOnlyViolations(PoolTracker tracker, @Nullable SQLExceptionOverride other) {
		this.tracker = tracker;
		this.other = other;
	}

	@java.lang.Override
	public Override adjudicate(SQLException exception) {
		if (isViolation(exception)
				&& Arrays.stream(exception.getSuppressed()).noneMatch(Explanation.class::isInstance)) {
			exception.addSuppressed(new Explanation(explain(BorrowContext.current())));
		}
		return (this.other != null) ? this.other.adjudicate(exception) : Override.CONTINUE_EVICT;
	}

	private static boolean isViolation(SQLException exception) {
		String message = exception.getMessage();
		return SQL_STATE.equals(exception.getSQLState()) || (message != null && message.startsWith(SQLITE_MESSAGE));
	}

	private String explain(BorrowContext context) {
		String pool = this.tracker.pool();
		String reason = context.reasonFor(pool);
		String way = (reason != null) ? "by " + reason : "without routing, through its own data source";
		return (this.tracker.isReadOnly())
				? "Pool '%s' is read-only, and this statement was sent to it %s. ".formatted(pool, way)
						+ "Route writes to a pool that is not read-only"
				: "The transaction on pool '%s' is read-only, and this statement was sent to it %s. ".formatted(pool,
						way) + "Write outside the transaction, or make it writable";
	}

	/**
	 * What is suppressed by the driver's exception, to stand below it in the log.
	 */
	private static final class Explanation extends Exception {

		@Serial
		private static final long serialVersionUID = 1L;

		Explanation(String message) {
			super(message, null, false, false);
		}

		@java.lang.Override
		public String toString() {
			return getMessage();
		}

	}

}
