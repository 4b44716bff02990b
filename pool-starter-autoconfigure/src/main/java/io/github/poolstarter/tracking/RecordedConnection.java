package io.github.poolstarter.tracking;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

import io.github.poolstarter.pool.HeldConnection;
import io.github.poolstarter.tracking.busy.BusyTime;
import org.jspecify.annotations.Nullable;

/**
 * A connection and the notebook of those who borrow it, one after another. There is one
 * for the life time of a connection, so that nothing has to be allocated, looked up or
 * locked for a borrow: its borrower writes into the connection's own buffer. Full buffers
 * are emptied into the pool's log, and so are all of them once a second.
 * <p>
 * The notebook is not an object beside the connection, which would have to be fetched for
 * each grant and each release. Used by its borrower; the buffer is emptied under the lock
 * of the pool's tracker, by any thread.
 */
abstract class RecordedConnection extends DelegatingConnection {

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
			BEGUN = lookup.findVarHandle(RecordedConnection.class, "begun", long.class);
			ENDED = lookup.findVarHandle(RecordedConnection.class, "ended", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final PoolTracker tracker;

	private final @Nullable BusyTime busy;

	private final long openedNanos = System.nanoTime();

	// Packed borrows. The one that is under way stands at begun - 1
	private final long[] buffer = new long[CAPACITY * Borrow.LONGS];

	// Borrows that were granted, and those whose release was noted: the same, or one less
	private long begun;

	private long ended;

	// Borrows that are in the pool's log. Written under the tracker's lock
	private volatile long logged;

	private @Nullable Thread thread;

	private Lease lease = new Lease();

	private long busyAtGrant;

	private long releasedNanos = this.openedNanos;

	private long validatedNanos = this.openedNanos;

	/**
	 * Create a connection that nobody has borrowed yet.
	 * @param busy the time in which it works, {@code null} if that is not measured
	 */
	RecordedConnection(Connection delegate, PoolTracker tracker, @Nullable BusyTime busy) {
		super(delegate);
		this.tracker = tracker;
		this.busy = busy;
	}

	final PoolTracker tracker() {
		return this.tracker;
	}

	/**
	 * Whether the connection was opened after a moment, and its set-up is over too.
	 */
	final boolean provesSince(long nanos) {
		return this.openedNanos - nanos > 0 && (wasGranted() || System.nanoTime() - this.openedNanos > SET_UP_NANOS);
	}

	/**
	 * Whether the connection lay idle, in working order, when somebody asked for one: who
	 * gets it has not waited.
	 */
	final boolean wasIdleAt(long arrivalNanos) {
		return this.releasedNanos - arrivalNanos < 0 && this.validatedNanos - arrivalNanos < 0;
	}

	/**
	 * Note that HikariCP has granted this connection to the current thread.
	 */
	void granted(BorrowContext context, CallSite site, Connection handedOut, long arrivalNanos, long grantNanos,
			int flags) {
		long number = this.begun;
		if (this.ended != number) {
			released(number, Math.max(arrivalNanos, this.buffer[indexOf(number - 1) + Borrow.GRANT]));
		}
		if (number - this.logged >= CAPACITY) {
			this.tracker.records().log(this);
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
		if (((int) number & MASK) == 0) {
			this.lease = new Lease();
		}
		this.lease.begin(number, handedOut);
		BEGUN.setRelease(this, number + 1);
	}

	private int causesOfWait(long arrivalNanos) {
		if (this.begun == 0 && this.openedNanos - arrivalNanos > 0) {
			return Borrow.CREATED;
		}
		// Not what was validated for another borrower, who had it in between
		boolean validated = this.validatedNanos - arrivalNanos > 0 && this.validatedNanos - this.releasedNanos > 0;
		if (validated) {
			return Borrow.VALIDATED;
		}
		// Who comes after the first is granted what was opened for others
		return (this.tracker.connections().failedToOpenSince(arrivalNanos)) ? Borrow.UNREACHABLE : 0;
	}

	private static int indexOf(long number) {
		return ((int) number & MASK) * Borrow.LONGS;
	}

	/**
	 * Note that the borrower gives the connection back, or seems to: that is for
	 * {@link #isOut()} to say.
	 */
	final void released() {
		long number = this.begun;
		// Again, if the application has cleared the warnings before: the last counts
		if (this.ended != number || (number > this.logged && number > 0)) {
			released(number, System.nanoTime());
			if (number - this.logged >= FLUSH_AT) {
				this.tracker.records().tryLog(this);
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

	/**
	 * Whether somebody has the connection. Only HikariCP knows: what it has handed out is
	 * closed as soon as the connection is given back, or taken away because it is broken.
	 */
	final boolean isOut() {
		if ((long) BEGUN.getAcquire(this) == 0) {
			return false;
		}
		return isOpen(this.lease.handedOut());
	}

	private static boolean isOpen(@Nullable Connection handedOut) {
		try {
			return handedOut != null && !handedOut.isClosed();
		}
		catch (SQLException ex) {
			return false;
		}
	}

	/**
	 * Whether a borrow is under way.
	 */
	final boolean isOut(long number) {
		if ((long) BEGUN.getAcquire(this) != number + 1) {
			return false;
		}
		Lease lease = this.lease;
		Connection handedOut = lease.handedOut();
		// The next borrow may be about to begin: then this is what its borrower gets
		return lease.number == number && isOpen(handedOut);
	}

	/**
	 * The number of the latest borrow. For its borrower.
	 */
	final long latest() {
		return this.begun - 1;
	}

	/**
	 * Whether anybody has ever had the connection.
	 */
	final boolean wasGranted() {
		return (long) BEGUN.getAcquire(this) > 0;
	}

	/**
	 * Whether the connection is out, and not for the library's own use.
	 */
	final boolean isLent() {
		long number = (long) BEGUN.getAcquire(this);
		return number > 0 && isOut(number - 1)
				&& (Borrow.flagsOf(this.buffer[indexOf(number - 1) + Borrow.TAG]) & Borrow.INTERNAL) == 0;
	}

	/**
	 * The borrow that is under way.
	 * @return what there is to tell of it, {@code null} if the connection is not out
	 */
	final @Nullable HeldConnection held() {
		long number = (long) BEGUN.getAcquire(this);
		Thread thread = this.thread;
		if (number == 0 || thread == null || !isOut(number - 1)) {
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
	 */
	final void drain(Sink sink) {
		long number = (long) BEGUN.getAcquire(this);
		long noted = (long) ENDED.getAcquire(this);
		long end = (noted == number && !isOut(number - 1)) ? number : number - 1;
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

	/**
	 * Note that the connection was found to be in working order.
	 */
	final void validated() {
		this.validatedNanos = System.nanoTime();
		this.tracker.disturbed();
	}

	/**
	 * Note that the connection is taken from its borrower, if it has one, to be closed.
	 */
	final void takenAway() {
		long number = (long) BEGUN.getAcquire(this);
		if ((long) ENDED.getAcquire(this) != number) {
			released(number, System.nanoTime());
		}
		this.lease.end();
	}

	/**
	 * What HikariCP has handed out last. It is not kept in the connection itself, which
	 * is old: the garbage collector has to be told of each reference from an old object
	 * to a young one, which costs as much as all the rest. This one is young wherever
	 * many borrow, for it is replaced from time to time.
	 */
	private static final class Lease {

		private static final VarHandle HANDED_OUT;

		static {
			try {
				HANDED_OUT = MethodHandles.lookup().findVarHandle(Lease.class, "handedOut", Connection.class);
			}
			catch (ReflectiveOperationException ex) {
				throw new ExceptionInInitializerError(ex);
			}
		}

		private long number = -1;

		private @Nullable Connection handedOut;

		// Whoever sees what was handed out sees the number of its borrow, or a later one
		void begin(long number, Connection handedOut) {
			this.number = number;
			HANDED_OUT.setRelease(this, handedOut);
		}

		void end() {
			HANDED_OUT.setRelease(this, null);
		}

		@Nullable Connection handedOut() {
			return (Connection) HANDED_OUT.getAcquire(this);
		}

	}

	/**
	 * Takes packed borrows.
	 */
	@FunctionalInterface
	interface Sink {

		/**
		 * Take packed borrows.
		 */
		void take(long[] longs, int from, int to);

	}

}
