package io.github.poolstarter.tracking;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.github.poolstarter.PoolExhaustedException;
import io.github.poolstarter.database.Secrets;
import io.github.poolstarter.pool.BorrowStats;
import io.github.poolstarter.pool.HeldConnection;
import io.github.poolstarter.pool.History;
import io.github.poolstarter.pool.HistorySample;
import io.github.poolstarter.pool.PoolState;
import org.jspecify.annotations.Nullable;

/**
 * Knows what happens in one pool: its physical connections and who has them, its latest
 * borrows, what they add up to, and its history. Safe for use by several threads.
 */
public final class PoolTracker {

	private static final int MOST_WALKS = 10;

	private final String pool;

	private final @Nullable String replica;

	private final List<PoolTracker> replicas = new CopyOnWriteArrayList<>();

	private volatile @Nullable PoolTracker beside;

	private final boolean readOnly;

	private final boolean noteWrites;

	private final CallSiteRegistry callSites;

	private final History history;

	private final PhysicalConnections connections;

	private final LostConnections lost = new LostConnections();

	private final CallSiteSampler sampler = new CallSiteSampler();

	private final BorrowRecords records;

	private final AtomicInteger disturbances = new AtomicInteger();

	private volatile @Nullable TrackedHikariDataSource dataSource;

	/**
	 * Create a tracker of a pool whose threads' writes are not noted.
	 * @param readOnly whether the pool's connections are to stay read-only
	 * @param history takes what is known of each second
	 */
	public PoolTracker(String pool, boolean readOnly, CallSiteRegistry callSites, History history) {
		this(pool, null, readOnly, false, callSites, history);
	}

	/**
	 * Create a tracker.
	 * @param replica the name of the pool's replica whose connections it tracks,
	 * {@code null} for the pool's own
	 */
	PoolTracker(String pool, @Nullable String replica, boolean readOnly, boolean noteWrites, CallSiteRegistry callSites,
			History history) {
		this.pool = pool;
		this.replica = replica;
		this.readOnly = readOnly;
		this.noteWrites = noteWrites && !readOnly;
		this.callSites = callSites;
		this.history = history;
		this.connections = new PhysicalConnections(pool);
		this.records = new BorrowRecords(this.connections, this::held, new BorrowTally(callSites::nameOf));
		// A class that a stack overflow keeps from being initialized is lost for good
		callSites.stack().find();
	}

	/**
	 * The name of the pool that a connection belongs to.
	 * @return the name, {@code null} if the connection is of no tracked pool
	 */
	public static @Nullable String poolOf(Connection connection) {
		try {
			return (connection.isWrapperFor(PhysicalConnection.class))
					? connection.unwrap(PhysicalConnection.class).tracker().pool() : null;
		}
		catch (SQLException ex) {
			return null;
		}
	}

	public String pool() {
		return this.pool;
	}

	/**
	 * The name of the replica whose connections are tracked.
	 * @return the name, {@code null} for the pool's own connections
	 */
	public @Nullable String replica() {
		return this.replica;
	}

	/**
	 * The trackers of the pool's replicas.
	 * @return the trackers, in the order of the configuration
	 */
	public List<PoolTracker> replicas() {
		return List.copyOf(this.replicas);
	}

	void add(PoolTracker replica) {
		this.replicas.add(replica);
	}

	/**
	 * The tracker of the connections that stand beside the pool, {@code null} for none.
	 */
	public @Nullable PoolTracker beside() {
		return this.beside;
	}

	void beside(PoolTracker beside) {
		this.beside = beside;
	}

	public History history() {
		return this.history;
	}

	boolean isReadOnly() {
		return this.readOnly;
	}

	boolean notesWrites() {
		return this.noteWrites;
	}

	public String nameOf(int callSite) {
		return this.callSites.nameOf(callSite);
	}

	/**
	 * How often something happened that can keep a borrower, though the connection that
	 * it gets was idle.
	 */
	int disturbances() {
		return this.disturbances.get();
	}

	void disturbed() {
		this.disturbances.incrementAndGet();
	}

	/**
	 * Find the call-site of a borrow that nothing names.
	 * @return the call-site, {@code null} where it is not looked for
	 */
	@Nullable CallSite sampleCallSite() {
		return (this.sampler.next()) ? this.callSites.get(findCallSite()) : null;
	}

	/**
	 * Find the call-site of the current thread by walking its stack.
	 */
	String findCallSite() {
		return this.callSites.stack().find();
	}

	/**
	 * Take the pool's secrets out of what a driver says.
	 */
	String redact(String text) {
		HikariConfig config = this.dataSource;
		return (config != null) ? Secrets.of(config).redact(text) : text;
	}

	SQLException redact(SQLException failure) {
		HikariConfig config = this.dataSource;
		return (config != null) ? Secrets.of(config).redact(failure) : failure;
	}

	RuntimeException redact(RuntimeException failure) {
		HikariConfig config = this.dataSource;
		return (config != null) ? Secrets.of(config).redact(failure) : failure;
	}

	PhysicalConnections connections() {
		return this.connections;
	}

	BorrowRecords records() {
		return this.records;
	}

	LostConnections lost() {
		return this.lost;
	}

	void closed(PhysicalConnection connection) {
		// In this order: who asks for figures meanwhile would miss its last borrows
		this.records.close(connection);
		this.connections.closed(connection);
	}

	/**
	 * Why connections can't be opened at present.
	 * @return what went wrong with the attempt that was made last, {@code null} if a
	 * connection was opened and set up since, or nothing went wrong
	 */
	public @Nullable ConnectFailure connectFailure() {
		return this.connections.connectFailure();
	}

