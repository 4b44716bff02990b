package io.github.poolstarter.tracking;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.github.poolstarter.PoolExhaustedException;
import io.github.poolstarter.PoolRejectedException;
import io.github.poolstarter.database.Secrets;
import io.github.poolstarter.pool.BorrowStats;
import io.github.poolstarter.pool.HeldConnection;
import io.github.poolstarter.pool.History;
import io.github.poolstarter.pool.HistorySample;
import io.github.poolstarter.pool.PoolState;
import org.jspecify.annotations.Nullable;

/**
 * Knows what happens in one pool: its physical connections and who has them, its latest
 * borrows, what they add up to, and its history.
 * <p>
 * Borrowers write into the buffer of their own {@link RecordedConnection}. The buffers
 * are emptied here, under a lock: once a second, when somebody asks for figures, and by a
 * borrower whose buffer is getting full, who does not wait for the lock unless it is.
 * Safe for use by several threads.
 */
public final class PoolTracker {

	private static final long SAMPLE_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	// So much of the time without samples may be made up for
	private static final long SAMPLE_BURST_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final int WORST_HOLDERS = 3;

	private static final int MOST_WALKS = 10;

	private static final int LOOKS = 3;

	// Frames that are reserved for what must not be interrupted
	private static final int STACK = 32;

	// More than this of one interval are not looked at for the peak
	private static final int PEAK_BORROWS = 4096;

	private final String pool;

	private final @Nullable String replica;

	private final List<PoolTracker> replicas = new CopyOnWriteArrayList<>();

	private volatile @Nullable PoolTracker beside;

	private final boolean readOnly;

	private final boolean noteWrites;

	private final CallSiteRegistry callSites;

	private final History history;

	private final List<PhysicalConnection> connections = new CopyOnWriteArrayList<>();

	private final OpenConnections open;

	private final AtomicInteger disturbances = new AtomicInteger();

	private final AtomicLong nextSampleNanos = new AtomicLong(System.nanoTime() - SAMPLE_BURST_NANOS);

	private final AtomicLong created = new AtomicLong();

	private final AtomicLong closed = new AtomicLong();

	private final AtomicLong failed = new AtomicLong();

	private volatile @Nullable ConnectFailure connectFailure;

	private volatile @Nullable ConnectFailure latestFailure;

	private volatile @Nullable TrackedHikariDataSource dataSource;

	private volatile List<LostConnection> lost = List.of();

	// Who was interrupted by an error while HikariCP may have had a connection for it
	private volatile @Nullable LostConnection interrupted;

	// Guards all that follows, and the read positions of the connections' buffers. The
	// virtual machine releases a monitor whatever happens, a stack overflow included
	private final Object lock = new Object();

	// Whether somebody is emptying buffers, whom borrowers don't wait for
	private volatile boolean draining;

	private final BorrowLog log = new BorrowLog();

	private final RecordedConnection.Sink sink = this::enter;

	private final BorrowTally tally;

	private ConnectionCounts countsAtReset = ConnectionCounts.NONE;

	private ConnectionCounts countsAtSample = ConnectionCounts.NONE;

	private long peaksLookedAt;

	private int peakActive;

	private int intervalPeak;

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
		this.open = new OpenConnections(pool);
		this.tally = new BorrowTally(callSites::nameOf);
		// A class that a stack overflow keeps from being initialized is lost for good
		LostConnection.byNobody(System.nanoTime());
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

	/**
	 * The name of the pool.
	 */
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

	public @Nullable PoolTracker beside() {
		return this.beside;
	}

	void beside(PoolTracker beside) {
		this.beside = beside;
	}

	/**
	 * What was known of each second, and of longer intervals.
	 */
	public History history() {
		return this.history;
	}

	boolean isReadOnly() {
		return this.readOnly;
	}

	boolean notesWrites() {
		return this.noteWrites;
	}

