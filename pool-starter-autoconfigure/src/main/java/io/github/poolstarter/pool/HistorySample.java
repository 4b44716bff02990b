package io.github.poolstarter.pool;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a pool over an interval: a second, or several that were merged.
 * Immutable. The state is that at the end of the interval, because an average of gauges
 * hides what the peaks show. A borrow belongs to the interval in which it ended. When
 * intervals are merged, the latest state and the highest peaks stay, and all else is
 * added, so it makes no difference in which order, or in how many steps, that is done.
 *
 * @param endMillis when the interval ended, in milliseconds since the epoch
 * @param seconds for how many seconds the figures stand; less than the time since the
 * interval began where seconds are missing
 * @param state the pool at the end of the interval
 * @param peakActive the most connections that were seen out at once
 * @param peakPending the most threads that were seen waiting at once
 * @param counts how often things happened
 * @param acquire how long borrowers waited
 * @param hold how long connections were held
 * @param busyNanos the time in which connections worked, in those holds where it was
 * measured
 * @param measuredHoldNanos the length of the holds in which busy time was measured
 * @param capacitySeconds the pool's maximum size times the seconds, which stays right
 * when the pool is resized
 */
public record HistorySample(long endMillis, int seconds, PoolState state, int peakActive, int peakPending,
		Counts counts, HistogramSnapshot acquire, HistogramSnapshot hold, long busyNanos, long measuredHoldNanos,
		long capacitySeconds) {

	private static final double NANOS_PER_SECOND = 1e9;

	/**
	 * Create a sample. The peaks are raised to what the state shows.
	 */
	public HistorySample {
		if (seconds < 1) {
			throw new IllegalArgumentException("'seconds' must be at least 1, and is " + seconds);
		}
		peakActive = Math.max(peakActive, state.active());
		peakPending = Math.max(peakPending, state.pending());
		// Thousands of samples are kept, in most of them nothing of this happened
		counts = (counts.equals(Counts.NONE)) ? Counts.NONE : counts;
	}

	/**
	 * Create the sample of an interval in which the pool's maximum size was the same.
	 * @param endMillis when the interval ended, in milliseconds since the epoch
	 * @param seconds its length
	 */
	public HistorySample(long endMillis, int seconds, PoolState state, int peakActive, int peakPending, Counts counts,
			HistogramSnapshot acquire, HistogramSnapshot hold, long busyNanos, long measuredHoldNanos) {
		this(endMillis, seconds, state, peakActive, peakPending, counts, acquire, hold, busyNanos, measuredHoldNanos,
				(long) seconds * state.maximumPoolSize());
	}

	/**
	 * Put samples of one pool together.
	 * @param samples the samples, at least one; of two that ended in the same millisecond
	 * the last has the later state
	 * @return the sample of all their seconds
	 */
	public static HistorySample merged(List<HistorySample> samples) {
		if (samples.isEmpty()) {
			throw new IllegalArgumentException("'samples' must not be empty");
		}
		HistorySample latest = samples.get(0);
		if (samples.size() == 1) {
			return latest;
		}
		Histogram acquire = new Histogram();
		Histogram hold = new Histogram();
		Counts counts = Counts.NONE;
		int seconds = 0;
		int peakActive = 0;
		int peakPending = 0;
		long busyNanos = 0;
		long measuredHoldNanos = 0;
		long capacitySeconds = 0;
		for (HistorySample sample : samples) {
			latest = (sample.endMillis >= latest.endMillis) ? sample : latest;
			acquire.add(sample.acquire);
			hold.add(sample.hold);
			counts = counts.plus(sample.counts);
			seconds += sample.seconds;
			peakActive = Math.max(peakActive, sample.peakActive);
			peakPending = Math.max(peakPending, sample.peakPending);
			busyNanos += sample.busyNanos;
			measuredHoldNanos += sample.measuredHoldNanos;
			capacitySeconds += sample.capacitySeconds;
		}
		return new HistorySample(latest.endMillis, seconds, latest.state, peakActive, peakPending, counts,
				acquire.snapshot(), hold.snapshot(), busyNanos, measuredHoldNanos, capacitySeconds);
	}

	/**
	 * The share of the maximum that was out at the end of the interval.
	 * @return a percentage with one decimal
	 */
	public double usagePercent() {
		return this.state.usagePercent();
	}

	/**
	 * The share of the holds in which the connections did no work, of those holds in
	 * which that was measured.
	 * @return a percentage from 0 to 100 with one decimal, {@code null} when nothing was
	 * measured
	 */
	public @Nullable Double idleInHoldPercent() {
		return Percent.idle(this.busyNanos, this.measuredHoldNanos);
	}

	/**
	 * The share of the time of all connections that the pool may have in which they
	 * worked. Since the work of a hold is counted when the hold ends, this is as rough as
	 * the holds are long compared to the interval.
	 * @return a percentage from 0 to 100 with one decimal, {@code null} when nothing was
	 * measured
	 */
	public @Nullable Double busyPercent() {
		return (this.measuredHoldNanos > 0) ? Percent.of(this.busyNanos, this.capacitySeconds * NANOS_PER_SECOND)
				: null;
	}

	/**
	 * How often things happened in an interval.
	 *
	 * @param timeouts the borrows that ended without a connection after the timeout
	 * @param rejected the borrows that were refused
	 * @param created the connections that were opened
	 * @param closed the connections that were closed
	 * @param failed the attempts to open a connection that failed
	 * @param nested the borrows by threads that held a connection of the pool already
	 */
	public record Counts(long timeouts, long rejected, long created, long closed, long failed, long nested) {

		/**
		 * Nothing happened.
		 */
		public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

		/**
		 * Add what happened in another interval.
		 */
		public Counts plus(Counts other) {
			return new Counts(this.timeouts + other.timeouts, this.rejected + other.rejected,
					this.created + other.created, this.closed + other.closed, this.failed + other.failed,
					this.nested + other.nested);
		}

	}

}
