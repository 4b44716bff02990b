package io.github.poolstarter.tuning;

import java.util.Arrays;

/**
 * The connections of a replayed pool: when each will be free. Borrowers are granted in
 * the order in which they come. A binary heap over a plain array: with a
 * {@link java.util.PriorityQueue} the whole analysis takes 1.4 times as long
 * ({@code AnalysisExperiment}). Not safe for use by several threads.
 */
final class ReplayedPool {

	// What a borrower gets who gave up
	static final long GAVE_UP = Long.MIN_VALUE;

	private final long[] free;

	private final long openingNanos;

	private int open;

	ReplayedPool(int size, Opening opening) {
		this.free = new long[size];
		this.open = Math.max(1, Math.min(size, opening.openAtStart()));
		this.openingNanos = opening.nanos();
		Arrays.fill(this.free, Long.MIN_VALUE);
	}

	/**
	 * Grant a connection to who comes next.
	 */
	long grant(long arrival, long hold, long patience) {
		if (this.free[0] > arrival && this.open < this.free.length) {
			open(arrival + this.openingNanos);
		}
		long start = Math.max(arrival, this.free[0]);
		if (start - arrival > patience) {
			return GAVE_UP;
		}
		sink(start + hold);
		return start;
	}

	private void open(long ready) {
		int at = this.open++;
		while (at > 0) {
			int parent = (at - 1) >>> 1;
			if (this.free[parent] <= ready) {
				break;
			}
			this.free[at] = this.free[parent];
			at = parent;
		}
		this.free[at] = ready;
	}

	private void sink(long value) {
		long[] heap = this.free;
		int size = this.open;
		int at = 0;
		int child = 1;
		while (child < size) {
			if (child + 1 < size && heap[child + 1] < heap[child]) {
				child++;
			}
			if (heap[child] >= value) {
				break;
			}
			heap[at] = heap[child];
			at = child;
			child = 2 * at + 1;
		}
		heap[at] = value;
	}

}
