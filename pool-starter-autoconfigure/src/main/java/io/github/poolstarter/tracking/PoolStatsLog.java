package io.github.poolstarter.tracking;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.poolstarter.ManagedPool;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Logs a line with the statistics of each pool at an interval. Used by one thread only,
 * for JDBC pools that of the {@link PoolMonitor}.
 */
public final class PoolStatsLog implements PoolObserver {

	private static final Log logger = LogFactory.getLog(PoolStatsLog.class);

	private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

	private static final int ABBREVIATION = 2;

	private final Duration interval;

	private final Map<String, Long> nextMillis = new HashMap<>();

	/**
	 * Create a log.
	 * @param interval the time from line to line, at least a second
	 */
	public PoolStatsLog(Duration interval) {
		this.interval = interval;
	}

	@Override
	public void sampled(ManagedPool pool, PoolTracker tracker, HistorySample sample) {
		sampled(pool.name(), tracker.history(), sample);
	}

	/**
	 * Take notice of a second of a pool.
	 * @param pool the name of the pool
	 * @param history its history, with that second
	 * @param sample what happened in it
	 */
	public void sampled(String pool, History history, HistorySample sample) {
		long length = this.interval.toMillis();
		Long due = this.nextMillis.putIfAbsent(pool, sample.endMillis() + length);
		if (due != null && sample.endMillis() >= due) {
			this.nextMillis.put(pool, sample.endMillis() + length);
			HistorySample latest = history.last(this.interval, sample.endMillis());
			logger.info(line(pool, (latest != null) ? latest : sample));
		}
	}

	/**
	 * The line of a pool.
	 * @param pool the name of the pool
	 * @param sample what is known of the interval
	 * @return the line
	 */
	static String line(String pool, HistorySample sample) {
		PoolStats state = sample.state();
		Distribution acquire = sample.acquire().distribution();
		Distribution hold = sample.hold().distribution();
		return String.format(Locale.ROOT,
				"%s Pool Stats (total=%d, active=%d, idle=%d, waiting=%d), last %d s: borrows=%d, wait p99=%.1f ms, "
						+ "hold p99=%.1f ms, idle in hold=%s, timeouts=%d, rejected=%d",
				title(pool), state.total(), state.active(), state.idle(), state.pending(), sample.seconds(),
				hold.count(), acquire.p99Nanos() / NANOS_PER_MILLI, hold.p99Nanos() / NANOS_PER_MILLI,
				percent(sample.idleInHoldPercent()), sample.counts().timeouts(), sample.counts().rejected());
	}

	private static String percent(@Nullable Double value) {
		return (value != null) ? String.format(Locale.ROOT, "%.1f %%", value) : "unknown";
	}

	// AI, General
	private static String title(String pool) {
		int capitals = (pool.length() <= ABBREVIATION) ? pool.length() : 1;
		return pool.substring(0, capitals).toUpperCase(Locale.ROOT) + pool.substring(capitals);
	}

}
