package io.github.poolstarter.pool;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The last intervals of one length. Intervals are aligned to the epoch, and each has its
 * fixed place, its number modulo the places. So a gap costs nothing: what a place still
 * holds of an earlier round is known by its time, and ignored. And a clock that jumps, in
 * either direction, only decides where samples go; seconds to which it comes back are
 * merged with those it has shown before. Not thread-safe.
 */
final class HistoryRing {

	private final int resolution;

	private final @Nullable HistorySample[] places;

	HistoryRing(int resolution, int intervals) {
		this.resolution = resolution;
		this.places = new HistorySample[intervals + 1];
	}

	/**
	 * The number of the full second that is nearest to a time. A sample belongs to the
	 * second that ended there, so a timer that comes a little early or late does no harm.
	 * @param millis the time in milliseconds since the epoch
	 */
	static long nearestSecond(long millis) {
		return Math.round(millis / 1000.0);
	}

	/**
	 * The number of the interval in which a sample ended. Interval 0 begins at the epoch,
	 * the second that ends at a boundary is the last of the interval before.
	 */
	static long interval(HistorySample sample, long resolution) {
		return interval(nearestSecond(sample.endMillis()), resolution);
	}

	private static long interval(long second, long resolution) {
		return Math.floorDiv(second - 1, resolution);
	}

	int resolution() {
		return this.resolution;
	}

	/**
	 * How far back the ring goes.
	 */
	long span() {
		return (this.places.length - 1L) * this.resolution;
	}

	/**
	 * Add a sample to its interval.
	 */
	void add(HistorySample sample) {
		long interval = interval(sample, this.resolution);
		HistorySample present = at(interval);
		this.places[place(interval)] = (present != null) ? HistorySample.merged(List.of(present, sample)) : sample;
	}

	/**
	 * The samples of a time.
	 */
	List<HistorySample> between(long firstSecond, long lastSecond) {
		List<HistorySample> samples = new ArrayList<>();
		long last = interval(lastSecond, this.resolution);
		for (long interval = interval(firstSecond, this.resolution); interval <= last; interval++) {
			HistorySample sample = at(interval);
			if (sample != null) {
				samples.add(sample);
			}
		}
		return samples;
	}

	private @Nullable HistorySample at(long interval) {
		HistorySample sample = this.places[place(interval)];
		return (sample != null && interval(sample, this.resolution) == interval) ? sample : null;
	}

	private int place(long interval) {
		return (int) Math.floorMod(interval, (long) this.places.length);
	}

}
