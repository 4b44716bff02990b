package io.github.poolstarter.tuning;

/**
 * The range in which a time is expected. Immutable.
 *
 * @param lowNanos the lower bound
 * @param highNanos the upper bound, not below the lower
 */
public record Range(long lowNanos, long highNanos) {

	/**
	 * Check the bounds.
	 */
	public Range {
		if (lowNanos < 0 || highNanos < lowNanos) {
			throw new IllegalArgumentException(
					"A range must have 0 <= low <= high, and is from %d to %d".formatted(lowNanos, highNanos));
		}
	}

	/**
	 * Whether a time lies in the range.
	 */
	public boolean contains(long nanos) {
		return this.lowNanos <= nanos && nanos <= this.highNanos;
	}

	/**
	 * The range with its upper bound raised to a time, if that is above it.
	 */
	Range upTo(long nanos) {
		return new Range(this.lowNanos, Math.max(this.highNanos, nanos));
	}

	/**
	 * The smallest range that has all of both.
	 */
	Range union(Range other) {
		return new Range(Math.min(this.lowNanos, other.lowNanos), Math.max(this.highNanos, other.highNanos));
	}

}