	/**
	 * Enter a borrow that got no connection.
	 */
	SQLException withoutConnection(HikariDataSource dataSource, SQLException failure, BorrowContext context,
			CallSite site, long arrivalNanos, int flags) {
		BorrowRecords.reserve();
		long now = System.nanoTime();
		CallSite named = (site == CallSiteRegistry.UNKNOWN && !context.isInternal())
				? this.callSites.get(findCallSite()) : site;
		boolean exhausted = isExhausted(dataSource);
		int reason = FailedBorrow.reason(dataSource, failure, exhausted);
		int allFlags = flags | reason | Borrow.depthFlags(context.depth(this)) | Borrow.UNMEASURED;
		long[] borrow = { arrivalNanos, now, now, 0, Borrow.tag(named.id(), context.threadHash(), allFlags) };
		this.records.enter(borrow);
		return (reason == Borrow.TIMED_OUT && failure instanceof SQLTransientConnectionException timeout)
				? new PoolExhaustedException(this.pool, this.replica, dataSource.getMaximumPoolSize(),
						Duration.ofNanos(now - arrivalNanos),
						dataSource.getHikariPoolMXBean().getThreadsAwaitingConnection(),
						FailedBorrow.worst(ownHolders()), timeout)
				: failure;
	}

	// A connection that was given back a moment ago is on its way to the next who waits
	boolean isExhausted(HikariDataSource dataSource) {
		HikariPoolMXBean hikari = dataSource.getHikariPoolMXBean();
		int maximum = dataSource.getMaximumPoolSize();
		return hikari != null && (hikari.getActiveConnections() >= maximum
				|| (hikari.getTotalConnections() >= maximum && connectFailure() == null));
	}

	/**
	 * The connections that are out, those that the library has taken for itself among
	 * them, and those that HikariCP lends and nobody has.
	 * @return the connections, oldest hold first
	 */
	public List<HeldConnection> held() {
		return Stream
			.concat(this.connections.stream().map(PhysicalConnection::held), this.lost.held(this.pool, this.replica))
			.filter(Objects::nonNull)
			.map(Objects::requireNonNull)
			.sorted(Comparator.comparingLong(HeldConnection::heldNanos).reversed())
			.toList();
	}

	void pool(TrackedHikariDataSource dataSource) {
		this.dataSource = dataSource;
	}

	/**
	 * The connections that the application has in place of the pool's own: those of its
	 * replicas, and those that were opened beside it.
	 * @return the connections, oldest hold first
	 */
	public List<HeldConnection> heldInstead() {
		PoolTracker beside = this.beside;
		if (this.replicas.isEmpty() && beside == null) {
			return List.of();
		}
		return Stream.concat(this.replicas.stream(), Stream.ofNullable(beside))
			.flatMap((tracker) -> tracker.held().stream())
			.filter((connection) -> !connection.internal())
			.sorted(Comparator.comparingLong(HeldConnection::heldNanos).reversed())
			.toList();
	}

	/**
	 * The connections that are out and not the library's own, the replicas' among them.
	 * Those taken by work without a name have the method that their thread is in now for
	 * a call-site; to find it stops the thread for a moment, and so it is done for the
	 * oldest few only.
	 * @return the connections, oldest hold first
	 */
	public List<HeldConnection> holders() {
		if (this.replicas.isEmpty()) {
			return ownHolders();
		}
		return Stream.concat(Stream.of(this), this.replicas.stream())
			.flatMap((tracker) -> tracker.ownHolders().stream())
			.sorted(Comparator.comparingLong(HeldConnection::heldNanos).reversed())
			.toList();
	}

	private List<HeldConnection> ownHolders() {
		AtomicInteger walks = new AtomicInteger();
		return held().stream()
			.filter((connection) -> !connection.internal())
			.map((connection) -> connection.named(() -> (walks.getAndIncrement() < MOST_WALKS)
					? this.callSites.stack().of(connection.thread()) : HeldConnection.UNKNOWN))
			.toList();
	}

	/**
	 * What the borrows add up to since the start or the last reset, those that ended just
	 * now among them.
	 */
	public BorrowStats stats() {
		return this.records.stats();
	}

	/**
	 * The latest borrows, at most 32,768 of them.
	 * @return a copy, in about the order in which they ended
	 */
	public List<Borrow> borrows() {
		return this.records.latest();
	}

	/**
	 * Begin the statistics anew, also those of the replicas. The latest borrows and the
	 * history are kept.
	 */
	public void reset() {
		this.replicas.forEach(PoolTracker::reset);
		this.records.reset();
	}

	/**
	 * Begin the statistics, and the interval whose end is entered next. The borrows until
	 * now are in neither; the connections that were opened count.
	 */
	public void begin() {
		this.replicas.forEach(PoolTracker::begin);
		this.records.begin();
	}

	/**
	 * End an interval, and enter it in the history.
	 * @param endMillis the end, in milliseconds since the epoch
	 */
	public HistorySample sample(PoolState state, long endMillis, int seconds) {
		this.replicas.forEach(PoolTracker::collect);
		HistorySample sample = this.records.endInterval(state, endMillis, seconds);
		lookForLost();
		this.history.add(sample);
		return sample;
	}

	// A replica's tracker has no history, but its buffers are not to fill up
	private void collect() {
		this.records.collect();
		lookForLost();
	}

	private void lookForLost() {
		TrackedHikariDataSource dataSource = this.dataSource;
		HikariPoolMXBean hikari = (dataSource != null) ? dataSource.getHikariPoolMXBean() : null;
		if (hikari != null) {
			this.lost.look(hikari, this.connections::inUse);
		}
	}

	/**
	 * Why connections can't be opened. Immutable.
	 *
	 * @param nanos when the last attempt failed, a reading of {@link System#nanoTime()}
	 * @param cause what went wrong
	 */
	public record ConnectFailure(long nanos, Exception cause) {

	}

}
