package io.github.poolstarter.tracking.busy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.LongSupplier;

/**
 * The time in which one physical connection really worked, kept for as long as the
 * connection lives. Whoever passes a call on to the database brackets it with
 * {@link #begin()} and {@link #end()}; a call made inside another is not counted twice.
 * <p>
 * Written by the connection's holder, one thread at a time, and read by any. There is no
 * lock: all that an observer needs is in one word, which is the sum so far, or, while a
 * call is under way, the sum less the moment at which the call began. Where several
 * threads write at once after all, as on a cancel, some of their time may be lost; the
 * figure is never negative, and right again for the next call.
 */
public final class BusyTime {

	private static final VarHandle STATE;

	static {
		try {
			STATE = MethodHandles.lookup().findVarHandle(BusyTime.class, "state", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/**
	 * Readings of the clock count from here, so that they stay clear of the highest bit.
	 */
	private static final long ORIGIN = System.nanoTime();

	/**
	 * Lowest bit of the state; the others are the nanoseconds.
	 */
	private static final long WORKING = 1;

	private final LongSupplier clock;

	private long state;

	private long completed;

	private volatile boolean atSocket;

	public BusyTime() {
		this(System::nanoTime);
	}

	public BusyTime(LongSupplier clock) {
		this.clock = clock;
	}

	/**
	 * A call to the database begins.
	 */
	public boolean begin() {
		if (isWorking((long) STATE.getOpaque(this))) {
			return false;
		}
		// In this order: what another thread adds after the clock was read would count
		// twice
		long completed = this.completed;
		STATE.setOpaque(this, ((completed - sinceOrigin(this.clock.getAsLong())) << 1) | WORKING);
		return true;
	}

	/**
	 * The outermost call has ended, and what it took counts.
	 */
	public void end() {
		long state = (long) STATE.getOpaque(this);
		if (isWorking(state)) {
			rest(Math.max(this.completed, (state >> 1) + sinceOrigin(this.clock.getAsLong())));
		}
	}

	/**
	 * The outermost call was no work: nothing had been asked of the database, and nothing
	 * came. {@link #end()} may follow.
	 */
	void abandon() {
		rest(this.completed);
	}

	private void rest(long nanos) {
		this.completed = nanos;
		STATE.setOpaque(this, nanos << 1);
	}

	/**
	 * The sum of the calls that have ended, for the connection's holder.
	 * @return nanoseconds
	 */
	public long nanos() {
		return this.completed;
	}

	/**
	 * The sum with the call that is under way, for any thread. It takes a step back where
	 * that call turns out to be {@linkplain #abandon() no work}.
	 * @return nanoseconds
	 */
	public long nanosAt(long nowNanos) {
		long state = (long) STATE.getOpaque(this);
		long nanos = state >> 1;
		return (isWorking(state)) ? Math.max(0, nanos + sinceOrigin(nowNanos)) : nanos;
	}

	/**
	 * A socket was made that keeps this time.
	 */
	void measuredAtSocket() {
		this.atSocket = true;
	}

	/**
	 * Whether a socket keeps this time. Where none does, statements have to be timed.
	 */
	public boolean isMeasuredAtSocket() {
		return this.atSocket;
	}

	private static boolean isWorking(long state) {
		return (state & WORKING) != 0;
	}

	private static long sinceOrigin(long nanoTime) {
		return nanoTime - ORIGIN;
	}

}
