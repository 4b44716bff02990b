package io.github.poolstarter.actuate;

/**
 * The condition of a pool, from good to bad.
 */
public enum PoolStatus {

	/**
	 * Connections are to be had.
	 */
	UP,

	/**
	 * The share of connections that are out is over the threshold for alerts.
	 */
	BUSY,

	/**
	 * All connections are out, and threads are waiting.
	 */
	EXHAUSTED,

	/**
	 * The database can't be reached.
	 */
	DOWN;

	/**
	 * The worse of two conditions.
	 * @param other the other
	 * @return this one or the other
	 */
	PoolStatus worse(PoolStatus other) {
		return (compareTo(other) >= 0) ? this : other;
	}

}
