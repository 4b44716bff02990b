package io.github.poolstarter.tracking;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.SQLExceptionOverride;
import com.zaxxer.hikari.pool.HikariPool;
import com.zaxxer.hikari.pool.ProxyConnection;
import io.github.poolstarter.PoolRejectedException;
import io.github.poolstarter.database.Secrets;
import io.github.poolstarter.database.TimeLimits;
import io.github.poolstarter.tracking.busy.BusyTimeMode;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A HikariCP pool that tells its {@link PoolTracker} of every borrow, by whichever way it
 * comes: through the routing data source, or straight from this bean. The connections
 * that it hands out are HikariCP's own; what is noted of a borrow stands in the
 * {@link PhysicalConnection} behind them. Its slot for a metrics tracker stays free for
 * Micrometer.
 * <p>
 * HikariCP never closes connections because a maximum was lowered; while this pool is
 * shrinking, its borrowers do. Safe for use by several threads.
 */
public final class TrackedHikariDataSource extends HikariDataSource {

	// Not "pool": Spring Boot reads the field of that name, by reflection
	private final PoolTracker tracker;

	private final BusyTimeMode busyTime;

	private final DriverLimits limits;

	private final ExcessConnections surplus;

	private final AtomicBoolean closing = new AtomicBoolean();

	private volatile boolean shrinking;

	private volatile @Nullable PhysicalDataSource physicalDataSource;

	private volatile @Nullable Admission admission;

	/**
	 * Create a pool, to be configured before its first connection is taken.
	 */
	public TrackedHikariDataSource(PoolTracker tracker, BusyTimeMode busyTime) {
		this(tracker, busyTime, TimeLimits.NONE);
	}

	public TrackedHikariDataSource(PoolTracker tracker, BusyTimeMode busyTime, TimeLimits limits) {
		this.tracker = tracker;
		this.busyTime = busyTime;
		this.limits = new DriverLimits(tracker.pool(), limits, tracker::redact);
		this.surplus = new ExcessConnections(this, tracker);
		tracker.pool(this);
	}

	public PoolTracker tracker() {
		return this.tracker;
	}

	/**
	 * Set who is asked before a connection is taken. May be changed while the pool is in
	 * use; who was let in by one is taken off there.
	 * @param admission who is asked, {@code null} where everybody is let in
	 */
	public void admission(@Nullable Admission admission) {
		this.admission = admission;
	}

	@Override
	public Connection getConnection() throws SQLException {
		return connection(null);
	}

	/**
	 * Take a connection for somebody who waits on after the pool's connection timeout, as
	 * long as that makes sense. The wait counts as one, however often it is asked for.
	 * @return a connection, to be closed by the caller
	 * @throws SQLException if there is none
	 */
	public Connection getConnection(WaitPolicy policy) throws SQLException {
		return connection(policy);
	}

	private Connection connection(@Nullable WaitPolicy policy) throws SQLException {
		BorrowContext context = BorrowContext.current();
		CallSite site = context.callSite();
		int flags = Borrow.sourceFlags(context.source(this.tracker.pool()));
		if (site == null || context.isInternal()) {
			return unattributed(context, flags, policy);
		}
		return borrow(context, site, flags, policy);
	}

	private Connection unattributed(BorrowContext context, int flags, @Nullable WaitPolicy policy) throws SQLException {
		if (context.isInternal()) {
			return borrow(context, CallSiteRegistry.UNKNOWN, flags | Borrow.INTERNAL, policy);
		}
		CallSite sampled = this.tracker.sampleCallSite();
		return (sampled != null) ? borrow(context, sampled, flags | Borrow.SAMPLED, policy)
				: borrow(context, CallSiteRegistry.UNKNOWN, flags, policy);
	}

	private Connection borrow(BorrowContext context, CallSite site, int flags, @Nullable WaitPolicy policy)
			throws SQLException {
		int disturbances = this.tracker.disturbances();
		long arrivalNanos = System.nanoTime();
		Admission admission = this.admission;
		if (admission == null || context.isInternal()) {
			return borrow(context, site, flags, policy, arrivalNanos, disturbances, null);
		}
		Visit visit = new Visit();
		try {
			boolean kept = enter(admission, context, visit, site, arrivalNanos, flags);
			return borrow(context, site, (kept) ? flags | Borrow.SUSPENDED : flags, policy, arrivalNanos, disturbances,
					visit);
		}
		finally {
			visit.gone = true;
		}
	}

