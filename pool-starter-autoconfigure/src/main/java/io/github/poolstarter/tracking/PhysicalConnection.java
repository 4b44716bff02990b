package io.github.poolstarter.tracking;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Executor;

import io.github.poolstarter.tracking.busy.BusyTime;
import io.github.poolstarter.tracking.busy.TimedStatements;
import org.jspecify.annotations.Nullable;

/**
 * A connection to the database as HikariCP holds it. It stands between HikariCP and the
 * driver, and sees what the borrows that are recorded of it do, and when they end.
 * <p>
 * A grant is noted by {@link #granted}. A release is timed here, from below: when a
 * connection is closed, HikariCP rolls back and resets what its borrower left behind, and
 * then clears the warnings, last before the next borrower may have the connection. Where
 * the rollback or the reset fails, it does not come to clear them, and the failure stands
 * for that. An application may clear warnings too, and its own rollback may fail, and it
 * goes on: what HikariCP has handed out tells the two apart, and as long as that is open
 * nothing has ended.
 * <p>
 * As safe for use by several threads as other connections: they may use one after
 * another.
 */
final class PhysicalConnection extends RecordedConnection {

	// Only where they have to be timed one by one
	private final @Nullable BusyTime statementTime;

	private final @Nullable DriverLimits statementLimit;

	private final boolean testQuery;

	private final @Nullable WriteNotes writes;

	private final @Nullable Thread openedBy;

	private volatile boolean beingValidated;

	/**
	 * Creates a connection: without its busy time where that is not measured, without a
	 * limit where the driver keeps none, and without the thread that has opened it where
	 * the pool is being started.
	 */
	PhysicalConnection(Connection delegate, PoolTracker tracker, @Nullable BusyTime busy,
			@Nullable DriverLimits statementLimit, boolean testQuery, @Nullable Thread openedBy) {
		super(delegate, tracker, busy);
		this.statementTime = (busy != null && !busy.isMeasuredAtSocket()) ? busy : null;
		this.statementLimit = statementLimit;
		this.testQuery = testQuery;
		this.openedBy = openedBy;
		this.writes = (tracker.notesWrites()) ? new WriteNotes() : null;
	}

	// HikariCP's last act before it hands the connection on
	@Override
	public void clearWarnings() throws SQLException {
		givenBack();
		super.clearWarnings();
	}

	private void givenBack() {
		if (this.writes != null) {
			this.writes.released();
		}
		released();
	}

	@Override
	void granted(BorrowContext context, CallSite site, Connection handedOut, long arrivalNanos, long grantNanos,
			int flags) {
		if (this.writes != null) {
			this.writes.granted();
		}
		super.granted(context, site, handedOut, arrivalNanos, grantNanos, flags);
	}

	private void used(String sql) {
		if (this.writes != null && WritingSql.mayWrite(sql)) {
			mayWrite(this.writes);
		}
	}

	private void usedByUnknownSql() {
		if (this.writes != null) {
			mayWrite(this.writes);
		}
	}

	// Not by HikariCP, which sets connections up and validates them, nor by the library
	// itself
	private void mayWrite(WriteNotes writes) {
		if (isLent()) {
			writes.mayWrite();
		}
	}

	@Override
	public boolean isValid(int timeout) throws SQLException {
		if (isOut()) {
			return ask(() -> super.isValid(timeout));
		}
		tracker().disturbed();
		this.beingValidated = true;
		try {
			return ask(() -> super.isValid(timeout));
		}
		finally {
			this.beingValidated = false;
			validated();
		}
	}

	// By HikariCP, perhaps before it hands it out
	boolean isBeingValidated() {
		return this.beingValidated;
	}

	// A connection of a read-only pool stays so, whoever resets it after a transaction
	@Override
	public void setReadOnly(boolean readOnly) throws SQLException {
		change(() -> super.setReadOnly(readOnly || tracker().isReadOnly()));
		if (this.writes != null) {
			this.writes.readOnly(readOnly);
		}
	}

	@Override
	public void setAutoCommit(boolean autoCommit) throws SQLException {
		change(() -> super.setAutoCommit(autoCommit));
		if (this.writes != null) {
			this.writes.autoCommit(autoCommit);
		}
	}

	@Override
	public void setTransactionIsolation(int level) throws SQLException {
		change(() -> super.setTransactionIsolation(level));
	}

	@Override
	public void setCatalog(String catalog) throws SQLException {
		change(() -> super.setCatalog(catalog));
	}

	@Override
	public void setSchema(String schema) throws SQLException {
		change(() -> super.setSchema(schema));
	}

	@Override
	public void setNetworkTimeout(Executor executor, int milliseconds) throws SQLException {
		change(() -> super.setNetworkTimeout(executor, milliseconds));
	}

	@Override
	public boolean isReadOnly() throws SQLException {
		return ask(super::isReadOnly);
	}

	@Override
	public boolean getAutoCommit() throws SQLException {
		return ask(super::getAutoCommit);
	}

	@Override
	public int getTransactionIsolation() throws SQLException {
		return ask(super::getTransactionIsolation);
	}

	@Override
	public int getNetworkTimeout() throws SQLException {
		return ask(super::getNetworkTimeout);
	}

	// HikariCP logs what it is told when it sets up or validates a connection
	private <T> T ask(Question<T> question) throws SQLException {
		try {
			return question.ask();
		}
		catch (SQLException ex) {
			throw tracker().redact(ex);
		}
		catch (RuntimeException ex) {
			throw tracker().redact(ex);
		}
	}

