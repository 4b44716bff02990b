package io.github.poolstarter.benchmarks.isolation;

/**
 * What was seen of the pool of the slow work during a measurement.
 *
 * @param samples how often it was looked at
 * @param smallestActive the fewest connections that were out
 * @param smallestPending the fewest threads that waited
 */
record Queue(int samples, int smallestActive, int smallestPending) {

	/**
	 * Whether the pool never had a connection for one more borrower. Somebody always
	 * waited, so a connection that was not out was on its way from one to the next.
	 * @return whether the pool was saturated each time that it was looked at
	 */
	boolean isStanding() {
		return this.samples > 0 && this.smallestPending > 0;
	}

}
