package io.github.poolstarter.benchmarks.report;

import java.util.Arrays;

import org.springframework.util.Assert;

/**
 * The outcome of an experiment in which two things were measured side by side many times.
 * What disturbs the machine for longer than a pair disturbs both of its halves and goes
 * out in their ratio; what disturbs one half spoils one pair, and the median does not
 * mind. The interval is that of the sign test: it supposes nothing of how the ratios are
 * distributed, only that the pairs don't depend on one another.
 *
 * @param pairs the number of pairs
 * @param median the median of the ratios
 * @param low the lower end of the interval that holds the true median in 95 of 100 such
 * experiments
 * @param high the upper end of that interval
 */
public record PairedRatios(int pairs, double median, double low, double high) {

	/**
	 * The fewest pairs that an interval can be given for.
	 */
	public static final int FEWEST = 6;

	private static final double TAIL = 0.025;

	/**
	 * Compare two series of measurements.
	 * @param base the measurements of what is compared with
	 * @param other those of what is compared, each made beside the one of the same index
	 * @return what the pairs say of {@code other / base}
	 */
	public static PairedRatios of(double[] base, double[] other) {
		Assert.isTrue(base.length == other.length, "The series differ in length");
		Assert.isTrue(base.length >= FEWEST, "Too few pairs for an interval");
		double[] ratios = new double[base.length];
		Arrays.setAll(ratios, (pair) -> other[pair] / base[pair]);
		Arrays.sort(ratios);
		int outside = outside(ratios.length);
		return new PairedRatios(ratios.length, median(ratios), ratios[outside], ratios[ratios.length - 1 - outside]);
	}

	/**
	 * The median of some figures.
	 * @param figures the figures, in any order
	 * @return the middle one, or the mean of the two in the middle
	 */
	public static double median(double[] figures) {
		double[] sorted = figures.clone();
		Arrays.sort(sorted);
		return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
	}

	// How many ratios lie outside the interval on each side: as many as a fair coin,
	// thrown
	// once a pair, shows heads at most in one of forty series. Logarithms, because a half
	// to
	// the power of a thousand is no double.
	static int outside(int pairs) {
		double logChoices = 0;
		double probability = Math.exp(-pairs * Math.log(2));
		int heads = 0;
		while (probability <= TAIL) {
			heads++;
			logChoices += Math.log(pairs - heads + 1.0) - Math.log(heads);
			probability += Math.exp(logChoices - pairs * Math.log(2));
		}
		return heads - 1;
	}

}
