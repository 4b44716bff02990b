package io.github.poolstarter.actuate;

/**
 * Times as they are shown: milliseconds with three decimals, because a hold may well be
 * shorter than one.
 */
final class Millis {

	private static final double MICROS = 1000.0;

	private Millis() {
	}

	/**
	 * Show a time.
	 * @param nanos nanoseconds
	 * @return milliseconds, to the microsecond
	 */
	static double of(long nanos) {
		return Math.round(nanos / MICROS) / MICROS;
	}

}