	/**
	 * The name of a call-site.
	 */
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
	 * Find the call-site of a borrow that nothing names, if it is time for that: stacks
	 * are walked a hundred times a second and pool on average at most. What has not been
	 * used may be used up at once, so that few borrows are named all; of many, chance
	 * decides, or work that always comes just after other work would never be seen.
	 * @return the call-site, {@code null} where it is not looked for
	 */
	@Nullable CallSite sampleCallSite() {
		long now = System.nanoTime();
		long next = this.nextSampleNanos.get();
		long unused = now - next;
		if (unused < 0 || (unused < SAMPLE_BURST_NANOS / 2 && ThreadLocalRandom.current().nextBoolean())) {
			return null;
		}
		long from = (unused > SAMPLE_BURST_NANOS) ? now - SAMPLE_BURST_NANOS : next;
		if (!this.nextSampleNanos.compareAndSet(next, from + SAMPLE_INTERVAL_NANOS)) {
			return null;
		}
		return this.callSites.get(findCallSite());
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

	/**
	 * Take the pool's secrets out of what a driver throws.
	 */
	SQLException redact(SQLException failure) {
		HikariConfig config = this.dataSource;
		return (config != null) ? Secrets.of(config).redact(failure) : failure;
	}

	/**
	 * Take the pool's secrets out of what a driver throws.
	 */
	RuntimeException redact(RuntimeException failure) {
		HikariConfig config = this.dataSource;
		return (config != null) ? Secrets.of(config).redact(failure) : failure;
	}

	void opened(PhysicalConnection connection) {
		this.created.incrementAndGet();
		this.connections.add(connection);
		this.open.add(connection);
	}

	void failedToOpen(Exception failure) {
		this.failed.incrementAndGet();
		ConnectFailure latest = new ConnectFailure(System.nanoTime(), failure);
		this.latestFailure = latest;
		this.connectFailure = latest;
	}

	/**
	 * Whether an attempt to open a connection has failed since a time, whatever came of
	 * the next.
	 */
	boolean failedToOpenSince(long nanos) {
		ConnectFailure failure = this.latestFailure;
		return failure != null && failure.nanos() - nanos > 0;
	}

	void closed(PhysicalConnection connection) {
		if (!this.connections.remove(connection)) {
			return;
		}
		this.closed.incrementAndGet();
		synchronized (this.lock) {
			connection.takenAway();
			connection.drain(this.sink);
		}
	}

	/**
	 * Note that the driver has closed a connection.
	 */
	void ended(PhysicalConnection connection) {
		this.open.remove(connection);
	}

	/**
	 * Abort the connections that are still open, after the pool was closed.
	 */
	void abortLeft() {
		this.open.abort();
	}

	/**
	 * Why connections can't be opened at present.
	 * @return what went wrong with the attempt that was made last, {@code null} if a
	 * connection was opened and set up since, or nothing went wrong
	 */
	public @Nullable ConnectFailure connectFailure() {
		ConnectFailure failure = this.connectFailure;
		if (failure != null
				&& this.connections.stream().anyMatch((connection) -> connection.provesSince(failure.nanos()))) {
			this.connectFailure = null;
			return null;
		}
		return failure;
	}

	/**
	 * Empty the buffer of a connection, which is full.
	 */
	void log(RecordedConnection connection) {
		reserve(STACK, 1, 2, 3);
		synchronized (this.lock) {
			connection.drain(this.sink);
		}
	}

	/**
	 * Empty the buffer of a connection, unless somebody else is at it, or there is not
	 * enough stack.
	 */
	void tryLog(RecordedConnection connection) {
		if (this.draining) {
			return;
		}
		try {
			reserve(STACK, 1, 2, 3);
		}
		catch (StackOverflowError ex) {
			return;
		}
		synchronized (this.lock) {
			this.draining = true;
			try {
				connection.drain(this.sink);
			}
			finally {
				this.draining = false;
			}
		}
	}

	// Overflows before anything is changed, where what comes next might overflow halfway.
	// What it adds up keeps the compiler from making next to nothing of it
	private static long reserve(int frames, long a, long b, long c) {
		return (frames == 0) ? a : reserve(frames - 1, b, c, a) + a + b + c;
	}

	// Both at once, by the borrower: what it has just written is in the cache of its
	// processor, and another's would have to fetch it
	private void enter(long[] longs, int from, int to) {
		this.log.add(longs, from, to);
		this.tally.add(longs, from, to);
	}

	/**
	 * Enter a borrow that got no connection.
	 */
	SQLException withoutConnection(HikariDataSource dataSource, SQLException failure, BorrowContext context,
			CallSite site, long arrivalNanos, int flags) {
		reserve(STACK, 1, 2, 3);
		long now = System.nanoTime();
		CallSite named = (site == CallSiteRegistry.UNKNOWN && !context.isInternal())
				? this.callSites.get(findCallSite()) : site;
		boolean exhausted = isExhausted(dataSource);
		int reason = reason(dataSource, failure, exhausted);
		int allFlags = flags | reason | Borrow.depthFlags(context.depth(this)) | Borrow.UNMEASURED;
		long[] borrow = { arrivalNanos, now, now, 0, Borrow.tag(named.id(), context.threadHash(), allFlags) };
		synchronized (this.lock) {
			enter(borrow, 0, borrow.length);
		}
		return (reason == Borrow.TIMED_OUT && failure instanceof SQLTransientConnectionException timeout)
				? new PoolExhaustedException(this.pool, this.replica, dataSource.getMaximumPoolSize(),
						Duration.ofNanos(now - arrivalNanos),
						dataSource.getHikariPoolMXBean().getThreadsAwaitingConnection(), worstHolders(), timeout)
				: failure;
	}

	// A connection that was given back a moment ago is on its way to the next who waits
	boolean isExhausted(HikariDataSource dataSource) {
		HikariPoolMXBean hikari = dataSource.getHikariPoolMXBean();
		int maximum = dataSource.getMaximumPoolSize();
		return hikari != null && (hikari.getActiveConnections() >= maximum
				|| (hikari.getTotalConnections() >= maximum && connectFailure() == null));
	}

	private static int reason(HikariDataSource dataSource, SQLException failure, boolean exhausted) {
		if (dataSource.isClosed() || failure instanceof PoolRejectedException) {
			return Borrow.REJECTED;
		}
		if (failure.getCause() instanceof InterruptedException) {
			return Borrow.INTERRUPTED;
		}
		if (failure instanceof SQLTransientConnectionException) {
			return (exhausted) ? Borrow.TIMED_OUT : Borrow.TIMED_OUT | Borrow.UNREACHABLE;
		}
		// The pool is suspended, or could not be started
		return Borrow.REJECTED;
	}

	private List<PoolExhaustedException.Holder> worstHolders() {
		Map<String, List<HeldConnection>> bySite = new LinkedHashMap<>();
		for (HeldConnection connection : ownHolders()) {
			bySite.computeIfAbsent(connection.callSite(), (site) -> new ArrayList<>()).add(connection);
		}
		List<PoolExhaustedException.Holder> holders = new ArrayList<>();
		bySite.forEach((site, connections) -> holders.add(new PoolExhaustedException.Holder(site, connections.size(),
				Duration.ofNanos(connections.stream().mapToLong(HeldConnection::heldNanos).max().orElse(0)))));
		holders.sort(Comparator.comparingInt(PoolExhaustedException.Holder::connections)
			.thenComparing(PoolExhaustedException.Holder::oldest)
			.reversed());
		return holders.stream().limit(WORST_HOLDERS).toList();
	}

	/**
	 * The connections that are out, those that the library has taken for itself among
	 * them, and those that HikariCP lends and nobody has.
	 * @return the connections, oldest hold first
	 */
	public List<HeldConnection> held() {
		return Stream
			.concat(this.connections.stream().map(PhysicalConnection::held),
					this.lost.stream().map((connection) -> connection.held(this.pool, this.replica)))
			.filter(Objects::nonNull)
			.map(Objects::requireNonNull)
			.sorted(Comparator.comparingLong(HeldConnection::heldNanos).reversed())
			.toList();
	}

	/**
	 * Note which pool this is the tracker of.
	 */
	void pool(TrackedHikariDataSource dataSource) {
		this.dataSource = dataSource;
	}

	/**
	 * Note that an error has interrupted a borrow: HikariCP may have lost a connection
	 * over it.
	 */
	void interrupted(BorrowContext context, CallSite site) {
		this.interrupted = new LostConnection(site.name(), context.thread(), System.nanoTime());
	}

	// HikariCP alone knows that it lends a connection which nobody has, but not which. As
	// it is asked in the middle of all that goes on, the least of a few answers counts
	private void lookForLost() {
		TrackedHikariDataSource dataSource = this.dataSource;
		HikariPoolMXBean hikari = (dataSource != null) ? dataSource.getHikariPoolMXBean() : null;
		if (hikari == null) {
			return;
		}
		int missing = Integer.MAX_VALUE;
		for (int i = 0; i < LOOKS && missing > 0; i++) {
			missing = Math.min(missing, Math.max(0, hikari.getActiveConnections() - inUse()));
		}
		if (missing != this.lost.size()) {
			List<LostConnection> lost = new ArrayList<>(this.lost.subList(0, Math.min(missing, this.lost.size())));
			while (lost.size() < missing) {
				LostConnection interrupted = this.interrupted;
				lost.add((interrupted != null) ? interrupted : LostConnection.byNobody(System.nanoTime()));
			}
			this.lost = List.copyOf(lost);
		}
		this.interrupted = null;
	}

	private int inUse() {
		int inUse = 0;
		for (PhysicalConnection connection : this.connections) {
			if (connection.isOut() || connection.isBeingValidated()) {
				inUse++;
			}
		}
		return inUse;
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
		synchronized (this.lock) {
			drain();
			return this.tally.stats(counts().minus(this.countsAtReset), this.peakActive);
		}
	}

	/**
	 * The latest borrows, at most 32,768 of them.
	 * @return a copy, in about the order in which they ended
	 */
	public List<Borrow> borrows() {
		long[] packed;
		synchronized (this.lock) {
			drain();
			packed = this.log.packed();
		}
		// Takes ten times as long as to copy them, and borrowers may wait for the lock
		return BorrowLog.unpack(packed);
	}

	/**
	 * Begin the statistics anew, also those of the replicas. The latest borrows and the
	 * history are kept.
	 */
	public void reset() {
		this.replicas.forEach(PoolTracker::reset);
		synchronized (this.lock) {
			drain();
			this.tally.reset();
			this.countsAtReset = counts();
			this.peakActive = 0;
		}
	}

	/**
	 * Begin the statistics, and the interval whose end is entered next. The borrows until
	 * now are in neither; the connections that were opened count.
	 */
	public void begin() {
		this.replicas.forEach(PoolTracker::begin);
		synchronized (this.lock) {
			drain();
			this.tally.reset();
			this.tally.endInterval();
			this.countsAtSample = counts();
			this.peakActive = 0;
			this.intervalPeak = 0;
		}
	}

	/**
	 * End an interval, and enter it in the history.
	 * @param endMillis the end, in milliseconds since the epoch
	 */
	public HistorySample sample(PoolState state, long endMillis, int seconds) {
		this.replicas.forEach(PoolTracker::collect);
		synchronized (this.lock) {
			drain();
			lookForLost();
			ConnectionCounts counts = counts();
			ConnectionCounts ofInterval = counts.minus(this.countsAtSample);
			this.countsAtSample = counts;
			BorrowTally.Sums sums = this.tally.endInterval();
			int peak = Math.max(this.intervalPeak, state.active());
			this.intervalPeak = 0;
			this.peakActive = Math.max(this.peakActive, peak);
			HistorySample sample = new HistorySample(endMillis, seconds, state, peak, state.pending(),
					new HistorySample.Counts(sums.timeouts(), sums.rejected(), ofInterval.created(),
							ofInterval.closed(), ofInterval.failed(), sums.nested()),
					sums.acquire().snapshot(), sums.hold().snapshot(), sums.busyNanos(), sums.measuredNanos());
			this.history.add(sample);
			return sample;
		}
	}

	// A replica's tracker has no history, but its buffers are not to fill up
	private void collect() {
		synchronized (this.lock) {
			drain();
			lookForLost();
		}
	}

	private ConnectionCounts counts() {
		return new ConnectionCounts(this.created.get(), this.closed.get(), this.failed.get());
	}

	private void drain() {
		this.draining = true;
		try {
			this.connections.forEach((connection) -> connection.drain(this.sink));
			this.tally.roll();
			int peak = peak();
			this.intervalPeak = Math.max(this.intervalPeak, peak);
			this.peakActive = Math.max(this.peakActive, peak);
		}
		finally {
			this.draining = false;
		}
	}

	// Of the borrows that were entered since the last time, and of those under way
	private int peak() {
		Concurrency concurrency = new Concurrency();
		long from = Math.max(this.peaksLookedAt, this.log.added() - PEAK_BORROWS);
		this.log.forEachSince(from, (longs, at) -> {
			if ((Borrow.flagsOf(longs[at + Borrow.TAG]) & (Borrow.WITHOUT_CONNECTION | Borrow.INTERNAL)) == 0) {
				concurrency.add(longs[at + Borrow.GRANT], longs[at + Borrow.RELEASE]);
			}
		});
		this.peaksLookedAt = this.log.added();
		held().stream()
			.filter((connection) -> !connection.internal())
			.forEach((connection) -> concurrency.add(connection.grantNanos(),
					connection.grantNanos() + connection.heldNanos()));
		return concurrency.peak();
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