	@Override
	public String toString() {
		return tracker().redact(super.toString());
	}

	// Where such a change is HikariCP's and fails, nothing follows
	private void change(Change change) throws SQLException {
		try {
			change.make();
		}
		catch (SQLException ex) {
			if (isOut()) {
				givenBack();
			}
			throw tracker().redact(ex);
		}
		catch (RuntimeException ex) {
			if (isOut()) {
				givenBack();
			}
			throw tracker().redact(ex);
		}
	}

	@Override
	public void commit() throws SQLException {
		boolean timed = beginTiming();
		try {
			super.commit();
		}
		finally {
			endTiming(timed);
		}
		if (this.writes != null) {
			this.writes.committed();
		}
	}

	@Override
	public void rollback() throws SQLException {
		boolean timed = beginTiming();
		try {
			change(super::rollback);
		}
		finally {
			endTiming(timed);
		}
		if (this.writes != null) {
			this.writes.rolledBack();
		}
	}

	private boolean beginTiming() {
		return this.statementTime != null && this.statementTime.begin();
	}

	private void endTiming(boolean timed) {
		if (timed && this.statementTime != null) {
			this.statementTime.end();
		}
	}

	@Override
	public Statement createStatement() throws SQLException {
		if (this.testQuery && !isOut()) {
			// HikariCP's own, for the query that validates an idle connection
			validated();
		}
		else {
			usedByUnknownSql();
		}
		return made(Statement.class, ask(super::createStatement));
	}

	@Override
	public Statement createStatement(int resultSetType, int resultSetConcurrency) throws SQLException {
		usedByUnknownSql();
		return made(Statement.class, super.createStatement(resultSetType, resultSetConcurrency));
	}

	@Override
	public Statement createStatement(int resultSetType, int resultSetConcurrency, int resultSetHoldability)
			throws SQLException {
		usedByUnknownSql();
		return made(Statement.class, super.createStatement(resultSetType, resultSetConcurrency, resultSetHoldability));
	}

	@Override
	public PreparedStatement prepareStatement(String sql) throws SQLException {
		used(sql);
		return made(PreparedStatement.class, super.prepareStatement(sql));
	}

	@Override
	public PreparedStatement prepareStatement(String sql, int autoGeneratedKeys) throws SQLException {
		used(sql);
		return made(PreparedStatement.class, super.prepareStatement(sql, autoGeneratedKeys));
	}

	@Override
	public PreparedStatement prepareStatement(String sql, int[] columnIndexes) throws SQLException {
		used(sql);
		return made(PreparedStatement.class, super.prepareStatement(sql, columnIndexes));
	}

	@Override
	public PreparedStatement prepareStatement(String sql, String[] columnNames) throws SQLException {
		used(sql);
		return made(PreparedStatement.class, super.prepareStatement(sql, columnNames));
	}

	@Override
	public PreparedStatement prepareStatement(String sql, int resultSetType, int resultSetConcurrency)
			throws SQLException {
		used(sql);
		return made(PreparedStatement.class, super.prepareStatement(sql, resultSetType, resultSetConcurrency));
	}

	@Override
	public PreparedStatement prepareStatement(String sql, int resultSetType, int resultSetConcurrency,
			int resultSetHoldability) throws SQLException {
		used(sql);
		return made(PreparedStatement.class,
				super.prepareStatement(sql, resultSetType, resultSetConcurrency, resultSetHoldability));
	}

	@Override
	public CallableStatement prepareCall(String sql) throws SQLException {
		used(sql);
		return made(CallableStatement.class, super.prepareCall(sql));
	}

	@Override
	public CallableStatement prepareCall(String sql, int resultSetType, int resultSetConcurrency) throws SQLException {
		used(sql);
		return made(CallableStatement.class, super.prepareCall(sql, resultSetType, resultSetConcurrency));
	}

	@Override
	public CallableStatement prepareCall(String sql, int resultSetType, int resultSetConcurrency,
			int resultSetHoldability) throws SQLException {
		used(sql);
		return made(CallableStatement.class,
				super.prepareCall(sql, resultSetType, resultSetConcurrency, resultSetHoldability));
	}

	private <S extends Statement> S made(Class<S> type, S statement) throws SQLException {
		S limited = (this.statementLimit != null) ? this.statementLimit.limit(statement) : statement;
		return (this.statementTime != null) ? TimedStatements.time(type, limited, this.statementTime) : limited;
	}

	@Override
	public void close() throws SQLException {
		if (!wasGranted() && Thread.currentThread() == this.openedBy) {
			// HikariCP closes the connections of its pool on another thread
			tracker().connections()
				.failedToOpen(new SQLException("HikariCP could not set the connection up: see its log, and "
						+ "check connection-init-sql, schema, catalog, transaction-isolation and connection-test-query"));
		}
		tracker().closed(this);
		try {
			ask(() -> {
				super.close();
				return true;
			});
		}
		finally {
			tracker().connections().ended(this);
		}
	}

	@Override
	public void abort(Executor executor) throws SQLException {
		tracker().closed(this);
		ask(() -> {
			super.abort((command) -> executor.execute(() -> {
				try {
					command.run();
				}
				finally {
					tracker().connections().ended(this);
				}
			}));
			return true;
		});
		if (isClosed()) {
			// Not every driver needs the executor
			tracker().connections().ended(this);
		}
	}

	@FunctionalInterface
	private interface Question<T> {

		T ask() throws SQLException;

	}

	@FunctionalInterface
	private interface Change {

		void make() throws SQLException;

	}

}
