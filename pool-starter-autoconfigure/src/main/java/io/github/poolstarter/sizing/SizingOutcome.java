package io.github.poolstarter.sizing;

import java.util.List;

import io.github.poolstarter.pool.HistorySample;
import org.jspecify.annotations.Nullable;

/**
 * What came of another maximum: how a pool did before it and after it. Immutable.
 *
 * @param before the last seconds before the change, at most as many as after it,
 * {@code null} where the history has none with the size from which it was changed
 * @param after the seconds since the change
 */
public record SizingOutcome(@Nullable Measured before, Measured after) {

	/**
	 * What a pool did in some seconds. Immutable.
	 *
	 * @param seconds how many
	 * @param borrowsPerSecond how many connections were given back in each
	 * @param p99WaitNanos the 99th percentile of the waits, {@code null} if nobody came
	 */
	public record Measured(int seconds, double borrowsPerSecond, @Nullable Long p99WaitNanos) {

		static Measured of(List<HistorySample> samples) {
			HistorySample all = HistorySample.merged(samples);
			return new Measured(all.seconds(), (double) all.hold().count() / all.seconds(),
					(all.acquire().isEmpty()) ? null : all.acquire().distribution().p99Nanos());
		}

	}

}
