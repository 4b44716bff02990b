package io.github.poolstarter.benchmarks.tuning;

import org.springframework.util.Assert;

/**
 * The waits that queueing theory has a formula for: to be held against what a replay
 * predicts. A borrower has to wait with probability C(c, a), Erlang's second formula, and
 * if so, for a time that is exponentially distributed with mean w:
 *
 * <pre>
 * B = Erlang's first formula: B(0) = 1, B(k) = a B(k − 1) / (k + a B(k − 1))
 * C(c, a) = B / (1 − a/c · (1 − B))
 * w = h / (c − a) · (Ca² + Cs²) / 2
 * P(wait &gt; t) = C(c, a) · exp (−t / w)
 * </pre>
 *
 * With Poisson arrivals and exponential holds, Ca² = Cs² = 1, this is exact for a queue
 * with c servers (A. K. Erlang, 1917). With other coefficients of variation it is the
 * approximation of A. O. Allen and J. R. Cunneen (A. O. Allen, "Probability, Statistics,
 * and Queueing Theory", 1990). It knows of arrivals and holds nothing but mean and
 * variance: not that arrivals come in bursts that last, and not that callers wait for
 * their answer. Immutable.
 *
 * @param servers the number of connections, c
 * @param meanHold the mean hold, h, in any unit
 * @param offeredLoad the offered load, a: arrivals in a unit of time, times the mean hold
 * @param arrivalVariation Ca², the squared coefficient of variation of the times between
 * two arrivals
 * @param holdVariation Cs², that of the holds
 */
public record WaitFormula(int servers, double meanHold, double offeredLoad, double arrivalVariation,
		double holdVariation) {

	/**
	 * Check the figures.
	 * @param servers the number of connections
	 * @param meanHold the mean hold
	 * @param offeredLoad the offered load
	 * @param arrivalVariation the squared variation of the times between arrivals
	 * @param holdVariation the squared variation of the holds
	 */
	public WaitFormula {
		Assert.isTrue(servers > 0, "There must be a server");
		Assert.isTrue(meanHold > 0 && offeredLoad > 0, "There must be a load");
		Assert.isTrue(arrivalVariation >= 0 && holdVariation >= 0, "A variation is not negative");
	}

	/**
	 * Erlang's formula.
	 * @param servers the number of connections
	 * @param meanHold the mean hold
	 * @param offeredLoad the offered load
	 * @return the formula for Poisson arrivals and exponential holds
	 */
	public static WaitFormula erlangC(int servers, double meanHold, double offeredLoad) {
		return new WaitFormula(servers, meanHold, offeredLoad, 1, 1);
	}

	/**
	 * Allen's and Cunneen's formula, with the variations of a record.
	 * @param servers the number of connections
	 * @param gaps the times between two arrivals
	 * @param holds the holds, in the same unit
	 * @return the formula
	 */
	public static WaitFormula allenCunneen(int servers, double[] gaps, double[] holds) {
		double meanHold = mean(holds);
		double meanGap = mean(gaps);
		return new WaitFormula(servers, meanHold, meanHold / meanGap, variation(gaps, meanGap),
				variation(holds, meanHold));
	}

	private static double mean(double[] values) {
		double sum = 0;
		for (double value : values) {
			sum += value;
		}
		return sum / values.length;
	}

	private static double variation(double[] values, double mean) {
		double squares = 0;
		for (double value : values) {
			squares += (value - mean) * (value - mean);
		}
		return squares / values.length / mean / mean;
	}

	/**
	 * The probability of having to wait.
	 * @return a number from 0 to 1, which is 1 if the load is too much
	 */
	public double probabilityOfWait() {
		if (this.offeredLoad >= this.servers) {
			return 1;
		}
		double blocking = 1;
		for (int k = 1; k <= this.servers; k++) {
			blocking = this.offeredLoad * blocking / (k + this.offeredLoad * blocking);
		}
		return blocking / (1 - this.offeredLoad / this.servers * (1 - blocking));
	}

	/**
	 * A percentile of the waits.
	 * @param q the share of borrowers that wait no longer
	 * @return the wait in the unit of the mean hold, infinite if the load is too much
	 */
	public double quantile(double q) {
		if (this.offeredLoad >= this.servers) {
			return Double.POSITIVE_INFINITY;
		}
		double waiting = probabilityOfWait();
		double mean = this.meanHold / (this.servers - this.offeredLoad) * (this.arrivalVariation + this.holdVariation)
				/ 2;
		return (waiting <= 1 - q) ? 0 : mean * Math.log(waiting / (1 - q));
	}

}
