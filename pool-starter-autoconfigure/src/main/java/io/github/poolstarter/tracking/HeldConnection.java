package io.github.poolstarter.tracking;

import org.jspecify.annotations.Nullable;

/**
 * A connection that is out at this moment. Immutable: the thread may have given it back
 * since.
 *
 * @param pool the name of the pool that it belongs to
 * @param callSite where it was taken, as in {@code MenuService.generate}
 * @param thread the thread that took it
 * @param grantNanos when it was granted, a reading of {@link System#nanoTime()}
 * @param heldNanos for how long it has been out
 * @param busyNanos the part of that time in which it worked, {@code null} where that is
 * not measured
 * @param internal whether the library took it for itself, to check the pool's health for
 * one
 */
public record HeldConnection(String pool, String callSite, Thread thread, long grantNanos, long heldNanos,
		@Nullable Long busyNanos, boolean internal) {

	/**
	 * The part of the time in which the connection worked.
	 * @return a percentage from 0 to 100 with one decimal, {@code null} where it is not
	 * measured
	 */
	public @Nullable Double busyPercent() {
		return (this.busyNanos != null) ? Percent.of(this.busyNanos, this.heldNanos) : null;
	}

}
