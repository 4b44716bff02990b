package io.github.poolstarter.tracking;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.poolstarter.pool.Distribution;
import io.github.poolstarter.pool.HistorySample;
import io.github.poolstarter.pool.ObservedPool;
import io.github.poolstarter.pool.PoolMonitor;
import io.github.poolstarter.pool.PoolObserver;
import io.github.poolstarter.pool.PoolState;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Logs a line with the statistics of each pool at an interval. Used by the thread of the
 * {@link PoolMonitor} only.
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
	public void sampled(ObservedPool pool, HistorySample sample) {
		String name = pool.qualifiedName();
		long length = this.interval.toMillis();
		Long due = this.nextMillis.putIfAbsent(name, sample.endMillis() + length);
		if (due != null && sample.endMillis() >= due) {
			this.nextMillis.put(name, sample.endMillis() + length);
			HistorySample latest = pool.history().last(this.interval, sample.endMillis());
			logger.info(line(name, (latest != null) ? latest : sample));
		}
	}

	/**
	 * The line of a pool.
	 */
	static String line(String pool, HistorySample sample) {
		PoolState state = sample.state();
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
