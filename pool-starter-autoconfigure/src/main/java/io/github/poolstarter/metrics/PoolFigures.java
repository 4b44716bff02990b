package io.github.poolstarter.metrics;

import java.time.Duration;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

import io.github.poolstarter.pool.Distribution;
import io.github.poolstarter.pool.HeldConnection;
import io.github.poolstarter.pool.History;
import io.github.poolstarter.pool.HistorySample;
import io.github.poolstarter.pool.LeakThresholds;
import io.github.poolstarter.pool.ObservedPool;
import io.github.poolstarter.pool.PoolState;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one pool that its meters show. They are read when a meter asks for one,
 * all at once, and then kept until the next second has been sampled: a registry asks for
 * dozens of them one after another. What comes with the samples only ever grows, and is
 * not lost when the statistics are reset. Safe for use by several threads.
 */
class PoolFigures {

	private static final Duration WINDOW = Duration.ofMinutes(1);

	private static final Duration NEVER = Duration.ofNanos(Long.MAX_VALUE);

	private final ObservedPool pool;

	private final LeakThresholds leakThresholds;

	private HistorySample.Counts counts = HistorySample.Counts.NONE;

	private long borrows;

	private @Nullable HistorySample latestSample;

	private @Nullable Minute minute;

	private boolean upToDate;

	PoolFigures(ObservedPool pool, LeakThresholds leakThresholds) {
		this.pool = pool;
		this.leakThresholds = leakThresholds;
	}

	final ObservedPool pool() {
		return this.pool;
	}

	/**
	 * A second has ended.
	 */
	synchronized void sampled(HistorySample sample) {
		this.counts = this.counts.plus(sample.counts());
		this.borrows += sample.acquire().count();
		this.latestSample = sample;
		this.upToDate = false;
	}

	/**
	 * Read all figures, unless that was done since the last second ended.
	 */
	final synchronized void refresh() {
		if (!this.upToDate) {
			read();
			// Without samples nothing would tell that the figures are outdated
			this.upToDate = this.latestSample != null;
		}
	}

	void read() {
		HistorySample latest = this.latestSample;
		this.minute = (latest != null) ? Minute.until(latest, this.pool.history()) : null;
	}

	final double state(ToDoubleFunction<PoolState> value) {
		return value.applyAsDouble(this.pool.state());
	}

	double busy() {
		Minute last = minute();
		return (last != null) ? ratio(last.sample().busyPercent()) : Double.NaN;
	}

	double idleInHold() {
		Minute last = minute();
		return (last != null) ? ratio(last.sample().idleInHoldPercent()) : Double.NaN;
	}

	double peakActive() {
		Minute last = minute();
		return (last != null) ? last.sample().peakActive() : Double.NaN;
	}

	double acquireNanos(ToLongFunction<Distribution> percentile) {
		Minute last = minute();
		return (last != null) ? nanos(last.acquire(), percentile) : Double.NaN;
	}

	double holdNanos(ToLongFunction<Distribution> percentile) {
		Minute last = minute();
		return (last != null) ? nanos(last.hold(), percentile) : Double.NaN;
	}

	private synchronized @Nullable Minute minute() {
		refresh();
		return this.minute;
	}

	private static double ratio(@Nullable Double percent) {
		return (percent != null) ? percent / 100 : Double.NaN;
	}

	private static double nanos(Distribution distribution, ToLongFunction<Distribution> percentile) {
		return (distribution.count() > 0) ? percentile.applyAsLong(distribution) : Double.NaN;
	}

	double leaked() {
		return leaked(this.pool.held(NEVER).stream());
	}

	final long leaked(Stream<HeldConnection> held) {
		return held.filter((connection) -> !connection.internal() && this.leakThresholds.isLeaked(connection)).count();
	}

	final synchronized double borrows() {
		return this.borrows;
	}

	final synchronized double count(ToLongFunction<HistorySample.Counts> count) {
		return count.applyAsLong(this.counts);
	}

	/**
	 * What is known of the last minute.
	 *
	 * @param sample all samples of it
	 * @param acquire how long borrowers waited
	 * @param hold how long connections were held
	 */
	private record Minute(HistorySample sample, Distribution acquire, Distribution hold) {

		static Minute until(HistorySample latest, History history) {
			HistorySample known = history.last(WINDOW, latest.endMillis());
			HistorySample sample = (known != null) ? known : latest;
			return new Minute(sample, sample.acquire().distribution(), sample.hold().distribution());
		}

	}

}
