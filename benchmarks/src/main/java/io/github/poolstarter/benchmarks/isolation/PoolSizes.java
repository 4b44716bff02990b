package io.github.poolstarter.benchmarks.isolation;

/**
 * How many connections there are for each kind of work, where each has a pool of its own.
 *
 * @param general the connections of the pool {@code general}
 * @param ai those of the pool {@code ai}
 * @param read those of the pool {@code read}
 */
record PoolSizes(int general, int ai, int read) {

	/**
	 * All of them together.
	 * @return the size of the pool that all work shares
	 */
	int total() {
		return this.general + this.ai + this.read;
	}

}
