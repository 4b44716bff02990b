package io.github.poolstarter.tracking;

import java.util.Arrays;

/**
 * How many of a number of holds overlapped at most. Collects the holds, to be asked once.
 * Not safe for use by several threads.
 */
final class Concurrency {

	private static final int FIRST_CAPACITY = 64;

	private long[] begins = new long[FIRST_CAPACITY];

	private long[] ends = new long[FIRST_CAPACITY];

	private int size;

	/**
	 * Add a hold.
	 */
	void add(long beginNanos, long endNanos) {
		if (this.size == this.begins.length) {
			this.begins = Arrays.copyOf(this.begins, 2 * this.size);
			this.ends = Arrays.copyOf(this.ends, 2 * this.size);
		}
		this.begins[this.size] = beginNanos;
		// A clock that is coarse, or read by two processors, may see it end as it begins
		this.ends[this.size] = (endNanos - beginNanos > 0) ? endNanos : beginNanos + 1;
		this.size++;
	}

	/**
	 * The most holds at once. A hold that ends in the moment in which another begins does
	 * not overlap it.
	 */
	int peak() {
		if (this.size == 0) {
			return 0;
		}
		// Differences, because readings of the clock may be of either sign
		long origin = this.begins[0];
		for (int i = 0; i < this.size; i++) {
			this.begins[i] -= origin;
			this.ends[i] -= origin;
		}
		Arrays.sort(this.begins, 0, this.size);
		Arrays.sort(this.ends, 0, this.size);
		int peak = 0;
		int ended = 0;
		for (int begun = 0; begun < this.size; begun++) {
			while (this.ends[ended] <= this.begins[begun]) {
				ended++;
			}
			peak = Math.max(peak, begun + 1 - ended);
		}
		return peak;
	}

}
