package io.github.poolstarter.pool;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A connection that is out at this moment. Immutable: the thread may have given it back
 * since.
 *
 * @param pool the name of the pool that it belongs to
 * @param replica the name of the replica that it is of, {@code null} for the pool's own
 * @param callSite where it was taken, as in {@code MenuService.generate}
 * @param thread the thread that took it
 * @param grantNanos when it was granted, a reading of {@link System#nanoTime()}
 * @param heldNanos for how long it has been out
 * @param busyNanos the part of that time in which it worked, {@code null} where that is
 * not measured
 * @param internal whether the library took it for itself, to check the pool's health for
 * one
 */
public record HeldConnection(String pool, @Nullable String replica, String callSite, Thread thread, long grantNanos,
		long heldNanos, @Nullable Long busyNanos, boolean internal) {

	/**
	 * The call-site of work that has no name.
	 */
	public static final String UNKNOWN = "unknown";

	/**
	 * A connection of a pool that keeps no record of each borrow.
	 * @param grantNanos when it was granted, a reading of {@link System#nanoTime()}
	 */
	public static HeldConnection of(String pool, String callSite, Thread thread, long grantNanos) {
		return new HeldConnection(pool, null, callSite, thread, grantNanos, System.nanoTime() - grantNanos, null,
				false);
	}

	/**
	 * The same, with a call-site found by other means if it has none of its own.
	 */
	public HeldConnection named(Supplier<String> callSite) {
		return (!this.callSite.equals(UNKNOWN)) ? this : new HeldConnection(this.pool, this.replica, callSite.get(),
				this.thread, this.grantNanos, this.heldNanos, this.busyNanos, this.internal);
	}

	/**
	 * The name of the thread, for people, on one line.
	 */
	public String threadName() {
		return OneLine.of(this.thread);
	}

	/**
	 * The part of the time in which the connection worked.
	 * @return a percentage from 0 to 100 with one decimal, {@code null} where it is not
	 * measured
	 */
	public @Nullable Double busyPercent() {
		return (this.busyNanos != null) ? Percent.of(this.busyNanos, this.heldNanos) : null;
	}

}
