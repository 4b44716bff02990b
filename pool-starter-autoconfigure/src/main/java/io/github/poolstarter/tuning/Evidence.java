package io.github.poolstarter.tuning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import io.github.poolstarter.tracking.Borrow;

/**
 * What is known of a pool's load: its borrows of a contiguous window, none left out, and
 * how the pool was set then. All that is said about the pool's size is a function of it.
 * Immutable.
 * <p>
 * A borrow is a <em>demand</em>: somebody arrives and wants a connection for a time. A
 * replay grants it anew, so recorded waits are no part of it: not those for a connection
 * to be validated or opened, for a database that was out of reach, or for a pool that was
 * suspended, and not those in the queue either. What counts is when somebody came, who,
 * and how long the hold was.
 * <p>
 * <strong>Whose hold isn't known.</strong> Who timed out, or was interrupted while
 * waiting, wanted a connection all the same. It is given the hold of another borrow of
 * its call-site, drawn at random by a fixed seed, or of any borrow if its call-site has
 * none. Who was refused at once is treated so if somebody was waiting at that moment,
 * because then the queue was full; else the pool was suspended or closed, which no size
 * of the pool would have changed, and the borrow is left out. So is who was kept while
 * the pool was suspended, and got nothing.
 * <p>
 * <strong>The window's edges.</strong> Borrows are recorded when they end. Who came
 * before the window and was not done at its beginning takes up a connection in a replay,
 * but its wait is in no percentile: those who came at the same time and were quicker are
 * not known. Who was not done at the window's end is missing.
 */
public final class Evidence {

	private static final Comparator<Borrow> BY_ARRIVAL = Comparator.comparingLong(Borrow::grantNanos)
		.thenComparingLong(Borrow::releaseNanos)
		.thenComparingInt(Borrow::callSite)
		.thenComparingInt(Borrow::threadHash)
		.thenComparingInt(Borrow::flags)
		.thenComparing(Borrow::busyNanos, Comparator.nullsFirst(Comparator.naturalOrder()));

	private static final long SEED = 0x706F6F6CL;

	private static final byte GRANTED = 1;

	private static final byte TIMED_OUT = 1 << 1;

	private static final byte UNQUEUED = 1 << 2;

	private static final byte OPENED = 1 << 3;

	private final PoolSettings settings;

	private final long windowNanos;

	private final int first;

	private final long[] arrival;

	private final long[] grant;

	private final long[] release;

	private final long[] hold;

	private final long[] busy;

	private final int[] callSite;

	private final int[] thread;

	private final byte[] depth;

	private final byte[] flags;

	private final int refused;

	private Evidence(List<Borrow> borrows, int refused, PoolSettings settings, long fromNanos, long toNanos) {
		int size = borrows.size();
		this.settings = settings;
		this.windowNanos = toNanos - fromNanos;
		this.refused = refused;
		this.arrival = new long[size];
		this.grant = new long[size];
		this.release = new long[size];
		this.hold = new long[size];
		this.busy = new long[size];
		this.callSite = new int[size];
		this.thread = new int[size];
		this.depth = new byte[size];
		this.flags = new byte[size];
		int early = 0;
		for (int i = 0; i < size; i++) {
			Borrow borrow = borrows.get(i);
			this.arrival[i] = borrow.arrivalNanos() - fromNanos;
			this.grant[i] = borrow.grantNanos() - fromNanos;
			this.release[i] = borrow.releaseNanos() - fromNanos;
			this.callSite[i] = borrow.callSite();
			this.thread[i] = borrow.threadHash();
			this.depth[i] = (byte) borrow.depth();
			this.flags[i] = flags(borrow);
			Long measured = borrow.busyNanos();
			this.hold[i] = borrow.holdNanos();
			this.busy[i] = (measured != null) ? Math.max(0, Math.min(measured, borrow.holdNanos())) : -1;
			early += (this.arrival[i] < 0) ? 1 : 0;
		}
		this.first = early;
		resample();
	}

