package io.github.poolstarter.pool;

/**
 * How measured times were spread, in nanoseconds. Immutable. The count and the maximum
 * are exact, the percentiles as precise as the buckets of a {@link Histogram}: never less
 * than the true value, less than 6.25 % above it, and at most the maximum. They mean
 * nothing when the count is zero, all are zero then.
 *
 * @param count the number of times that were measured
 * @param p50Nanos the median
 * @param p95Nanos the 95th percentile
 * @param p99Nanos the 99th percentile
 * @param maxNanos the longest time
 */
public record Distribution(long count, long p50Nanos, long p95Nanos, long p99Nanos, long maxNanos) {

	/**
	 * The distribution of nothing.
	 */
	public static final Distribution EMPTY = new Distribution(0, 0, 0, 0, 0);

}
