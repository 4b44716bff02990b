package io.github.poolstarter.tracking;

import java.util.concurrent.TimeUnit;

import io.github.poolstarter.pool.HeldConnection;
import org.jspecify.annotations.Nullable;

/**
 * A connection that HikariCP lends and nobody has, as after a stack overflow between its
 * taking the connection and its handing it out. It will not come back before the pool is
 * closed. Immutable.
 *
 * @param callSite where it was lost, as far as that is known
 * @param thread the thread that has lost it
 * @param nanos when that was, a reading of {@link System#nanoTime()}
 */
record LostConnection(String callSite, Thread thread, long nanos) {

	// A connection on its way to its borrower, or back, is not lost
	private static final long CERTAIN_NANOS = TimeUnit.SECONDS.toNanos(3);

	private static final Thread NOBODY = nobody();

	private static Thread nobody() {
		Thread thread = new Thread("unknown");
		thread.setContextClassLoader(null);
		return thread;
	}

	/**
	 * A connection that was lost without a trace.
	 */
	static LostConnection byNobody(long nanos) {
		return new LostConnection(HeldConnection.UNKNOWN, NOBODY, nanos);
	}

	/**
	 * The hold that does not end.
	 * @param replica the name of the replica, {@code null} for the pool's own connection
	 * @return what there is to tell of it, {@code null} as long as it may not be lost
	 */
	@Nullable HeldConnection held(String pool, @Nullable String replica) {
		long now = System.nanoTime();
		return (now - this.nanos > CERTAIN_NANOS) ? new HeldConnection(pool, replica, this.callSite, this.thread,
				this.nanos, now - this.nanos, null, false) : null;
	}

}
