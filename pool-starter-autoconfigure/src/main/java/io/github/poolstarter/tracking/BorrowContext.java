package io.github.poolstarter.tracking;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import javax.sql.DataSource;

import io.github.poolstarter.pool.HeldConnection;
import org.jspecify.annotations.Nullable;

/**
 * What there is to know of a thread when it takes a connection: the work that it does,
 * what decided on the pool, and the connections that it holds already. One object a
 * thread, found once a borrow: a thread-local variable for each of these would cost more
 * than the tracking itself. Used by its own thread only.
 * <p>
 * Connections are not taken off when they are closed, which may happen on another thread
 * or by way of a statement; closed ones are passed over and make room for new ones.
 */
public final class BorrowContext extends CacheLinePadding {

	private static final RouteSource[] SOURCES = RouteSource.values();

	// More than a cache line
	private static final int CAPACITY = 16;

	private static final ThreadLocal<BorrowContext> CURRENT = ThreadLocal.withInitial(BorrowContext::new);

	private final Thread thread = Thread.currentThread();

	private final int threadHash = mix(this.thread.getId());

	// The latest work, also after its end: the next is likely to be the same, and writing
	// a reference costs more than all else here, for the garbage collector has to know
	private @Nullable Work latestWork;

	private boolean working;

	private @Nullable Work transaction;

	// As a number, because writing a reference costs more
	private int source;

	private boolean internal;

	private @Nullable WriteMark writeMark;

	// The connections that were granted, and the number of each grant among those of its
	// connection
	private @Nullable RecordedConnection[] held = new RecordedConnection[CAPACITY];

	private long[] numbers = new long[CAPACITY];

	private int size;

	private BorrowContext() {
	}

	/**
	 * The context of the current thread.
	 */
	public static BorrowContext current() {
		return CURRENT.get();
	}

	// Thread ids count up; their lower bits alone would do for a hash, but not for
	// threads that come in blocks
	private static int mix(long id) {
		return (int) ((id * 0x9E3779B97F4A7C15L) >>> 32);
	}

	/**
	 * The work that the thread is doing.
	 * @return the innermost work, {@code null} where nobody said
	 */
	public @Nullable Work work() {
		return (this.working) ? this.latestWork : null;
	}

	/**
	 * Set the work that the thread is doing. Whoever does so sets it back when the work
	 * ends.
	 * @param work the work, {@code null} for none
	 */
	public void work(@Nullable Work work) {
		if (work != null && this.latestWork != work) {
			this.latestWork = work;
		}
		this.working = work != null;
	}

	/**
	 * The transaction of the thread.
	 * @return the transaction, {@code null} where there is none
	 */
	public @Nullable Work transaction() {
		return this.transaction;
	}

	/**
	 * Set the transaction of the thread.
	 * @param transaction the transaction, {@code null} for none
	 */
	public void transaction(@Nullable Work transaction) {
		this.transaction = transaction;
	}

	/**
	 * Say what decided on the pool of the next borrows, where that is not the work.
	 */
	public void source(RouteSource source) {
		this.source = source.ordinal();
	}

	/**
	 * What was said to decide on the pool of the next borrows.
	 */
	public RouteSource source() {
		return SOURCES[this.source];
	}

	/**
	 * When the thread has written, and those that share its mark.
	 */
	public WriteMark writeMark() {
		WriteMark mark = this.writeMark;
		if (mark == null) {
			mark = new WriteMark();
			this.writeMark = mark;
		}
		return mark;
	}

	/**
	 * Let the thread share the mark of another.
	 * @param mark the mark, {@code null} for one of its own
	 */
	public void writeMark(@Nullable WriteMark mark) {
		this.writeMark = mark;
	}

	/**
	 * Whether the thread, or one that shares its mark, has written not long ago.
	 * @param nanos how long ago it may be
	 */
	public boolean hasWrittenWithin(long nanos) {
		return this.writeMark != null && this.writeMark.writtenWithin(nanos);
	}

	/**
	 * Take a connection for the library's own use, as to check the health of a pool. It
	 * is in no statistics.
	 * @return a connection, to be closed by the caller
	 * @throws SQLException if there is none
	 */
	public static Connection borrowInternally(DataSource dataSource) throws SQLException {
		BorrowContext context = current();
		context.internal = true;
		try {
			return dataSource.getConnection();
		}
		finally {
			context.internal = false;
		}
	}

