package io.github.poolstarter.pool;

import java.util.Arrays;

/**
 * How often which time was measured, in nanoseconds. One is filled wherever times are
 * measured on a caller's thread: {@link #record(long)} is an index, an increment and two
 * additions. Its buckets never change, so any two histograms can be added without loss,
 * and a percentile of several intervals or threads is taken from the added buckets, never
 * averaged.
 * <p>
 * Every power of two is cut into 16 buckets of equal width. So a bucket is at most one
 * sixteenth as wide as the smallest value in it, and up to 31 each value has a bucket of
 * its own. Values from 2<sup>46</sup> ns (about 19.5 hours) share the last bucket with
 * those just below. A negative value, which a clock may produce, counts as zero.
 * <p>
 * A quantile is the highest value of the bucket that holds it, and at most the maximum.
 * It is therefore never less than the true value, and less than 6.25 % above it: both are
 * in one bucket. The last bucket has no highest value, there the maximum is told. The
 * count, the sum and the maximum are exact; the sum overflows after 292 years of measured
 * time.
 * <p>
 * Not thread-safe: use one per thread, or a lock.
 */
public final class Histogram {

	private static final int BITS = 4;

	private static final int PER_POWER_OF_TWO = 1 << BITS;

	private static final int HIGHEST_BIT = 45;

	private static final long HIGHEST = (1L << (HIGHEST_BIT + 1)) - 1;

	private static final int BUCKETS = bucket(HIGHEST) + 1;

	private final long[] counts = new long[BUCKETS];

	private long count;

	private long sum;

	private long max;

	/**
	 * Count one value.
	 */
	public void record(long nanos) {
		long value = Math.max(nanos, 0);
		this.counts[bucket(value)]++;
		this.count++;
		this.sum += value;
		this.max = Math.max(this.max, value);
	}

	/**
	 * Count one value several times.
	 */
	public void record(long nanos, long times) {
		if (times > 0) {
			long value = Math.max(nanos, 0);
			this.counts[bucket(value)] += times;
			added(times, value * times, value);
		}
	}

	/**
	 * Count everything that another histogram has counted.
	 */
	public void add(Histogram other) {
		for (int i = 0; i < BUCKETS; i++) {
			this.counts[i] += other.counts[i];
		}
		added(other.count, other.sum, other.max);
	}

	/**
	 * Count everything that a snapshot has counted.
	 */
	public void add(HistogramSnapshot other) {
		other.addTo(this.counts);
		added(other.count(), other.sum(), other.max());
	}

	private void added(long count, long sum, long max) {
		this.count += count;
		this.sum += sum;
		this.max = Math.max(this.max, max);
	}

	/**
	 * Forget everything.
	 */
	public void clear() {
		Arrays.fill(this.counts, 0);
		this.count = 0;
		this.sum = 0;
		this.max = 0;
	}

	/**
	 * Whether nothing was counted.
	 */
	public boolean isEmpty() {
		return this.count == 0;
	}

	/**
	 * The number of values.
	 */
	public long count() {
		return this.count;
	}

	/**
	 * The sum of all values.
	 * @return the exact sum in nanoseconds
	 */
	public long sum() {
		return this.sum;
	}

	/**
	 * The largest value.
	 * @return the exact maximum in nanoseconds, zero when there is no value
	 */
	public long max() {
		return this.max;
	}

	/**
	 * The smallest value that at least a given share of all values don't exceed, as
	 * precise as the buckets are.
	 * @param q the share, from 0 to 1
	 * @return the quantile in nanoseconds, zero when there is no value
	 */
	public long quantile(double q) {
		if (!(q >= 0 && q <= 1)) {
			throw new IllegalArgumentException("'q' must be between 0 and 1, and is " + q);
		}
		// A product such as 0.07 * 100 must not be rounded to just over 7
		long rank = Math.max(1, (long) Math.ceil(Math.nextDown(q) * this.count));
		long seen = 0;
		for (int i = 0; i < BUCKETS - 1; i++) {
			seen += this.counts[i];
			if (seen >= rank) {
				return Math.min(highestValue(i), this.max);
			}
		}
		return this.max;
	}

	/**
	 * What was counted so far.
	 * @return a copy that stays as it is
	 */
	public HistogramSnapshot snapshot() {
		return (isEmpty()) ? HistogramSnapshot.EMPTY
				: HistogramSnapshot.of(this.counts, this.count, this.sum, this.max);
	}

	/**
	 * The usual percentiles of what was counted so far.
	 * @return the percentiles
	 */
	public Distribution distribution() {
		return (isEmpty()) ? Distribution.EMPTY
				: new Distribution(this.count, quantile(0.5), quantile(0.95), quantile(0.99), this.max);
	}

	// The bits above the highest five are the power, those five the place within it
	private static int bucket(long value) {
		long bounded = Math.min(value, HIGHEST);
		int shift = Long.SIZE - 1 - BITS - Long.numberOfLeadingZeros(bounded | PER_POWER_OF_TWO);
		return (shift << BITS) + (int) (bounded >>> shift);
	}

	private static long highestValue(int bucket) {
		int shift = Math.max(0, (bucket >>> BITS) - 1);
		long highestFive = bucket - (shift << BITS);
		return ((highestFive + 1) << shift) - 1;
	}

}
