package io.github.poolstarter.tracking;

import org.jspecify.annotations.Nullable;

/**
 * One taking of a connection, from the call that asked for it until its release; or, with
 * {@link #timedOut()}, {@link #rejected()} or {@link #interrupted()}, the call that got
 * none. Immutable.
 * <p>
 * All times are readings of {@link System#nanoTime()}. A borrow that found a connection
 * idle has the same arrival and grant: it did not wait, and the reading of a clock costs
 * more than what lies between the two.
 *
 * @param arrivalNanos when the connection was asked for
 * @param grantNanos when it was granted; when the wait ended, if none was
 * @param releaseNanos when it was given back, after all that HikariCP resets on it; the
 * same as the grant if there was none
 * @param busyNanos the time of the hold in which the connection worked, {@code null}
 * where that was not measured
 * @param callSite the number of the call-site
 * @param threadHash 32 bits that tell threads apart, most likely
 * @param flags what else there is to know, see the methods
 */
public record Borrow(long arrivalNanos, long grantNanos, long releaseNanos, @Nullable Long busyNanos, int callSite,
		int threadHash, int flags) {

	static final int TIMED_OUT = 1;

	static final int REJECTED = 1 << 1;

	static final int INTERRUPTED = 1 << 2;

	static final int VALIDATED = 1 << 3;

	static final int CREATED = 1 << 4;

	static final int UNREACHABLE = 1 << 5;

	static final int SAMPLED = 1 << 6;

	static final int INTERNAL = 1 << 7;

	static final int UNMEASURED = 1 << 8;

	static final int WITHOUT_CONNECTION = TIMED_OUT | REJECTED | INTERRUPTED;

	private static final int DEPTH_SHIFT = 9;

	private static final int SOURCE_SHIFT = 12;

	private static final int THREE_BITS = 7;

	static final int SUSPENDED = 1 << 15;

	/**
	 * The longs that a packed borrow takes: arrival, grant, release, busy, and
	 * {@code call-site | thread | flags}.
	 */
	static final int LONGS = 5;

	static final int ARRIVAL = 0;

	static final int GRANT = 1;

	static final int RELEASE = 2;

	static final int BUSY = 3;

	static final int TAG = 4;

	/**
	 * Pack what is known when a connection is granted.
	 */
	static long tag(int callSite, int threadHash, int flags) {
		return ((long) callSite << 48) | ((threadHash & 0xFFFF_FFFFL) << 16) | (flags & 0xFFFFL);
	}

	static int callSiteOf(long tag) {
		return (int) (tag >>> 48);
	}

	static int flagsOf(long tag) {
		return (int) (tag & 0xFFFF);
	}

	static int depthOf(int flags) {
		return (flags >>> DEPTH_SHIFT) & THREE_BITS;
	}

	static int sourceOf(int flags) {
		return (flags >>> SOURCE_SHIFT) & THREE_BITS;
	}

	static int depthFlags(int depth) {
		return Math.min(depth, THREE_BITS) << DEPTH_SHIFT;
	}

	static int sourceFlags(RouteSource source) {
		return source.ordinal() << SOURCE_SHIFT;
	}

	/**
	 * Read a packed borrow.
	 */
	static Borrow unpack(long[] longs, int at) {
		long tag = longs[at + TAG];
		int flags = flagsOf(tag);
		Long busy = ((flags & (UNMEASURED | WITHOUT_CONNECTION)) != 0) ? null : longs[at + BUSY];
		return new Borrow(longs[at + ARRIVAL], longs[at + GRANT], longs[at + RELEASE], busy, callSiteOf(tag),
				(int) (tag >>> 16), flags);
	}

	/**
	 * How long the borrower waited, whatever for.
	 * @return nanoseconds, 0 where a connection was idle
	 */
	public long waitNanos() {
		return this.grantNanos - this.arrivalNanos;
	}

	/**
	 * How long the connection was out.
	 * @return nanoseconds
	 */
	public long holdNanos() {
		return this.releaseNanos - this.grantNanos;
	}

	/**
	 * Whether the wait ended without a connection, by the pool's connection timeout.
	 */
	public boolean timedOut() {
		return has(TIMED_OUT);
	}

	/**
	 * Whether the borrow was refused: at once, or after a wait for a suspended pool.
	 */
	public boolean rejected() {
		return has(REJECTED);
	}

	/**
	 * Whether the borrower was interrupted while it waited.
	 */
	public boolean interrupted() {
		return has(INTERRUPTED);
	}

	/**
	 * Whether an idle connection was validated first, so that the wait was no queueing.
	 */
	public boolean validated() {
		return has(VALIDATED);
	}

	/**
	 * Whether the connection was opened while the borrower waited, so that the wait was
	 * no queueing.
	 */
	public boolean created() {
		return has(CREATED);
	}

	/**
	 * Whether the pool was suspended while the borrower waited, so that the wait was no
	 * queueing.
	 */
	public boolean suspended() {
		return has(SUSPENDED);
	}

	/**
	 * Whether the pool could not open a connection while the borrower waited, so that the
	 * wait was no queueing. The borrower may have got one in the end.
	 */
	public boolean unreachable() {
		return has(UNREACHABLE);
	}

	/**
	 * How many connections of the same pool the thread held already, also where it got no
	 * other.
	 * @return a number from 0 to 7, where 7 stands for more too
	 */
	public int depth() {
		return depthOf(this.flags);
	}

	/**
	 * Whether the thread held a connection of the same pool already.
	 */
	public boolean nested() {
		return depth() > 0;
	}

	private boolean has(int flag) {
		return (this.flags & flag) != 0;
	}

}
