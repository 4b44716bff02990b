package io.github.poolstarter.tracking;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

import io.github.poolstarter.database.TimeLimits;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sets the limits of a pool that its driver has to keep: the network timeout on a new
 * connection, the query timeout on each statement. What a driver refuses or ignores has
 * no effect, and the log says so once a pool. Safe for use by several threads.
 */
final class DriverLimits {

	private static final Log logger = LogFactory.getLog(DriverLimits.class);

	private final String pool;

	private final UnaryOperator<String> redaction;

	// 0 where there is no limit, and what the driver is set to is left alone
	private final int networkMillis;

	private final int statementSeconds;

	private final AtomicBoolean networkRefused = new AtomicBoolean();

	private volatile boolean statementRefused;

	private volatile @Nullable LoginLimit login;

	DriverLimits(String pool, TimeLimits limits, UnaryOperator<String> redaction) {
		this.pool = pool;
		this.redaction = redaction;
		this.networkMillis = wholeUnits(limits.network(), Duration.ofMillis(1));
		this.statementSeconds = wholeUnits(limits.statement(), Duration.ofSeconds(1));
	}

	// Rounded up, for zero would be no limit
	private static int wholeUnits(@Nullable Duration limit, Duration unit) {
		if (limit == null) {
			return 0;
		}
		return (int) Math.min(limit.plus(unit).minusNanos(1).dividedBy(unit), Integer.MAX_VALUE);
	}

	/**
	 * Whether statements have a limit.
	 */
	boolean hasStatementLimit() {
		return this.statementSeconds > 0;
	}

	/**
	 * Set how long a login may wait for the server.
	 * @param login the limit, to be taken back on a connection that was opened;
	 * {@code null} for none
	 */
	void login(@Nullable LoginLimit login) {
		this.login = login;
	}

	/**
	 * Limit how long the driver waits for an answer on a connection. HikariCP sets a
	 * limit of its own while it sets up or validates a connection, and goes back to what
	 * it has found on the first.
	 * @throws SQLException if the limit of the login can't be taken back
	 */
	void limit(Connection connection) throws SQLException {
		LoginLimit login = this.login;
		if (login != null) {
			connection.setNetworkTimeout(Runnable::run, login.millisAfterwards());
		}
		if (this.networkMillis == 0) {
			return;
		}
		try {
			connection.setNetworkTimeout(Runnable::run, this.networkMillis);
			if (connection.getNetworkTimeout() == 0) {
				networkRefused("the driver ignores it");
			}
		}
		catch (SQLException | AbstractMethodError ex) {
			networkRefused(String.valueOf(ex.getMessage()));
		}
	}

	private void networkRefused(String reason) {
		if (this.networkRefused.compareAndSet(false, true)) {
			warn("network-timeout", reason);
		}
	}

	/**
	 * Limit how long a statement may run, until somebody sets another limit on it.
	 * @throws SQLException if the limit can't be set, though the driver knows such limits
	 */
	<S extends Statement> S limit(S statement) throws SQLException {
		if (this.statementRefused) {
			return statement;
		}
		try {
			statement.setQueryTimeout(this.statementSeconds);
		}
		catch (SQLFeatureNotSupportedException | AbstractMethodError ex) {
			this.statementRefused = true;
			warn("statement-timeout", String.valueOf(ex.getMessage()));
		}
		catch (SQLException ex) {
			close(statement, ex);
			throw ex;
		}
		return statement;
	}

	private static void close(Statement statement, SQLException failure) {
		try {
			statement.close();
		}
		catch (SQLException ex) {
			failure.addSuppressed(ex);
		}
	}

	private void warn(String setting, String reason) {
		logger.warn("Pool '" + this.pool + "': " + setting + " has no effect: " + this.redaction.apply(reason));
	}

}
