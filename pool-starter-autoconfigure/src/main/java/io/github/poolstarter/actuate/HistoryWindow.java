package io.github.poolstarter.actuate;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The part of the history that is asked for. Immutable.
 *
 * @param length how far to go back from now, {@code null} for what the view thinks fit
 * @param step the time from point to point, {@code null} for what fits the length
 */
record HistoryWindow(@Nullable Duration length, @Nullable Duration step) {

	/**
	 * Nothing was said of it.
	 */
	public static final HistoryWindow DEFAULT = new HistoryWindow(null, null);

	public HistoryWindow {
		check("window", length);
		check("step", step);
	}

	private static void check(String name, @Nullable Duration duration) {
		if (duration != null && (duration.isNegative() || duration.isZero())) {
			throw new IllegalArgumentException("'%s' must be more than 0".formatted(name));
		}
	}

}
