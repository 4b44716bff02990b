package io.github.poolstarter.tuning;

/**
 * What it takes to open a connection in a replay. A borrower that finds none free makes
 * the pool open one, as long as it may have more; what was opened stays open. That is
 * HikariCP with a minimum below the maximum, except that it closes what was idle for ten
 * minutes. Immutable.
 *
 * @param openAtStart how many connections are open in the beginning
 * @param nanos how long it takes to open another
 */
record Opening(int openAtStart, long nanos) {

	/**
	 * All connections are open in the beginning. So sizes are compared: what opening a
	 * connection costs is paid once by each, and is no queueing.
	 */
	public static final Opening NONE = new Opening(Integer.MAX_VALUE, 0);

	/**
	 * Check the figures.
	 */
	public Opening {
		if (openAtStart < 0 || nanos < 0) {
			throw new IllegalArgumentException("'openAtStart' and 'nanos' must not be negative");
		}
	}

}
