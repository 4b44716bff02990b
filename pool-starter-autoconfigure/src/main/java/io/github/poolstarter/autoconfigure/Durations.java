package io.github.poolstarter.autoconfigure;

import java.time.Duration;

/**
 * Writes durations as they are written in YAML.
 */
public final class Durations {

	/**
	 * The longest duration that can be set: about 270 years. Nanoseconds can't tell much
	 * longer ones.
	 */
	public static final Duration LONGEST = Duration.ofDays(100_000);

	private Durations() {
	}

	/**
	 * Whether a duration is too long to be worked with.
	 */
	public static boolean isTooLong(Duration duration) {
		return duration.compareTo(LONGEST) > 0;
	}

	/**
	 * Write a value as it is written in YAML.
	 */
	static Object displayed(Object value) {
		return (value instanceof Duration duration) ? display(duration) : value;
	}

	/**
	 * Write a duration in the largest unit that gives a whole number.
	 * @return such as {@code 250ms}, {@code 45s} or {@code 30m}; days where it is very
	 * long
	 */
	public static String display(Duration duration) {
		if (duration.compareTo(LONGEST) >= 0 || duration.compareTo(LONGEST.negated()) <= 0) {
			return duration.toDays() + "d";
		}
		if (duration.toMillisPart() != 0) {
			return duration.toMillis() + "ms";
		}
		if (duration.toSecondsPart() != 0 || duration.isZero()) {
			return duration.toSeconds() + "s";
		}
		return duration.toMinutes() + "m";
	}

}
