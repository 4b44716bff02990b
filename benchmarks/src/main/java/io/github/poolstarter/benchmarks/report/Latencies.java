package io.github.poolstarter.benchmarks.report;

import java.time.Duration;
import java.util.Arrays;

import org.springframework.util.Assert;

/**
 * The times that a number of requests took. All of them are kept, so that percentiles are
 * exact: each is one of the times that were measured. Immutable.
 */
public final class Latencies {

	private static final double NANOS_A_MILLISECOND = Duration.ofMillis(1).toNanos();

	private final long[] sorted;

	private Latencies(long[] sorted) {
		this.sorted = sorted;
	}

	/**
	 * Sum up some times.
	 * @param nanos the times, at least one, in any order
	 * @return what they say together
	 */
	public static Latencies of(long[] nanos) {
		Assert.isTrue(nanos.length > 0, "Nothing was measured");
		long[] sorted = nanos.clone();
		Arrays.sort(sorted);
		return new Latencies(sorted);
	}

	/**
	 * How many there are.
	 * @return the number of times
	 */
	public int count() {
		return this.sorted.length;
	}

	/**
	 * The shortest of the times that so many percent don't exceed.
	 * @param percent a share, over 0 and up to 100
	 * @return a time in milliseconds
	 */
	public double percentileMillis(double percent) {
		Assert.isTrue(percent > 0 && percent <= 100, "There is no such percentile");
		int rank = (int) Math.ceil(percent * this.sorted.length / 100);
		return this.sorted[rank - 1] / NANOS_A_MILLISECOND;
	}

	/**
	 * The longest time.
	 * @return a time in milliseconds
	 */
	public double maxMillis() {
		return percentileMillis(100);
	}

}
