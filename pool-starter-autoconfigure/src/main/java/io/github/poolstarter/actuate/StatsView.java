package io.github.poolstarter.actuate;

import java.util.Map;
import java.util.function.Supplier;

import io.github.poolstarter.jdbc.ConnectionFallback;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.PoolDefinition;
import io.github.poolstarter.pool.BorrowStats;
import io.github.poolstarter.pool.ObservedPool;
import io.github.poolstarter.pool.ObservedPools;
import io.github.poolstarter.pool.PoolState;
import io.github.poolstarter.tracking.RouteCounts;
import org.jspecify.annotations.Nullable;

/**
 * The view {@code stats}: the figures of the pools. Safe for use by several threads.
 */
final class StatsView implements PoolView {

	private final ObservedPools pools;

	private final Supplier<RouteCounts> routes;

	StatsView(ObservedPools pools, Supplier<RouteCounts> routes) {
		this.pools = pools;
		this.routes = routes;
	}

	@Override
	public PoolsDescriptor<Object> all(HistoryWindow window) {
		return PoolView.each(this.pools, (pool) -> one(pool, window));
	}

	@Override
	public Object one(ObservedPool pool, HistoryWindow window) {
		StatsDescriptor stats = describe(pool, pool.state());
		Map<String, ReplicaDescriptor> replicas = replicas(pool);
		return (replicas != null) ? new StatsDescriptor.Replicated(stats, replicas) : stats;
	}

	/**
	 * Describe the replicas of a pool.
	 * @return its replicas by name, {@code null} for a pool without
	 */
	@Nullable Map<String, ReplicaDescriptor> replicas(ObservedPool pool) {
		return (pool instanceof JdbcPool jdbc) ? ReplicaDescriptor.statsOf(jdbc) : null;
	}

	/**
	 * Describe a pool whose state is known.
	 */
	StatsDescriptor describe(ObservedPool pool, PoolState state) {
		BorrowStats borrows = pool.stats();
		return StatsDescriptor.of(state, borrows, (pool instanceof JdbcPool jdbc) ? fallback(jdbc, borrows) : null);
	}

	private StatsDescriptor.@Nullable FallbackDescriptor fallback(JdbcPool pool, BorrowStats borrows) {
		PoolDefinition.Fallback definition = pool.definition().fallback();
		ConnectionFallback fallback = pool.fallback();
		if (definition == null || fallback == null) {
			return null;
		}
		RouteCounts.Snapshot counts = this.routes.get().snapshot(pool.name(), borrows);
		return new StatsDescriptor.FallbackDescriptor(definition.to(), definition.maxConnections(), fallback.active(),
				counts.fallback(), counts.fallbackRefused());
	}

}