	private Connection borrow(BorrowContext context, CallSite site, int flags, @Nullable WaitPolicy policy,
			long arrivalNanos, int disturbances, @Nullable Visit visit) throws SQLException {
		Connection connection;
		try {
			connection = take(context, arrivalNanos, policy);
		}
		catch (SQLException ex) {
			throw this.tracker.withoutConnection(this, ex, context, site, arrivalNanos, flags);
		}
		catch (Error ex) {
			this.tracker.lost().interrupted(context, site);
			throw ex;
		}
		try {
			PhysicalConnection physical = connection.unwrap(PhysicalConnection.class);
			long grantNanos = ((flags & Borrow.SUSPENDED) != 0) ? System.nanoTime()
					: grantNanos(physical, arrivalNanos, disturbances);
			physical.granted(context, site, connection, arrivalNanos, grantNanos, flags);
			if (visit != null) {
				visit.number = physical.latest();
				visit.connection = physical;
			}
			return connection;
		}
		catch (Error ex) {
			throw givenBack(connection, context, site, ex);
		}
	}

	// HikariCP has granted it, and nobody would give it back
	private Error givenBack(Connection connection, BorrowContext context, CallSite site, Error failure) {
		try {
			connection.close();
		}
		catch (SQLException | RuntimeException | Error ex) {
			this.tracker.lost().interrupted(context, site);
		}
		return failure;
	}

	private Connection take(BorrowContext context, long arrivalNanos, @Nullable WaitPolicy policy) throws SQLException {
		if (policy != null) {
			return take(policy);
		}
		Connection connection = super.getConnection();
		return (this.shrinking && !context.isInternal()) ? this.surplus.replace(connection, arrivalNanos) : connection;
	}

	private Connection take(WaitPolicy policy) throws SQLException {
		long beginNanos = System.nanoTime();
		while (true) {
			try {
				return super.getConnection();
			}
			catch (SQLTransientConnectionException ex) {
				if (!policy.continues(this.tracker.isExhausted(this), System.nanoTime() - beginNanos)) {
					throw ex;
				}
			}
		}
	}

	// One reading of the clock is saved where the connection has lain idle since before
	// the borrower came, and nothing else can have kept it
	private long grantNanos(PhysicalConnection physical, long arrivalNanos, int disturbances) {
		boolean waited = !physical.wasIdleAt(arrivalNanos) || this.tracker.disturbances() != disturbances
				|| isAllowPoolSuspension();
		return (waited) ? System.nanoTime() : arrivalNanos;
	}

	// What else the gate refuses, no size of the pool would have let in
	private static boolean isQueueFull(SQLException ex) {
		return ex instanceof PoolRejectedException rejected
				&& rejected.getReason() == PoolRejectedException.Reason.QUEUE_FULL;
	}

	private boolean enter(Admission admission, BorrowContext context, Visit visit, CallSite site, long arrivalNanos,
			int flags) throws SQLException {
		try {
			return admission.enter(context, visit);
		}
		catch (SQLException ex) {
			throw this.tracker.withoutConnection(this, ex, context, site, arrivalNanos,
					(isQueueFull(ex)) ? flags : flags | Borrow.SUSPENDED);
		}
	}

	/**
	 * Take a connection from whoever holds it, and have it closed.
	 */
	@Override
	public void evictConnection(Connection connection) {
		PhysicalConnection physical = physical(connection);
		super.evictConnection(connection);
		if (physical != null) {
			physical.takenAway();
		}
	}

	// HikariCP takes no notice of what it has not handed out itself
	private static @Nullable PhysicalConnection physical(Connection connection) {
		try {
			return (connection instanceof ProxyConnection && !connection.isClosed())
					? connection.unwrap(PhysicalConnection.class) : null;
		}
		catch (SQLException ex) {
			return null;
		}
	}

	/**
	 * Say whether the pool is to become smaller. While it is, who is granted a connection
	 * that is over the maximum closes it and goes on waiting.
	 */
	public void shrinking(boolean shrinking) {
		this.shrinking = shrinking;
	}