	/**
	 * Take the borrows of a pool's log as evidence. Its window begins where the log is
	 * complete, with the end of the borrow that ended first, and ends with the last.
	 * @param borrows the borrows in any order
	 * @param settings how the pool was set
	 * @return the evidence
	 */
	public static Evidence of(List<Borrow> borrows, PoolSettings settings) {
		if (borrows.isEmpty()) {
			return of(borrows, settings, 0, 0);
		}
		long origin = borrows.get(0).releaseNanos();
		long from = origin + borrows.stream().mapToLong((borrow) -> borrow.releaseNanos() - origin).min().orElse(0);
		long to = origin + borrows.stream().mapToLong((borrow) -> borrow.releaseNanos() - origin).max().orElse(0);
		return of(borrows, settings, from, to);
	}

	/**
	 * Take the borrows of a window as evidence.
	 * @param borrows the borrows in any order; those that have nothing in the window are
	 * left out
	 * @param settings how the pool was set
	 * @param fromNanos the beginning of the window, a reading of
	 * {@link System#nanoTime()}. All borrows that ended from then until the window's end
	 * have to be there
	 * @param toNanos the end of the window
	 * @return the evidence
	 */
	public static Evidence of(List<Borrow> borrows, PoolSettings settings, long fromNanos, long toNanos) {
		if (toNanos - fromNanos < 0) {
			throw new IllegalArgumentException("The window must not end before it begins");
		}
		List<Borrow> inWindow = new ArrayList<>(borrows.size());
		for (Borrow borrow : borrows) {
			if (borrow.releaseNanos() - fromNanos >= 0 && borrow.arrivalNanos() - toNanos <= 0) {
				inWindow.add(borrow);
			}
		}
		// Differences, because readings of the clock may be of either sign
		inWindow.sort(Comparator.<Borrow>comparingLong((borrow) -> borrow.arrivalNanos() - fromNanos)
			.thenComparing(BY_ARRIVAL));
		List<Borrow> demand = demand(inWindow);
		return new Evidence(demand, inWindow.size() - demand.size(), settings, fromNanos, toNanos);
	}

	// Without those who were refused while nobody waited, or for a suspended pool
	private static List<Borrow> demand(List<Borrow> borrows) {
		List<Borrow> demand = new ArrayList<>(borrows.size());
		long waitingUntil = Long.MIN_VALUE;
		for (Borrow borrow : borrows) {
			if (isTurnedAway(borrow)) {
				continue;
			}
			if (!borrow.rejected()) {
				demand.add(borrow);
				if (isQueued(borrow)) {
					waitingUntil = (waitingUntil == Long.MIN_VALUE || borrow.grantNanos() - waitingUntil > 0)
							? borrow.grantNanos() : waitingUntil;
				}
			}
			else if (waitingUntil != Long.MIN_VALUE && borrow.arrivalNanos() - waitingUntil < 0) {
				demand.add(borrow);
			}
		}
		return demand;
	}

	private static boolean isTurnedAway(Borrow borrow) {
		return borrow.suspended() && (borrow.rejected() || borrow.interrupted());
	}

	private static boolean isQueued(Borrow borrow) {
		return borrow.waitNanos() > 0 && !isWaitForOther(borrow);
	}

	private static boolean isWaitForOther(Borrow borrow) {
		return borrow.validated() || borrow.created() || borrow.unreachable() || borrow.suspended();
	}

	private static byte flags(Borrow borrow) {
		boolean granted = !borrow.timedOut() && !borrow.rejected() && !borrow.interrupted();
		boolean exhausted = borrow.timedOut() && !borrow.unreachable();
		return (byte) (((granted) ? GRANTED : 0) | ((exhausted) ? TIMED_OUT : 0)
				| ((isWaitForOther(borrow)) ? UNQUEUED : 0) | ((borrow.created()) ? OPENED : 0));
	}

	private void resample() {
		Map<Integer, List<Integer>> donors = new HashMap<>();
		List<Integer> all = new ArrayList<>();
		for (int i = 0; i < size(); i++) {
			if (isGranted(i)) {
				all.add(i);
			}
		}
		if (all.isEmpty() || all.size() == size()) {
			return;
		}
		for (int donor : all) {
			donors.computeIfAbsent(this.callSite[donor], (site) -> new ArrayList<>()).add(donor);
		}
		SplittableRandom random = new SplittableRandom(SEED);
		for (int i = 0; i < size(); i++) {
			if (!isGranted(i)) {
				List<Integer> among = donors.getOrDefault(this.callSite[i], all);
				int donor = among.get(random.nextInt(among.size()));
				this.hold[i] = this.hold[donor];
				this.busy[i] = this.busy[donor];
			}
		}
	}

