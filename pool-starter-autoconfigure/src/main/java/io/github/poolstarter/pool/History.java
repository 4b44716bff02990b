package io.github.poolstarter.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * What a pool did lately: the last ten minutes by the second, the last two hours by ten
 * seconds, and all that is kept by the minute. A retention that is shorter than one of
 * these shortens it, and what would then be coarser is left out. Every second is added to
 * all of them at once, so an interval that is not over is known up to now.
 * <p>
 * It has no clock: samples carry their time, and readers say what time it is. What is
 * later than that, because the clock was set back, is not shown. Samples should end close
 * to full seconds, for intervals are made of full seconds since the epoch.
 * <p>
 * Safe for use by several threads. The lock is held while a sample is added and while
 * references are copied, readers merge outside of it.
 */
public final class History {

	/**
	 * The longest time that can be kept.
	 */
	public static final Duration MAXIMUM_RETENTION = Duration.ofDays(7);

	private static final int POINTS = 360;

	// All divide an hour, so that points are at round times
	private static final int[] STEPS = { 1, 2, 10, 20, 60, 120, 300, 600, 1200, 1800 };

	private final long retention;

	private final List<HistoryRing> rings = new ArrayList<>();

	public History(Duration retention) {
		if (retention.compareTo(MAXIMUM_RETENTION) > 0) {
			throw new IllegalArgumentException(
					"'retention' must be at most " + MAXIMUM_RETENTION + ", and is " + retention);
		}
		this.retention = seconds("retention", retention);
		addRing(1, 600);
		addRing(10, 720);
		addRing(60, Integer.MAX_VALUE);
	}

	private void addRing(int resolution, int intervals) {
		if (this.rings.isEmpty() || coarsest().span() < this.retention) {
			int needed = (int) roundUp(this.retention, resolution) / resolution;
			this.rings.add(new HistoryRing(resolution, Math.min(intervals, needed)));
		}
	}

	private HistoryRing coarsest() {
		return this.rings.get(this.rings.size() - 1);
	}

	/**
	 * Add what happened in a second. A sample may also stand for several seconds, after
	 * its maker was held up: it then counts where it ended.
	 */
	public synchronized void add(HistorySample sample) {
		this.rings.forEach((ring) -> ring.add(sample));
	}

	/**
	 * The course of a time that ends now. Points are aligned to the epoch, oldest first;
	 * the first and the last stand for less time where an interval is not complete, and
	 * there is none for an interval of which nothing is known. It is as fine as what is
	 * kept for the whole window, whose first interval is included if it began before.
	 * @param window how far to go back; what is longer ago than is kept is missing
	 * @param step the time from point to point, raised to the next multiple of what is
	 * kept, or {@code null} to have at most about 360 points
	 * @param nowMillis the current time, in milliseconds since the epoch
	 */
	public List<HistorySample> series(Duration window, @Nullable Duration step, long nowMillis) {
		long length = window(window);
		HistoryRing ring = ring(length);
		long resolution = ring.resolution();
		long every = (step != null) ? roundUp(Math.min(seconds("step", step), this.retention), resolution)
				: defaultStep(length, resolution);
		Map<Long, List<HistorySample>> points = new LinkedHashMap<>();
		for (HistorySample sample : read(ring, length, every, nowMillis)) {
			points.computeIfAbsent(HistoryRing.interval(sample, every), (interval) -> new ArrayList<>()).add(sample);
		}
		return points.values().stream().map(HistorySample::merged).toList();
	}

	/**
	 * All that happened in a time that ends now, taken from the finest that is kept for
	 * the whole of it. It begins with a whole interval, so it may be longer by up to ten
	 * seconds from ten minutes on, and by up to a minute from two hours on.
	 * @param window how far to go back; what is longer ago than is kept is missing
	 * @param nowMillis the current time, in milliseconds since the epoch
	 * @return the sample, {@code null} when nothing is known of that time
	 */
	public @Nullable HistorySample last(Duration window, long nowMillis) {
		long length = window(window);
		HistoryRing ring = ring(length);
		List<HistorySample> samples = read(ring, length, ring.resolution(), nowMillis);
		return (samples.isEmpty()) ? null : HistorySample.merged(samples);
	}

	private List<HistorySample> read(HistoryRing ring, long length, long step, long nowMillis) {
		long begin = Math.floorDiv(nowMillis, 1000L) - length;
		long first = Math.floorDiv(begin, step) * step + 1;
		long last = HistoryRing.nearestSecond(nowMillis);
		synchronized (this) {
			return ring.between(first, last);
		}
	}

	private HistoryRing ring(long window) {
		return this.rings.stream().filter((ring) -> ring.span() >= window).findFirst().orElseGet(this::coarsest);
	}

	private long window(Duration window) {
		return Math.min(seconds("window", window), this.retention);
	}

	private static long defaultStep(long window, long resolution) {
		return IntStream.of(STEPS)
			.filter((step) -> step % resolution == 0 && step * (long) POINTS >= window)
			.findFirst()
			.orElseThrow();
	}

	private static long seconds(String name, Duration duration) {
		if (duration.isNegative() || duration.isZero()) {
			throw new IllegalArgumentException("'" + name + "' must be more than 0, and is " + duration);
		}
		return (duration.getNano() > 0 && duration.getSeconds() < Long.MAX_VALUE) ? duration.getSeconds() + 1
				: duration.getSeconds();
	}

	private static long roundUp(long value, long multiple) {
		return -Math.floorDiv(-value, multiple) * multiple;
	}

}