	/**
	 * Take a connection for the library's own use, and wait for longer than the pool's
	 * connection timeout.
	 * @return a connection, to be closed by the caller
	 * @throws SQLException if there is none
	 */
	public static Connection borrowInternally(TrackedHikariDataSource dataSource, WaitPolicy policy)
			throws SQLException {
		BorrowContext context = current();
		context.internal = true;
		try {
			return dataSource.getConnection(policy);
		}
		finally {
			context.internal = false;
		}
	}

	/**
	 * Where the borrows of the thread are attributed to: its work, else its transaction.
	 * @return the call-site, {@code null} where neither has one
	 */
	@Nullable CallSite callSite() {
		Work work = work();
		CallSite site = (work != null) ? work.callSite() : null;
		return (site == null && this.transaction != null) ? this.transaction.callSite() : site;
	}

	/**
	 * Where the borrows of the thread are attributed to, for pools that keep no record of
	 * each.
	 * @return the name of the call-site, {@code null} where neither its work nor its
	 * transaction has one
	 */
	public @Nullable String callSiteName() {
		CallSite site = callSite();
		return (site != null) ? site.name() : null;
	}

	/**
	 * What decided on the pool of a borrow.
	 */
	RouteSource source(String pool) {
		if (this.source != 0) {
			return source();
		}
		Work work = work();
		return (work != null) ? work.routeSource(pool) : RouteSource.NOT_ROUTED;
	}

	/**
	 * What led the thread to a pool, for people.
	 * @return what decided on it, {@code null} where neither the work nor the transaction
	 * of the thread is routed there
	 */
	@Nullable String reasonFor(String pool) {
		Work work = work();
		if (work != null && work.routeSource(pool) != RouteSource.NOT_ROUTED) {
			return work.reason();
		}
		Work transaction = this.transaction;
		return (transaction != null && transaction.routeSource(pool) != RouteSource.NOT_ROUTED) ? transaction.reason()
				: null;
	}

	boolean isInternal() {
		return this.internal;
	}

	Thread thread() {
		return this.thread;
	}

	int threadHash() {
		return this.threadHash;
	}

	/**
	 * Note a connection that was granted to the thread.
	 */
	int granted(RecordedConnection connection, long number) {
		int others = 0;
		if (this.size == 1 && this.held[0] == connection) {
			// The one that it had last: it must have given it back
			this.numbers[0] = number;
			return others;
		}
		if (this.size > 0) {
			others = depth(connection.tracker());
			if (this.size == this.held.length) {
				this.held = Arrays.copyOf(this.held, 2 * this.size);
				this.numbers = Arrays.copyOf(this.numbers, 2 * this.size);
			}
		}
		put(this.size++, connection, number);
		return others;
	}

	/**
	 * How many connections of a pool the thread holds.
	 */
	int depth(PoolTracker tracker) {
		removeReturned();
		int depth = 0;
		for (int i = 0; i < this.size; i++) {
			if (held(i).tracker() == tracker) {
				depth++;
			}
		}
		return depth;
	}

	private void removeReturned() {
		int open = 0;
		for (int i = 0; i < this.size; i++) {
			RecordedConnection connection = held(i);
			if (connection.isOut(this.numbers[i])) {
				put(open++, connection, this.numbers[i]);
			}
		}
		Arrays.fill(this.held, open, this.size, null);
		this.size = open;
	}

	private RecordedConnection held(int index) {
		return Objects.requireNonNull(this.held[index]);
	}

	private void put(int index, RecordedConnection connection, long number) {
		if (this.held[index] != connection) {
			this.held[index] = connection;
		}
		this.numbers[index] = number;
	}

	/**
	 * Whether the thread has taken a connection and not yet given it back, by whichever
	 * way and of whichever pool.
	 * @return whether it holds one; the library's own don't count
	 */
	public boolean isHolding() {
		removeReturned();
		for (int i = 0; i < this.size; i++) {
			if (held(i).isLent()) {
				return true;
			}
		}
		return false;
	}

	/**
	 * The connections that the thread has taken and not yet given back, by whichever way.
	 * @return what it holds, in the order in which it took them; empty when it holds
	 * nothing
	 */
	public List<HeldConnection> heldConnections() {
		removeReturned();
		if (this.size == 0) {
			return List.of();
		}
		List<HeldConnection> connections = new ArrayList<>(this.size);
		for (int i = 0; i < this.size; i++) {
			HeldConnection connection = held(i).held();
			if (connection != null && !connection.internal()) {
				connections.add(connection.named(held(i).tracker()::findCallSite));
			}
		}
		return connections;
	}

}
