package io.github.poolstarter.tuning;

/**
 * The size that a pool should have. Immutable.
 *
 * @param size the number of connections
 * @param met whether the wait that is wanted is kept to with it
 * @param targetWaitNanos the wait that is wanted, as the 99th percentile
 * @param floor the least size: 2, and what nested borrows need
 * @param limit what the size was decided by
 */
public record SizeTarget(int size, boolean met, long targetWaitNanos, int floor, Limit limit) {

	/**
	 * What a size was decided by.
	 */
	public enum Limit {

		/**
		 * It is the smallest with which the wait is kept to.
		 */
		NEED,

		/**
		 * It is the least that is safe.
		 */
		FLOOR,

		/**
		 * The server gets no more done with more.
		 */
		SERVER,

		/**
		 * Its server allows the pool no more, or it is twice the size that was recorded,
		 * and beyond that nothing is predicted.
		 */
		CEILING,

		/**
		 * It is the recorded size: what is done has changed with the number of
		 * connections in use, and nothing can be said.
		 */
		MIX_CHANGED

	}

}
