package io.github.poolstarter.actuate;

import io.github.poolstarter.pool.Distribution;

/**
 * How long something took, each time that it happened.
 *
 * @param count how often it happened
 * @param p50Millis the time that half of them did not exceed
 * @param p95Millis the time that 95 of 100 did not exceed
 * @param p99Millis the time that 99 of 100 did not exceed
 * @param maxMillis the longest time
 */
public record DistributionDescriptor(long count, double p50Millis, double p95Millis, double p99Millis,
		double maxMillis) {

	static DistributionDescriptor of(Distribution distribution) {
		return new DistributionDescriptor(distribution.count(), Millis.of(distribution.p50Nanos()),
				Millis.of(distribution.p95Nanos()), Millis.of(distribution.p99Nanos()),
				Millis.of(distribution.maxNanos()));
	}

}
