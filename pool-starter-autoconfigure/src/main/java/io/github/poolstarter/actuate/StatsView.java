package io.github.poolstarter.actuate;

import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.poolstarter.ConnectionFallback;
import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.PoolDefinition;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.routing.RouteCounts;
import io.github.poolstarter.tracking.BorrowStats;
import io.github.poolstarter.tracking.PoolStats;
import io.github.poolstarter.tracking.PoolTrackers;
import org.jspecify.annotations.Nullable;

/**
 * The view {@code stats}: the figures of the pools. Safe for use by several threads.
 */
public final class StatsView implements PoolView {

	private final PoolRegistry pools;

	private final PoolTrackers trackers;

	private final RouteCounts routes;

	/**
	 * Create a view.
	 * @param pools the pools
	 * @param trackers what knows of their borrows
	 * @param routes what counts the use of fallbacks
	 */
	public StatsView(PoolRegistry pools, PoolTrackers trackers, RouteCounts routes) {
		this.pools = pools;
		this.trackers = trackers;
		this.routes = routes;
	}

	@Override
	public PoolsDescriptor<Object> all(HistoryWindow window) {
		Map<String, Object> descriptors = new LinkedHashMap<>();
		this.pools.forEach((pool) -> descriptors.put(pool.name(), one(pool, window)));
		return new PoolsDescriptor<>(descriptors);
	}

	@Override
	public Object one(ManagedPool pool, HistoryWindow window) {
		StatsDescriptor stats = describe(pool, PoolStats.of(pool));
		Map<String, ReplicaDescriptor> replicas = replicas(pool);
		return (replicas != null) ? new ReplicatedStatsDescriptor(stats, replicas) : stats;
	}

	/**
	 * Describe the replicas of a pool.
	 * @param pool the pool
	 * @return its replicas by name, {@code null} for a pool without
	 */
	@Nullable Map<String, ReplicaDescriptor> replicas(ManagedPool pool) {
		return ReplicaDescriptor.statsOf(pool, this.trackers.get(pool.name()));
	}

	/**
	 * Describe a pool whose state is known.
	 * @param pool the pool
	 * @param state its state
	 * @return the figures
	 */
	StatsDescriptor describe(ManagedPool pool, PoolStats state) {
		BorrowStats borrows = this.trackers.get(pool.name()).stats();
		return StatsDescriptor.of(state, borrows, fallback(pool, borrows));
	}

	private StatsDescriptor.@Nullable FallbackDescriptor fallback(ManagedPool pool, BorrowStats borrows) {
		PoolDefinition.Fallback definition = pool.definition().fallback();
		ConnectionFallback fallback = pool.fallback();
		if (definition == null || fallback == null) {
			return null;
		}
		RouteCounts.Snapshot counts = this.routes.snapshot(pool.name(), borrows);
		return new StatsDescriptor.FallbackDescriptor(definition.to(), definition.maxConnections(), fallback.active(),
				counts.fallback(), counts.fallbackRefused());
	}

	/**
	 * The figures of a pool with replicas.
	 *
	 * @param stats the figures of the pool itself, which are those of its primary, in the
	 * same object
	 * @param replicas its replicas by name
	 */
	public record ReplicatedStatsDescriptor(@JsonUnwrapped StatsDescriptor stats,
			Map<String, ReplicaDescriptor> replicas) {

	}

}
