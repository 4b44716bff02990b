package io.github.poolstarter.tracking;

import java.util.List;
import java.util.function.Supplier;

import io.github.poolstarter.pool.BorrowStats;
import io.github.poolstarter.pool.HeldConnection;
import io.github.poolstarter.pool.HistorySample;
import io.github.poolstarter.pool.PoolState;

/**
 * The latest borrows of a pool, and what they add up to.
 * <p>
 * Borrowers write into the buffer of their own {@link RecordedConnection}. The buffers
 * are emptied here, under a lock: once a second, when somebody asks for figures, and by a
 * borrower whose buffer is getting full, who does not wait for the lock unless it is.
 */
final class BorrowRecords {

	// Frames that are reserved for what must not be interrupted
	private static final int STACK = 32;

	// More than this of one interval are not looked at for the peak
	private static final int PEAK_BORROWS = 4096;

	private final PhysicalConnections connections;

	private final Supplier<List<HeldConnection>> held;

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

	BorrowRecords(PhysicalConnections connections, Supplier<List<HeldConnection>> held, BorrowTally tally) {
		this.connections = connections;
		this.held = held;
		this.tally = tally;
	}

	/**
	 * Empty the buffer of a connection, which is full.
	 */
	void log(RecordedConnection connection) {
		reserve();
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
			reserve();
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

	static void reserve() {
		reserve(STACK, 1, 2, 3);
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
	 * Enters a borrow that got no connection.
	 */
	void enter(long[] borrow) {
		synchronized (this.lock) {
			enter(borrow, 0, borrow.length);
		}
	}

	/**
	 * Enters the last borrows of a connection that is closed.
	 */
	void close(PhysicalConnection connection) {
		synchronized (this.lock) {
			connection.takenAway();
			connection.drain(this.sink);
		}
	}

	BorrowStats stats() {
		synchronized (this.lock) {
			drain();
			return this.tally.stats(this.connections.counts().minus(this.countsAtReset), this.peakActive);
		}
	}

	List<Borrow> latest() {
		long[] packed;
		synchronized (this.lock) {
			drain();
			packed = this.log.packed();
		}
		// Takes ten times as long as to copy them, and borrowers may wait for the lock
		return BorrowLog.unpack(packed);
	}

	void reset() {
		synchronized (this.lock) {
			drain();
			this.tally.reset();
			this.countsAtReset = this.connections.counts();
			this.peakActive = 0;
		}
	}

	/**
	 * Begins the statistics, and the interval whose end is entered next.
	 */
	void begin() {
		synchronized (this.lock) {
			drain();
			this.tally.reset();
			this.tally.endInterval();
			this.countsAtSample = this.connections.counts();
			this.peakActive = 0;
			this.intervalPeak = 0;
		}
	}

	HistorySample endInterval(PoolState state, long endMillis, int seconds) {
		synchronized (this.lock) {
			drain();
			ConnectionCounts counts = this.connections.counts();
			ConnectionCounts ofInterval = counts.minus(this.countsAtSample);
			this.countsAtSample = counts;
			BorrowTally.Sums sums = this.tally.endInterval();
			int peak = Math.max(this.intervalPeak, state.active());
			this.intervalPeak = 0;
			this.peakActive = Math.max(this.peakActive, peak);
			return new HistorySample(endMillis, seconds, state, peak, state.pending(),
					new HistorySample.Counts(sums.timeouts(), sums.rejected(), ofInterval.created(),
							ofInterval.closed(), ofInterval.failed(), sums.nested()),
					sums.acquire().snapshot(), sums.hold().snapshot(), sums.busyNanos(), sums.measuredNanos());
		}
	}

	/**
	 * Empties the buffers of connections whose figures nobody asks for, so that they
	 * don't fill up.
	 */
	void collect() {
		synchronized (this.lock) {
			drain();
		}
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
		this.held.get()
			.stream()
			.filter((connection) -> !connection.internal())
			.forEach((connection) -> concurrency.add(connection.grantNanos(),
					connection.grantNanos() + connection.heldNanos()));
		return concurrency.peak();
	}

}
