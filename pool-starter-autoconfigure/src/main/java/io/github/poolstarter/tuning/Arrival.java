package io.github.poolstarter.tuning;

import org.jspecify.annotations.Nullable;

/**
 * Somebody who wanted a connection, as {@link Evidence} knows them. Immutable.
 *
 * @param arrival when, in nanoseconds since the beginning of the window; less than 0
 * before it
 * @param grant when they got a connection or gave up, in nanoseconds since then
 * @param release when they gave it back or gave up, in nanoseconds since then
 * @param hold for how many nanoseconds they held it, or would have
 * @param measuredBusy for how many nanoseconds of the hold the connection worked,
 * {@code null} where that was not measured
 * @param callSite the number of the call-site
 * @param thread a hash of the thread
 * @param depth how many connections of the pool the thread held already
 * @param granted whether they got a connection, so that the hold is their own
 * @param timedOut whether they gave up because all connections were in use
 * @param queueing whether their wait, if any, was for others to give a connection back:
 * not for a validation, an opening, an outage or a suspended pool
 * @param opened whether they waited for a connection to be opened
 */
record Arrival(long arrival, long grant, long release, long hold, @Nullable Long measuredBusy, int callSite, int thread,
		int depth, boolean granted, boolean timedOut, boolean queueing, boolean opened) {

	boolean isMeasured() {
		return this.measuredBusy != null;
	}

	/**
	 * How long the connection worked, which is the hold where it was not measured.
	 */
	long busy() {
		return (this.measuredBusy != null) ? this.measuredBusy : this.hold;
	}

	Arrival withHoldOf(Arrival other) {
		return new Arrival(this.arrival, this.grant, this.release, other.hold, other.measuredBusy, this.callSite,
				this.thread, this.depth, this.granted, this.timedOut, this.queueing, this.opened);
	}

}
