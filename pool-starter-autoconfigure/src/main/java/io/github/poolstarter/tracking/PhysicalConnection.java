package io.github.poolstarter.tracking;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A connection to the database as HikariCP holds it, and the notebook of those who borrow
 * it. It stands between HikariCP and the driver, so that there is one for the life time
 * of a connection and nothing has to be allocated, looked up or locked for a borrow: a
 * connection has one borrower at a time, who writes into the connection's own buffer.
 * Full buffers are emptied into the pool's log, and so are all of them once a second.
 * <p>
 * A grant is noted by {@link #granted}. A release is seen here from below: when a
 * connection is closed, HikariCP rolls back and resets what its borrower left behind, and
 * then clears the warnings, last before the next borrower may have the connection. An
 * application may clear warnings too, and go on: that counts as a release until it uses
 * the connection again. A reference to what HikariCP handed out would tell the two apart
 * at once, but the garbage collector's part in writing one costs as much as all the rest.
 * Where the rollback or the reset fails, HikariCP does not come to clear the warnings;
 * that counts as a release too.
 * <p>
 * As safe for use by several threads as other connections: they may use one after
 * another. The buffer is emptied under the lock of the pool's tracker, by any thread.
 */
final class PhysicalConnection extends DelegatingConnection {

	// More would not stay in the processor's first cache
	private static final int CAPACITY = 64;

	private static final int MASK = CAPACITY - 1;

	private static final int FLUSH_AT = CAPACITY / 2;

	// A connection that is still there after so long was set up
	private static final long SET_UP_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final VarHandle BEGUN;

	private static final VarHandle ENDED;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			BEGUN = lookup.findVarHandle(PhysicalConnection.class, "begun", long.class);
			ENDED = lookup.findVarHandle(PhysicalConnection.class, "ended", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final PoolTracker tracker;

	private final @Nullable BusyTime busy;

	private final boolean timeStatements;

	private final @Nullable DriverLimits statementLimit;

	private final boolean testQuery;

	private final boolean noteWrites;

	private final long openedNanos = System.nanoTime();

	private final @Nullable Thread openedBy;

	// Packed borrows. The one that is under way stands at begun - 1
	private final long[] buffer = new long[CAPACITY * Borrow.LONGS];

	// Borrows that were granted, and those whose release was noted: the same, or one less
	private long begun;

	private long ended;

	// Borrows that are in the pool's log. Written under the tracker's lock
	private volatile long logged;

	private @Nullable Thread thread;

	private long busyAtGrant;

	private long releasedNanos = this.openedNanos;

	private long validatedNanos = this.openedNanos;

	// These are kept up to date only where writes are noted
	private boolean internal;

	private boolean autoCommit = true;

	private boolean readOnly;

	// In the transaction that is under way
	private boolean wrote;

	// In this borrow: a statement may be run again after a commit, which isn't seen
	private boolean mayWrite;

	/**
	 * Create a connection.
	 * @param delegate the driver's connection
	 * @param tracker the tracker of the pool
	 * @param busy the time in which it works, {@code null} if that is not measured
	 * @param statementLimit limits how long statements run, {@code null} if the driver
	 * does not have to
	 * @param testQuery whether HikariCP validates connections by a query
	 * @param openedBy the thread that has opened it for a running pool, {@code null}
	 * where the pool is being started
	 */
	PhysicalConnection(Connection delegate, PoolTracker tracker, @Nullable BusyTime busy,
			@Nullable DriverLimits statementLimit, boolean testQuery, @Nullable Thread openedBy) {
		super(delegate);
		this.tracker = tracker;
		this.busy = busy;
		this.timeStatements = busy != null && !busy.isMeasuredAtSocket();
		this.statementLimit = statementLimit;
		this.testQuery = testQuery;
		this.openedBy = openedBy;
		this.noteWrites = tracker.notesWrites();
	}

	PoolTracker tracker() {
		return this.tracker;
	}

	/**
	 * Whether the connection was opened after a moment, and its set-up is over too.
	 * @param nanos the moment, a reading of {@link System#nanoTime()}
	 * @return whether that has proved that connections can be had
	 */
	boolean provesSince(long nanos) {
		return this.openedNanos - nanos > 0
				&& ((long) BEGUN.getAcquire(this) > 0 || System.nanoTime() - this.openedNanos > SET_UP_NANOS);
	}

	/**
	 * Whether the connection lay idle, in working order, when somebody asked for one: who
	 * gets it has not waited.
	 * @param arrivalNanos when somebody asked
	 * @return whether it was idle by then
	 */
	boolean wasIdleAt(long arrivalNanos) {
		return this.releasedNanos - arrivalNanos < 0 && this.validatedNanos - arrivalNanos < 0;
	}

	/**
	 * Note that HikariCP has granted this connection to the current thread.
	 * @param context the context of the thread
	 * @param site the call-site
	 * @param arrivalNanos when the connection was asked for
	 * @param grantNanos when it was granted
	 * @param flags what else is known of the borrow
	 */
	void granted(BorrowContext context, CallSite site, long arrivalNanos, long grantNanos, int flags) {
		long number = this.begun;
		if (this.ended != number) {
			released(number, Math.max(arrivalNanos, this.buffer[indexOf(number - 1) + Borrow.GRANT]));
		}
		if (number - this.logged >= CAPACITY) {
			this.tracker.log(this);
		}
		int allFlags = flags | Borrow.depthFlags(context.granted(this, number));
		BusyTime busy = this.busy;
		if (busy != null) {
			this.busyAtGrant = busy.nanos();
		}
		else {
			allFlags |= Borrow.UNMEASURED;
		}
		if (grantNanos != arrivalNanos) {
			allFlags |= causesOfWait(arrivalNanos);
		}
		int at = indexOf(number);
		this.buffer[at + Borrow.ARRIVAL] = arrivalNanos;
		this.buffer[at + Borrow.GRANT] = grantNanos;
		this.buffer[at + Borrow.TAG] = Borrow.tag(site.id(), context.threadHash(), allFlags);
		if (this.thread != context.thread()) {
			this.thread = context.thread();
		}
		if (this.noteWrites) {
			this.internal = (flags & Borrow.INTERNAL) != 0;
		}
		BEGUN.setRelease(this, number + 1);
	}

	private int causesOfWait(long arrivalNanos) {
		if (this.begun == 0 && this.openedNanos - arrivalNanos > 0) {
			return Borrow.CREATED;
		}
		// Not what was validated for another borrower, who had it in between
		boolean validated = this.validatedNanos - arrivalNanos > 0 && this.validatedNanos - this.releasedNanos > 0;
		return (validated) ? Borrow.VALIDATED : 0;
	}

	private static int indexOf(long number) {
		return ((int) number & MASK) * Borrow.LONGS;
	}

	// HikariCP's last act before it hands the connection on
	@Override
	public void clearWarnings() throws SQLException {
		released();
		super.clearWarnings();
	}

	private void released() {
		if (this.mayWrite) {
			// What is left in a transaction was rolled back
			wrote(this.wrote && this.autoCommit);
			this.wrote = false;
			this.mayWrite = false;
		}
		long number = this.begun;
		// Again, if the application has cleared the warnings before: the last counts,
		// unless the first is in the log already
		if (this.ended != number || (number > this.logged && number > 0)) {
			released(number, System.nanoTime());
			if (number - this.logged >= FLUSH_AT) {
				this.tracker.tryLog(this);
			}
		}
	}

	private void released(long number, long nanos) {
		int at = indexOf(number - 1);
		this.buffer[at + Borrow.RELEASE] = nanos;
		this.buffer[at + Borrow.BUSY] = (this.busy != null) ? this.busy.nanos() - this.busyAtGrant : 0;
		this.releasedNanos = nanos;
		ENDED.setRelease(this, number);
	}

	private boolean isOut() {
		return (long) ENDED.getAcquire(this) != (long) BEGUN.getAcquire(this);
	}

	// The borrower uses the connection. If its release was noted, it was not one: what
	// comes now is noted as another borrow, in case that the first is in the log already
	private void used() {
		long number = this.begun;
		if (this.ended == number && number > 0 && this.thread == Thread.currentThread()) {
			resume(number);
		}
	}

	private void resume(long number) {
		if (number > this.logged) {
			ENDED.setRelease(this, number - 1);
			return;
		}
		int at = indexOf(number);
		int last = indexOf(number - 1);
		this.busyAtGrant += this.buffer[last + Borrow.BUSY];
		this.buffer[at + Borrow.ARRIVAL] = this.releasedNanos;
		this.buffer[at + Borrow.GRANT] = this.releasedNanos;
		this.buffer[at + Borrow.TAG] = this.buffer[last + Borrow.TAG];
		BorrowContext.current().resumed(this, number);
		BEGUN.setRelease(this, number + 1);
	}

	// The same for a statement that is about to be run
	private void used(String sql) {
		used();
		if (this.noteWrites && WritingSql.mayWrite(sql)) {
			mayWrite();
		}
	}

	private void usedByUnknownSql() {
		used();
		if (this.noteWrites) {
			mayWrite();
		}
	}

	// Not by HikariCP, which sets connections up and validates them, nor by the library
	// itself
	private void mayWrite() {
		if (!this.readOnly && !this.internal && isOut()) {
			this.wrote = true;
			this.mayWrite = true;
			wrote(this.autoCommit);
		}
	}

	private static void wrote(boolean committed) {
		if (committed) {
			BorrowContext.current().writeMark().written();
		}
	}

	/**
	 * Whether a borrow is under way. For its borrower: another thread might have to wait
	 * for the driver.
	 * @param number the number of the borrow among those of this connection
	 * @return whether it is the latest, and the connection was not closed
	 */
	boolean isOut(long number) {
		return (long) BEGUN.getAcquire(this) == number + 1 && isOut() && !isBroken();
	}

	// HikariCP takes a broken connection from its borrower at once. The release is noted
	// when it closes it, one after another, on a thread of its own
	private boolean isBroken() {
		try {
			return isClosed();
		}
		catch (SQLException ex) {
			return true;
		}
	}

	/**
	 * Whether the connection is out, and not for the library's own use.
	 * @return whether the application has it
	 */
	boolean isLent() {
		long number = (long) BEGUN.getAcquire(this);
		return number > 0 && isOut()
				&& (Borrow.flagsOf(this.buffer[indexOf(number - 1) + Borrow.TAG]) & Borrow.INTERNAL) == 0;
	}

	/**
	 * The borrow that is under way.
	 * @return what there is to tell of it, {@code null} if the connection is not out
	 */
	@Nullable HeldConnection held() {
		long number = (long) BEGUN.getAcquire(this);
		Thread thread = this.thread;
		if (!isOut() || thread == null) {
			return null;
		}
		int at = indexOf(number - 1);
		long grantNanos = this.buffer[at + Borrow.GRANT];
		long tag = this.buffer[at + Borrow.TAG];
		long now = System.nanoTime();
		BusyTime busy = this.busy;
		Long busyNanos = (busy != null) ? Math.max(0, busy.nanosAt(now) - this.busyAtGrant) : null;
		VarHandle.acquireFence();
		if ((long) BEGUN.getAcquire(this) != number) {
			// It has found another borrower meanwhile, whose hold has just begun
			return null;
		}
		return new HeldConnection(this.tracker.pool(), this.tracker.replica(),
				this.tracker.nameOf(Borrow.callSiteOf(tag)), thread, grantNanos, now - grantNanos, busyNanos,
				(Borrow.flagsOf(tag) & Borrow.INTERNAL) != 0);
	}

	/**
	 * Pass the borrows that have ended on. For the tracker, which holds its lock.
	 * @param sink takes the packed borrows, in up to two pieces
	 */
	void drain(Sink sink) {
		long number = (long) BEGUN.getAcquire(this);
		long noted = (long) ENDED.getAcquire(this);
		long end = (noted == number) ? number : number - 1;
		long next = this.logged;
		if (next < end) {
			int from = indexOf(next);
			int to = indexOf(end);
			if (from < to) {
				sink.take(this.buffer, from, to);
			}
			else {
				sink.take(this.buffer, from, this.buffer.length);
				sink.take(this.buffer, 0, to);
			}
			this.logged = end;
		}
	}

	@Override
	public boolean isValid(int timeout) throws SQLException {
		if (isOut()) {
			return super.isValid(timeout);
		}
		this.tracker.disturbed();
		try {
			return super.isValid(timeout);
		}
		finally {
			validated();
		}
	}

	private void validated() {
		this.validatedNanos = System.nanoTime();
		this.tracker.disturbed();
	}

	// A connection of a read-only pool stays so, whoever resets it after a transaction
	@Override
	public void setReadOnly(boolean readOnly) throws SQLException {
		change(() -> super.setReadOnly(readOnly || this.tracker.isReadOnly()));
		if (this.noteWrites) {
			this.readOnly = readOnly;
		}
	}

	@Override
	public void setAutoCommit(boolean autoCommit) throws SQLException {
		used();
		change(() -> super.setAutoCommit(autoCommit));
		if (this.noteWrites) {
			if (autoCommit && !this.autoCommit) {
				// Ends the transaction
				committed();
			}
			this.autoCommit = autoCommit;
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

	// Where such a change is HikariCP's and fails, nothing follows
	private void change(Change change) throws SQLException {
		try {
			change.make();
		}
		catch (SQLException | RuntimeException ex) {
			if (isOut()) {
				released();
			}
			throw ex;
		}
	}

	@Override
	public void commit() throws SQLException {
		used();
		boolean timed = beginTiming();
		try {
			super.commit();
		}
		finally {
			endTiming(timed);
		}
		if (this.mayWrite) {
			wrote(true);
			this.wrote = false;
		}
	}

	private void committed() {
		if (this.wrote) {
			wrote(true);
			this.wrote = false;
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
		if (this.wrote) {
			this.wrote = false;
		}
	}

	private boolean beginTiming() {
		return this.timeStatements && this.busy != null && this.busy.begin();
	}

	private void endTiming(boolean timed) {
		if (timed && this.busy != null) {
			this.busy.end();
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
		return timed(limited(super.createStatement()));
	}

	@Override
	public Statement createStatement(int resultSetType, int resultSetConcurrency) throws SQLException {
		usedByUnknownSql();
		return timed(limited(super.createStatement(resultSetType, resultSetConcurrency)));
	}

	@Override
	public Statement createStatement(int resultSetType, int resultSetConcurrency, int resultSetHoldability)
			throws SQLException {
		usedByUnknownSql();
		return timed(limited(super.createStatement(resultSetType, resultSetConcurrency, resultSetHoldability)));
	}

	@Override
	public PreparedStatement prepareStatement(String sql) throws SQLException {
		used(sql);
		return timed(limited(super.prepareStatement(sql)));
	}

	@Override
	public PreparedStatement prepareStatement(String sql, int autoGeneratedKeys) throws SQLException {
		used(sql);
		return timed(limited(super.prepareStatement(sql, autoGeneratedKeys)));
	}

	@Override
	public PreparedStatement prepareStatement(String sql, int[] columnIndexes) throws SQLException {
		used(sql);
		return timed(limited(super.prepareStatement(sql, columnIndexes)));
	}

	@Override
	public PreparedStatement prepareStatement(String sql, String[] columnNames) throws SQLException {
		used(sql);
		return timed(limited(super.prepareStatement(sql, columnNames)));
	}

	@Override
	public PreparedStatement prepareStatement(String sql, int resultSetType, int resultSetConcurrency)
			throws SQLException {
		used(sql);
		return timed(limited(super.prepareStatement(sql, resultSetType, resultSetConcurrency)));
	}

	@Override
	public PreparedStatement prepareStatement(String sql, int resultSetType, int resultSetConcurrency,
			int resultSetHoldability) throws SQLException {
		used(sql);
		return timed(limited(super.prepareStatement(sql, resultSetType, resultSetConcurrency, resultSetHoldability)));
	}

	@Override
	public CallableStatement prepareCall(String sql) throws SQLException {
		used(sql);
		return timed(limited(super.prepareCall(sql)));
	}

	@Override
	public CallableStatement prepareCall(String sql, int resultSetType, int resultSetConcurrency) throws SQLException {
		used(sql);
		return timed(limited(super.prepareCall(sql, resultSetType, resultSetConcurrency)));
	}

	@Override
	public CallableStatement prepareCall(String sql, int resultSetType, int resultSetConcurrency,
			int resultSetHoldability) throws SQLException {
		used(sql);
		return timed(limited(super.prepareCall(sql, resultSetType, resultSetConcurrency, resultSetHoldability)));
	}

	private <S extends Statement> S limited(S statement) throws SQLException {
		return (this.statementLimit != null) ? this.statementLimit.limit(statement) : statement;
	}

	private Statement timed(Statement statement) {
		return (this.timeStatements && this.busy != null) ? TimedStatements.time(statement, this.busy) : statement;
	}

	private PreparedStatement timed(PreparedStatement statement) {
		return (this.timeStatements && this.busy != null) ? TimedStatements.time(statement, this.busy) : statement;
	}

	private CallableStatement timed(CallableStatement statement) {
		return (this.timeStatements && this.busy != null) ? TimedStatements.time(statement, this.busy) : statement;
	}

	@Override
	public void close() throws SQLException {
		if (this.begun == 0 && Thread.currentThread() == this.openedBy) {
			// HikariCP closes the connections of its pool on another thread
			this.tracker.failedToOpen(new SQLException("HikariCP could not set the connection up: see its log, and "
					+ "check connection-init-sql, schema, catalog, transaction-isolation and connection-test-query"));
		}
		this.tracker.closed(this);
		try {
			super.close();
		}
		finally {
			this.tracker.ended(this);
		}
	}

	@Override
	public void abort(Executor executor) throws SQLException {
		this.tracker.closed(this);
		super.abort((command) -> executor.execute(() -> {
			try {
				command.run();
			}
			finally {
				this.tracker.ended(this);
			}
		}));
		if (isBroken()) {
			// Not every driver needs the executor
			this.tracker.ended(this);
		}
	}

	/**
	 * Note the release of a connection that is closed while it is out. For the tracker,
	 * which holds its lock.
	 */
	void closedWhileOut() {
		long number = (long) BEGUN.getAcquire(this);
		if ((long) ENDED.getAcquire(this) != number) {
			released(number, System.nanoTime());
		}
	}

	/**
	 * Takes packed borrows.
	 */
	@FunctionalInterface
	interface Sink {

		/**
		 * Take packed borrows.
		 * @param longs where they stand
		 * @param from the index of the first number of the first
		 * @param to the index after the last number of the last
		 */
		void take(long[] longs, int from, int to);

	}

	/**
	 * Changes the state of the connection.
	 */
	@FunctionalInterface
	private interface Change {

		/**
		 * Make the change.
		 * @throws SQLException if it can't be made
		 */
		void make() throws SQLException;

	}

}
