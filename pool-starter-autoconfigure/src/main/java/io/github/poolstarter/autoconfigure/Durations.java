package io.github.poolstarter.autoconfigure;

import java.time.Duration;

/**
 * Writes durations as they are written in YAML.
 */
public final class Durations {

	private Durations() {
	}

	/**
	 * Write a duration in the largest unit that gives a whole number.
	 * @param duration the duration
	 * @return such as {@code 250ms}, {@code 45s} or {@code 30m}
	 */
	public static String display(Duration duration) {
		if (duration.toMillisPart() != 0) {
			return duration.toMillis() + "ms";
		}
		if (duration.toSecondsPart() != 0 || duration.isZero()) {
			return duration.toSeconds() + "s";
		}
		return duration.toMinutes() + "m";
	}

}
