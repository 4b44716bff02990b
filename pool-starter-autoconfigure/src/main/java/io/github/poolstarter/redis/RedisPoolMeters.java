package io.github.poolstarter.redis;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

import io.github.poolstarter.tracking.Distribution;
import io.github.poolstarter.tracking.HistogramSnapshot;
import io.github.poolstarter.tracking.HistorySample;
import io.github.poolstarter.tracking.LeakThresholds;
import io.github.poolstarter.tracking.PoolStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * The meters of the Redis pools. Waits and holds are those of the last minute; what only
 * grows begins at the start of the application, and is not set back with the statistics.
 * Told of each second by the monitor. Safe for use by several threads, and with several
 * registries.
 */
public final class RedisPoolMeters implements MeterBinder, RedisPoolObserver {

	private static final Duration WINDOW = Duration.ofMinutes(1);

	private final Map<String, Figures> pools = new LinkedHashMap<>();

	/**
	 * Create meters, to be bound to a registry.
	 * @param pools the pools
	 * @param leakThresholds the times after which a connection that is still out counts
	 * as leaked
	 * @param clock the clock of their history
	 */
	public RedisPoolMeters(RedisPools pools, LeakThresholds leakThresholds, Clock clock) {
		pools.forEach((pool) -> this.pools.put(pool.name(), new Figures(pool, leakThresholds, clock)));
	}

	@Override
	public void sampled(RedisPool pool, HistorySample sample) {
		Figures figures = this.pools.get(pool.name());
		if (figures != null) {
			figures.add(sample);
		}
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.pools.forEach((name, figures) -> new Binding(registry, Tags.of("pool", name), figures).bind());
	}

	private record Binding(MeterRegistry registry, Tags tags, Figures figures) {

		void bind() {
			connections("active", "Connections in use", PoolStats::active);
			connections("idle", "Idle connections", PoolStats::idle);
			connections("max", "Maximum number of connections", PoolStats::maximumPoolSize);
			connections("min", "Minimum number of idle connections that the pool tries to keep",
					PoolStats::minimumIdle);
			gauge("pools.redis.pending", "Threads waiting for a connection", (all) -> all.pool.state().pending());
			gauge("pools.redis.connections.peak", "Most connections in use at once in the last minute",
					(all) -> all.lastMinute().peakActive());
			gauge("pools.redis.connections.leaked", "Connections in use for longer than the leak threshold",
					Figures::leaked);
			times("pools.redis.acquire", "that borrowers waited for a connection in the last minute",
					HistorySample::acquire);
			times("pools.redis.hold", "that connections were held in the last minute", HistorySample::hold);
			count("pools.redis.borrows", "Borrows, including those that timed out", (all) -> all.borrows);
			count("pools.redis.timeouts", "Borrows that timed out", (all) -> all.counts.timeouts());
			count("pools.redis.connections.opened", "Connections opened", (all) -> all.counts.created());
			count("pools.redis.connections.closed", "Connections closed", (all) -> all.counts.closed());
			count("pools.redis.connections.failed", "Failed attempts to open a connection",
					(all) -> all.counts.failed());
		}

		private void connections(String name, String description, ToDoubleFunction<PoolStats> value) {
			gauge("pools.redis.connections." + name, description, (all) -> value.applyAsDouble(all.pool.state()));
		}

		private void gauge(String name, String description, ToDoubleFunction<Figures> value) {
			Gauge.builder(name, this.figures, value).tags(this.tags).description(description).register(this.registry);
		}

		private void times(String name, String what, Function<HistorySample, HistogramSnapshot> times) {
			time(name + ".percentile", "Time " + what, this.tags.and("phi", "0.5"), times, Distribution::p50Nanos);
			time(name + ".percentile", "Time " + what, this.tags.and("phi", "0.95"), times, Distribution::p95Nanos);
			time(name + ".percentile", "Time " + what, this.tags.and("phi", "0.99"), times, Distribution::p99Nanos);
			time(name + ".max", "Longest time " + what, this.tags, times, Distribution::maxNanos);
		}

		private void time(String name, String description, Tags tags, Function<HistorySample, HistogramSnapshot> times,
				ToLongFunction<Distribution> which) {
			TimeGauge.builder(name, this.figures, TimeUnit.NANOSECONDS, (all) -> {
				Distribution distribution = times.apply(all.lastMinute()).distribution();
				return (distribution.count() > 0) ? which.applyAsLong(distribution) : Double.NaN;
			}).tags(tags).description(description).register(this.registry);
		}

		private void count(String name, String description, ToDoubleFunction<Figures> value) {
			FunctionCounter.builder(name, this.figures, value)
				.tags(this.tags)
				.description(description)
				.register(this.registry);
		}

	}

	private static final class Figures {

		private final RedisPool pool;

		private final LeakThresholds leakThresholds;

		private final Clock clock;

		private volatile HistorySample.Counts counts = HistorySample.Counts.NONE;

		private volatile long borrows;

		Figures(RedisPool pool, LeakThresholds leakThresholds, Clock clock) {
			this.pool = pool;
			this.leakThresholds = leakThresholds;
			this.clock = clock;
		}

		synchronized void add(HistorySample sample) {
			this.counts = this.counts.plus(sample.counts());
			this.borrows = this.borrows + sample.acquire().count();
		}

		double leaked() {
			return this.pool.heldFor(this.leakThresholds.of(this.pool.qualifiedName()));
		}

		HistorySample lastMinute() {
			HistorySample known = this.pool.tracker().history().last(WINDOW, this.clock.millis());
			return (known != null) ? known : new HistorySample(this.clock.millis(), 1, this.pool.state(), 0, 0,
					HistorySample.Counts.NONE, HistogramSnapshot.EMPTY, HistogramSnapshot.EMPTY, 0, 0);
		}

	}

}
