package io.github.poolstarter.autoconfigure;

import java.time.Duration;

/**
 * Writes durations as they are written in YAML.
 */
final class Durations {

	private static final long MILLIS_PER_SECOND = 1000;

	private Durations() {
	}

	/**
	 * Write a duration in seconds, or in milliseconds where seconds would not be exact.
	 * @param duration the duration
	 * @return such as {@code 45s}
	 */
	static String display(Duration duration) {
		long millis = duration.toMillis();
		return (millis % MILLIS_PER_SECOND == 0) ? millis / MILLIS_PER_SECOND + "s" : millis + "ms";
	}

}
