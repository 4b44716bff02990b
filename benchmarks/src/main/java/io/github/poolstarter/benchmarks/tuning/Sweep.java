package io.github.poolstarter.benchmarks.tuning;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

import io.github.poolstarter.benchmarks.report.PairedRatios;

import org.springframework.util.Assert;

/**
 * What one load took with pools of several sizes: the p99 of the total latency of each
 * round, in milliseconds. Immutable.
 *
 * @param p99s the figures of the rounds, by size
 */
record Sweep(NavigableMap<Integer, double[]> p99s) {

	private static final double NEAR = 1.05;

	/**
	 * Create a sweep.
	 * @param p99s the figures of the rounds, by size
	 */
	Sweep(Map<Integer, double[]> p99s) {
		this(new TreeMap<>(p99s));
	}

	/**
	 * Create a sweep.
	 * @param p99s the figures of the rounds, by size
	 */
	Sweep {
		Assert.notEmpty(p99s, "Nothing was measured");
	}

	double median(int size) {
		return PairedRatios.median(this.p99s.get(size));
	}

	/**
	 * The size with the lowest median.
	 * @return the number of connections
	 */
	int best() {
		int best = this.p99s.firstKey();
		for (int size : this.p99s.keySet()) {
			best = (median(size) < median(best)) ? size : best;
		}
		return best;
	}

	/**
	 * The smallest size whose median is within 5 % of the best.
	 * @return the number of connections
	 */
	int optimum() {
		return smallestUpTo(NEAR * median(best()));
	}

	/**
	 * The smallest size that can't be told apart from the best: whose median is not over
	 * the worst round of the best size.
	 * @return the number of connections
	 */
	int smallestWithinNoise() {
		double worst = 0;
		for (double p99 : this.p99s.get(best())) {
			worst = Math.max(worst, p99);
		}
		return smallestUpTo(worst);
	}

	private int smallestUpTo(double millis) {
		return this.p99s.keySet().stream().filter((size) -> median(size) <= millis).findFirst().orElseGet(this::best);
	}

}
