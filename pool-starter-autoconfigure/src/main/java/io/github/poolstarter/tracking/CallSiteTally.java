package io.github.poolstarter.tracking;

import io.github.poolstarter.pool.Histogram;

/**
 * What the borrows of one call-site add up to. Not safe for use by several threads: the
 * pool's tracker guards it with its lock.
 */
final class CallSiteTally {

	private final String callSite;

	private final boolean sampled;

	private final Histogram hold = new Histogram();

	private final Histogram recent = new Histogram();

	private long recentBusyNanos;

	private long recentMeasuredNanos;

	private long busyNanos;

	private long measuredNanos;

	CallSiteTally(String callSite, boolean sampled) {
		this.callSite = callSite;
		this.sampled = sampled;
	}

	String callSite() {
		return this.callSite;
	}

	boolean isSampled() {
		return this.sampled;
	}

	/**
	 * Add a hold.
	 */
	void add(long holdNanos) {
		this.recent.record(holdNanos);
	}

	/**
	 * Add what is known of the hold that was added last.
	 */
	void addMeasured(long busyNanos, long holdNanos) {
		this.recentBusyNanos += Math.min(busyNanos, holdNanos);
		this.recentMeasuredNanos += holdNanos;
	}

	/**
	 * Add what was entered lately to the sums.
	 */
	void roll(Histogram holds) {
		if (!this.recent.isEmpty()) {
			holds.add(this.recent);
			this.hold.add(this.recent);
			this.recent.clear();
			this.busyNanos += this.recentBusyNanos;
			this.measuredNanos += this.recentMeasuredNanos;
			this.recentBusyNanos = 0;
			this.recentMeasuredNanos = 0;
		}
	}

	long recentBusyNanos() {
		return this.recentBusyNanos;
	}

	long recentMeasuredNanos() {
		return this.recentMeasuredNanos;
	}

	/**
	 * All holds that were added to the sums.
	 */
	Histogram hold() {
		return this.hold;
	}

	long busyNanos() {
		return this.busyNanos;
	}

	long measuredNanos() {
		return this.measuredNanos;
	}

}
