package io.github.poolstarter.metrics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.github.poolstarter.alert.AlertBoard;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.pool.HistorySample;
import io.github.poolstarter.pool.LeakThresholds;
import io.github.poolstarter.pool.ObservedPool;
import io.github.poolstarter.pool.PoolObserver;
import io.github.poolstarter.remotecall.RemoteCallCounts;
import io.github.poolstarter.tracking.RouteCounts;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * The meters of the pools that HikariCP has no like of; its own, {@code hikaricp.*}, stay
 * as they are. Most gauges tell of the last minute, so that what happens between two
 * readings is not missed; counters begin at the start of the application and never go
 * down, not even when the statistics are reset. A gauge is not a number where nothing is
 * known: nothing happened in the last minute, or it is not measured.
 * <p>
 * Told of each second by the pool monitor, without which the last minute is unknown and
 * all call-sites are one. Safe for use by several threads, and with several registries.
 */
public final class PoolMeters implements MeterBinder, PoolObserver {

	private final Map<ObservedPool, PoolFigures> pools = new LinkedHashMap<>();

	private final Supplier<AlertBoard> alerts;

	private final List<CallSiteTimers> callSites = new CopyOnWriteArrayList<>();

	/**
	 * Create meters, to be bound to a registry.
	 */
	public PoolMeters(Iterable<? extends ObservedPool> pools, Supplier<RouteCounts> routes,
			Supplier<RemoteCallCounts> remoteCalls, LeakThresholds leakThresholds, Supplier<AlertBoard> alerts) {
		pools.forEach((pool) -> this.pools.put(pool,
				(pool instanceof JdbcPool jdbc)
						? new JdbcPoolFigures(jdbc, routes.get(), remoteCalls.get(), leakThresholds)
						: new PoolFigures(pool, leakThresholds)));
		this.alerts = alerts;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.pools.forEach((pool, figures) -> {
			PoolBinding binding = new PoolBinding(registry, figures);
			binding.bind(this.alerts);
			if (pool instanceof JdbcPool jdbc && figures instanceof JdbcPoolFigures ofJdbc) {
				binding.bindJdbc(ofJdbc);
				if (jdbc.replicas() != null) {
					binding.bindReplicas(jdbc.replicas());
				}
				for (CallSiteTimers timers : binding.callSiteTimers(ofJdbc)) {
					timers.register();
					this.callSites.add(timers);
				}
			}
			else {
				binding.bindState();
			}
		});
	}

	@Override
	public void sampled(ObservedPool pool, HistorySample sample) {
		PoolFigures figures = this.pools.get(pool);
		if (figures != null) {
			figures.sampled(sample);
			this.callSites.stream().filter((timers) -> timers.isOf(figures)).forEach(CallSiteTimers::register);
		}
	}

}
