package io.github.poolstarter.pool;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a {@link Histogram} had counted at one moment. Immutable, and equal to another one
 * with the same content. Thousands are kept for a pool's history, so only the buckets
 * that hold something are stored: for each the distance from the one before and its
 * count, as numbers of seven bits a byte. A bucket mostly takes two or three bytes, an
 * idle second shares {@link #EMPTY}.
 */
public final class HistogramSnapshot {

	/**
	 * The snapshot of a histogram that has counted nothing.
	 */
	public static final HistogramSnapshot EMPTY = new HistogramSnapshot(new byte[0], 0, 0, 0);

	private static final int MORE = 0x80;

	// A distance takes at most two bytes, a count nine
	private static final int LONGEST = 11;

	private final byte[] buckets;

	private final long count;

	private final long sum;

	private final long max;

	private HistogramSnapshot(byte[] buckets, long count, long sum, long max) {
		this.buckets = buckets;
		this.count = count;
		this.sum = sum;
		this.max = max;
	}

	/**
	 * Take a snapshot.
	 */
	static HistogramSnapshot of(long[] counts, long count, long sum, long max) {
		ByteBuffer buckets = ByteBuffer.allocate(counts.length * LONGEST);
		int next = 0;
		for (int i = 0; i < counts.length; i++) {
			if (counts[i] != 0) {
				write(i - next, buckets);
				write(counts[i], buckets);
				next = i + 1;
			}
		}
		return new HistogramSnapshot(Arrays.copyOf(buckets.array(), buckets.position()), count, sum, max);
	}

	private static void write(long number, ByteBuffer bytes) {
		long rest = number;
		while (rest >= MORE) {
			bytes.put((byte) (rest | MORE));
			rest >>>= 7;
		}
		bytes.put((byte) rest);
	}

	/**
	 * Add the number of values in each bucket.
	 */
	void addTo(long[] counts) {
		int bucket = -1;
		long number = 0;
		int bits = 0;
		boolean distance = true;
		for (byte part : this.buckets) {
			number |= (part & (MORE - 1L)) << bits;
			bits += 7;
			if (part >= 0) {
				if (distance) {
					bucket += (int) number + 1;
				}
				else {
					counts[bucket] += number;
				}
				distance = !distance;
				number = 0;
				bits = 0;
			}
		}
	}

	/**
	 * Whether nothing was counted.
	 */
	public boolean isEmpty() {
		return this.count == 0;
	}

	/**
	 * The number of values.
	 */
	public long count() {
		return this.count;
	}

	/**
	 * The sum of all values.
	 * @return the exact sum in nanoseconds
	 */
	public long sum() {
		return this.sum;
	}

	/**
	 * The largest value.
	 * @return the exact maximum in nanoseconds, zero when there is no value
	 */
	public long max() {
		return this.max;
	}

	/**
	 * The usual percentiles. To have those of several snapshots, add them to one
	 * {@link Histogram}.
	 * @return the percentiles
	 */
	public Distribution distribution() {
		Histogram histogram = new Histogram();
		histogram.add(this);
		return histogram.distribution();
	}

	@Override
	public boolean equals(Object obj) {
		return obj instanceof HistogramSnapshot other && this.count == other.count && this.sum == other.sum
				&& this.max == other.max && Arrays.equals(this.buckets, other.buckets);
	}

	@Override
	public int hashCode() {
		return 31 * Long.hashCode(this.sum) + Arrays.hashCode(this.buckets);
	}

	@Override
	public String toString() {
		return "HistogramSnapshot[count=" + this.count + ", sum=" + this.sum + ", max=" + this.max + "]";
	}

}
