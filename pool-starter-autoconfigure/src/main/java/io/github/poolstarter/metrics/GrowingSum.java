package io.github.poolstarter.metrics;

/**
 * A number of events and the time that they took, which never go down. Made of readings
 * of figures that do: statistics begin anew when they are reset, and a counter that falls
 * looks like a restart of the application to those who scrape it. Whatever a reading is
 * higher than the one before is added; of a reading that is lower all is new. What
 * happened between the last reading and a reset is lost. Not safe for use by several
 * threads.
 */
final class GrowingSum {

	private long lastCount;

	private long lastNanos;

	private double count;

	private double nanos;

	/**
	 * Add what is new in a reading.
	 */
	void add(long count, long nanos, double weight) {
		boolean anew = count < this.lastCount || nanos < this.lastNanos;
		this.count += weight * ((anew) ? count : count - this.lastCount);
		this.nanos += weight * ((anew) ? nanos : nanos - this.lastNanos);
		this.lastCount = count;
		this.lastNanos = nanos;
	}

	/**
	 * Add what is new in a reading of events that take no time.
	 */
	void add(long count) {
		add(count, 0, 1);
	}

	double count() {
		return this.count;
	}

	double nanos() {
		return this.nanos;
	}

}
