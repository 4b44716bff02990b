package io.github.poolstarter.actuate;

import io.github.poolstarter.tuning.Range;

/**
 * The range in which a time is expected.
 *
 * @param low the lower bound, in milliseconds
 * @param high the upper bound, in milliseconds
 */
record RangeDescriptor(double low, double high) {

	static RangeDescriptor of(Range range) {
		return new RangeDescriptor(Millis.of(range.lowNanos()), Millis.of(range.highNanos()));
	}

}
