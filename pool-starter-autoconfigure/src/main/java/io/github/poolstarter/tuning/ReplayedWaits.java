package io.github.poolstarter.tuning;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * How long each borrower waits in a replay, and how sure a percentile of that is. To be
 * filled once, then asked. Not safe for use by several threads.
 * <p>
 * <strong>How sure.</strong> ReplayedWaits of neighbours depend on each other: a queue
 * holds up all who come to it. So they are cut in the order in which they came into g = 8
 * blocks of equal number, and the percentile θ is taken again eight times, each time
 * without one block: the delete-a-group jackknife, whose standard error is
 *
 * <pre>
 * se² = (g − 1)/g · Σ (θ<sub>(j)</sub> − mean of θ<sub>(j)</sub>)²
 * </pre>
 *
 * Leaving out one wait at a time says nothing of a percentile (it is not smooth); leaving
 * out a growing part of them does (J. Shao and C. F. J. Wu, "A General Theory for
 * Jackknife Variance Estimation", Annals of Statistics 17, 1989; P. S. Kott, "The
 * Delete-a-Group Jackknife", Journal of Official Statistics 17, 2001). The blocks are of
 * the waits of one replay. Eight replays without a block each would cost eight times as
 * much, and would join what never was side by side.
 */
final class ReplayedWaits {

	static final int BLOCKS = 8;

	private static final int BLOCK_BITS = 3;

	private final long[] nanos;

	private final int first;

	private int gaveUp;

	// Those that are not zero, each with its block in the lowest bits
	private long @Nullable [] tagged;

	// From here on they are in order, and none before is larger
	private int sortedFrom = Integer.MAX_VALUE;

	ReplayedWaits(int size, int first) {
		this.nanos = new long[size];
		this.first = first;
	}

	void waited(int index, long nanos) {
		this.nanos[index] = nanos;
	}

	void gaveUp(int index, long nanos) {
		this.nanos[index] = nanos;
		if (index >= this.first) {
			this.gaveUp++;
		}
	}

	long nanos(int index) {
		return this.nanos[index];
	}

	/**
	 * How many waits count.
	 */
	int count() {
		return this.nanos.length - this.first;
	}

	/**
	 * How many of the borrowers that count gave up.
	 */
	int gaveUp() {
		return this.gaveUp;
	}

	/**
	 * A percentile of the waits: the smallest that at least a given share don't exceed.
	 * @return nanoseconds
	 */
	long quantile(double q) {
		int above = count() - Math.max(1, rank(q, count()));
		if (above < 0 || above >= waiting()) {
			return 0;
		}
		long[] waits = tagged();
		int index = waits.length - 1 - above;
		if (index < this.sortedFrom) {
			select(waits, index, Math.min(this.sortedFrom, waits.length) - 1);
		}
		return waits[index] >>> BLOCK_BITS;
	}

	// A product such as 0.07 * 100 must not be rounded up
	private static int rank(double q, int count) {
		return (int) Math.ceil(Math.nextDown(q) * count);
	}

	/**
	 * The standard error of a percentile.
	 * @return nanoseconds
	 */
	double standardError(double q) {
		double[] without = new double[BLOCKS];
		double sum = 0;
		for (int block = 0; block < BLOCKS; block++) {
			without[block] = quantile(q, block);
			sum += without[block];
		}
		double squares = 0;
		for (double value : without) {
			squares += (value - sum / BLOCKS) * (value - sum / BLOCKS);
		}
		return Math.sqrt(squares * (BLOCKS - 1) / BLOCKS);
	}

	private long quantile(double q, int without) {
		int count = count() - (blockStart(without + 1) - blockStart(without));
		int above = count - Math.max(1, rank(q, count));
		if (above >= waiting()) {
			return 0;
		}
		int left = above;
		long[] waits = highest(Math.min(waiting(), above + 1 + count() / BLOCKS + 1));
		for (int i = waits.length - 1; i >= 0; i--) {
			if ((waits[i] & (BLOCKS - 1)) != without && left-- == 0) {
				return waits[i] >>> BLOCK_BITS;
			}
		}
		return 0;
	}

	private int blockStart(int block) {
		return (int) ((long) count() * block / BLOCKS);
	}

	private int waiting() {
		return tagged().length;
	}

	private long[] tagged() {
		long[] waits = this.tagged;
		if (waits == null) {
			waits = new long[count()];
			int size = 0;
			for (int block = 0; block < BLOCKS; block++) {
				int end = this.first + blockStart(block + 1);
				for (int i = this.first + blockStart(block); i < end; i++) {
					if (this.nanos[i] > 0) {
						waits[size++] = (this.nanos[i] << BLOCK_BITS) | block;
					}
				}
			}
			waits = Arrays.copyOf(waits, size);
			this.tagged = waits;
		}
		return waits;
	}

	// The rest need not be in order
	private long[] highest(int number) {
		long[] waits = tagged();
		int from = waits.length - number;
		if (from < this.sortedFrom) {
			select(waits, from, Math.min(this.sortedFrom, waits.length) - 1);
			Arrays.sort(waits, from, waits.length);
			this.sortedFrom = from;
		}
		return waits;
	}

	// Hoare's, because to sort all waits makes the whole analysis a sixth slower
	// (AnalysisExperiment): afterwards what belongs at the index is there, and nothing
	// before it is larger, and nothing after it smaller
	private static void select(long[] values, int index, int last) {
		int low = 0;
		int high = last;
		while (low < high) {
			long pivot = values[(low + high) >>> 1];
			int i = low;
			int j = high;
			while (i <= j) {
				while (values[i] < pivot) {
					i++;
				}
				while (values[j] > pivot) {
					j--;
				}
				if (i <= j) {
					long value = values[i];
					values[i++] = values[j];
					values[j--] = value;
				}
			}
			if (index <= j) {
				high = j;
			}
			else if (index >= i) {
				low = i;
			}
			else {
				return;
			}
		}
	}

}