	/**
	 * How the pool was set.
	 * @return the settings
	 */
	public PoolSettings settings() {
		return this.settings;
	}

	/**
	 * The length of the window.
	 * @return nanoseconds
	 */
	public long windowNanos() {
		return this.windowNanos;
	}

	/**
	 * The number of borrowers, those who got no connection and those who came before the
	 * window among them.
	 * @return the number of arrivals in a replay
	 */
	public int size() {
		return this.arrival.length;
	}

	/**
	 * The number of borrowers who came within the window.
	 * @return the number of waits in a percentile
	 */
	public int arrivals() {
		return size() - this.first;
	}

	/**
	 * The number of borrowers that were refused while nobody waited, and are left out.
	 * @return the number
	 */
	public int leftOut() {
		return this.refused;
	}

	/**
	 * The index of the first borrower who came within the window.
	 * @return the index
	 */
	int first() {
		return this.first;
	}

	/**
	 * When a borrower came.
	 * @param index the index of the borrower, in the order in which they came
	 * @return nanoseconds since the beginning of the window, less than 0 before it
	 */
	long arrival(int index) {
		return this.arrival[index];
	}

	/**
	 * When a borrower got a connection or gave up.
	 * @param index the index of the borrower
	 * @return nanoseconds since the beginning of the window
	 */
	long grant(int index) {
		return this.grant[index];
	}

	/**
	 * When a borrower gave its connection back or, if it got none, gave up.
	 * @param index the index of the borrower
	 * @return nanoseconds since the beginning of the window
	 */
	long release(int index) {
		return this.release[index];
	}

	/**
	 * How long a borrower held its connection, or would have.
	 * @param index the index of the borrower
	 * @return nanoseconds
	 */
	long hold(int index) {
		return this.hold[index];
	}

	/**
	 * Whether it is known how long a borrower's connection worked.
	 * @param index the index of the borrower
	 * @return whether that was measured
	 */
	boolean isMeasured(int index) {
		return this.busy[index] >= 0;
	}

	/**
	 * How long a borrower's connection worked, or would have.
	 * @param index the index of the borrower
	 * @return nanoseconds, the hold where it was not measured
	 */
	long busy(int index) {
		return (isMeasured(index)) ? this.busy[index] : this.hold[index];
	}

	/**
	 * Where a borrower's code is.
	 * @param index the index of the borrower
	 * @return the number of the call-site
	 */
	int callSite(int index) {
		return this.callSite[index];
	}

	/**
	 * Which thread a borrower is.
	 * @param index the index of the borrower
	 * @return a hash of the thread
	 */
	int thread(int index) {
		return this.thread[index];
	}

	/**
	 * How many connections of the pool a borrower's thread held already.
	 * @param index the index of the borrower
	 * @return the number
	 */
	int depth(int index) {
		return this.depth[index];
	}

	/**
	 * Whether a borrower got a connection.
	 * @param index the index of the borrower
	 * @return whether the hold is its own
	 */
	boolean isGranted(int index) {
		return (this.flags[index] & GRANTED) != 0;
	}

	/**
	 * Whether a borrower timed out because all connections were in use.
	 * @param index the index of the borrower
	 * @return whether it timed out
	 */
	boolean isTimedOut(int index) {
		return (this.flags[index] & TIMED_OUT) != 0;
	}

	/**
	 * Whether a borrower waited, if at all, because others had the connections.
	 * @param index the index of the borrower
	 * @return whether its wait was no validation, no opening, no outage, and not because
	 * the pool was suspended
	 */
	boolean isQueueing(int index) {
		return (this.flags[index] & UNQUEUED) == 0;
	}

	/**
	 * Whether a borrower waited for a connection to be opened.
	 * @param index the index of the borrower
	 * @return whether its connection was new
	 */
	boolean isOpened(int index) {
		return (this.flags[index] & OPENED) != 0;
	}

}