	/**
	 * Close a connection, if the pool has more than its maximum. One thread at a time
	 * does so, that no two of them close one too many; others don't wait for it.
	 * @return whether it was closed, and must not be used any more
	 */
	public boolean evictIfSurplus(Connection connection) {
		return this.surplus.evict(connection);
	}

	/**
	 * Have connections opened for those who wait, and until the minimum is idle: HikariCP
	 * does so by itself only when the next borrower comes, or after half a minute.
	 */
	public void openNeeded() {
		if (getHikariPoolMXBean() instanceof HikariPool hikari) {
			int idle = hikari.getIdleConnections();
			int needed = Math.max(hikari.getThreadsAwaitingConnection(), getMinimumIdle()) - idle;
			int room = getMaximumPoolSize() - hikari.getTotalConnections();
			for (int i = Math.min(needed, room); i > 0; i--) {
				hikari.addBagItem(needed);
			}
		}
	}

	/**
	 * Close the pool, and see that its connections are closed too: those that HikariCP
	 * has left open when it is done are aborted. Where the pool is being closed already,
	 * this does nothing.
	 */
	@Override
	public void close() {
		if (this.closing.compareAndSet(false, true)) {
			try {
				super.close();
			}
			finally {
				this.tracker.connections().abortLeft();
				closeWhatIsBeingMade();
			}
		}
	}

	// HikariCP leaves alone a pool that another thread is just making, as an optional one
	// whose server does not answer
	private void closeWhatIsBeingMade() {
		if (this.physicalDataSource != null && getHikariPoolMXBean() == null) {
			Thread thread = new Thread(this::closeWhenMade, "pool-close-" + getPoolName());
			thread.setDaemon(true);
			thread.start();
		}
	}

	private void closeWhenMade() {
		HikariPoolMXBean made;
		// HikariCP makes the pool under this lock
		synchronized (this) {
			made = getHikariPoolMXBean();
		}
		if (made instanceof HikariPool late) {
			try {
				late.shutdown();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

	// HikariCP does this last before it starts the pool
	@Override
	public void validate() {
		if (LogFactory.getLog(HikariConfig.class).isDebugEnabled()) {
			validateWithoutSecrets();
		}
		else {
			super.validate();
		}
		DataSource configured = super.getDataSource();
		DataSource driver = (configured != null) ? configured : createDriverDataSource();
		this.physicalDataSource = (driver != null)
				? new PhysicalDataSource(driver, this.tracker, this.busyTime, this, this.limits) : null;
	}

	// HikariCP logs the configuration here, with the values of the driver's properties
	// and some credentials of a URL
	private void validateWithoutSecrets() {
		String url = getJdbcUrl();
		Properties properties = getDataSourceProperties();
		// A copy of the pool has the same, and reads them under this lock
		synchronized (properties) {
			Map<Object, Object> values = Map.copyOf(properties);
			try {
				if (url != null) {
					setJdbcUrl(Secrets.of(this).redact(url));
				}
				properties.replaceAll((name, value) -> "<masked>");
				super.validate();
			}
			finally {
				if (url != null) {
					setJdbcUrl(url);
				}
				properties.putAll(values);
			}
		}
	}

	private @Nullable DataSource createDriverDataSource() {
		try {
			return DriverDataSources.create(this, this.busyTime, this.limits);
		}
		catch (RuntimeException ex) {
			throw this.tracker.redact(ex);
		}
	}

	/**
	 * What HikariCP shows the exceptions of connections to: the override that was set,
	 * and what explains writes through read-only connections.
	 */
	@Override
	public SQLExceptionOverride getExceptionOverride() {
		return new ReadOnlyViolations(this.tracker, super.getExceptionOverride());
	}

	/**
	 * Where HikariCP gets its connections from. From the start of the pool on, that is a
	 * data source made here, as HikariCP would make it, so that the opening of
	 * connections is seen.
	 * @return the data source, {@code null} where none was set and the pool is not
	 * started
	 */
	@Override
	public @Nullable DataSource getDataSource() {
		return (this.physicalDataSource != null) ? this.physicalDataSource : super.getDataSource();
	}

}
