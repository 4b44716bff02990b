package io.github.poolstarter.metrics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.ReadReplicas;
import io.github.poolstarter.remotecall.RemoteCallCounts;
import io.github.poolstarter.routing.RouteCounts;
import io.github.poolstarter.tracking.HistorySample;
import io.github.poolstarter.tracking.LeakThresholds;
import io.github.poolstarter.tracking.PoolObserver;
import io.github.poolstarter.tracking.PoolTracker;
import io.github.poolstarter.tracking.PoolTrackers;
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

	private final Map<String, PoolFigures> pools = new LinkedHashMap<>();

	private final Map<String, ReadReplicas> replicas = new LinkedHashMap<>();

	private final AlertStates alerts;

	private final List<CallSiteTimers> callSites = new CopyOnWriteArrayList<>();

	/**
	 * Create meters, to be bound to a registry.
	 * @param pools the pools
	 * @param trackers what knows of their borrows
	 * @param routes how often they were used, by what decided on it
	 * @param remoteCalls the remote calls that were made while a connection was held
	 * @param leakThresholds the times after which a connection that is still out counts
	 * as leaked
	 * @param alerts what knows of the pools' alerts
	 */
	public PoolMeters(PoolRegistry pools, PoolTrackers trackers, RouteCounts routes, RemoteCallCounts remoteCalls,
			LeakThresholds leakThresholds, AlertStates alerts) {
		for (String pool : pools.names()) {
			this.pools.put(pool, new PoolFigures(trackers.get(pool), routes, remoteCalls, leakThresholds));
			ReadReplicas replicas = pools.get(pool).replicas();
			if (replicas != null) {
				this.replicas.put(pool, replicas);
			}
		}
		this.alerts = alerts;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (PoolFigures pool : this.pools.values()) {
			PoolBinding binding = new PoolBinding(registry, pool);
			binding.bindGauges();
			binding.bindCounters();
			binding.bindAlerts(this.alerts);
			ReadReplicas replicas = this.replicas.get(pool.name());
			if (replicas != null) {
				binding.bindReplicas(replicas);
			}
			for (CallSiteTimers timers : binding.callSiteTimers()) {
				timers.register();
				this.callSites.add(timers);
			}
		}
	}

	@Override
	public void sampled(ManagedPool pool, PoolTracker tracker, HistorySample sample) {
		PoolFigures figures = this.pools.get(pool.name());
		if (figures != null) {
			figures.sampled(sample);
			this.callSites.stream().filter((timers) -> timers.isOf(figures)).forEach(CallSiteTimers::register);
		}
	}

}
