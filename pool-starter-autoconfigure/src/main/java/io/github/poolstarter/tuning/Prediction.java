package io.github.poolstarter.tuning;

/**
 * What is expected of a size. Immutable.
 *
 * @param size the number of connections
 * @param p50Wait the range of the median wait
 * @param p99Wait the range of the 99th percentile of the waits
 * @param likelyP50Nanos the median wait that is most likely
 * @param likelyP99Nanos the 99th percentile that is most likely
 * @param timeouts how many of the recorded borrowers would have timed out
 * @param extrapolated whether the size is over 1.5 times the most connections that were
 * ever seen in use, so that nothing shows what the database does then
 * @param serverBound whether the database would get no more done with this size than with
 * fewer connections, so that what is told is what was seen
 */
public record Prediction(int size, Range p50Wait, Range p99Wait, long likelyP50Nanos, long likelyP99Nanos, int timeouts,
		boolean extrapolated, boolean serverBound) {

	/**
	 * Whether a wait is kept to.
	 * @param targetWaitNanos the 99th percentile that is wanted
	 * @return whether the upper bound of the 99th percentile is not over it, and nobody
	 * would time out
	 */
	public boolean meets(long targetWaitNanos) {
		return this.p99Wait.highNanos() <= targetWaitNanos && this.timeouts == 0;
	}

}
