package io.github.poolstarter.actuate;

import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.PoolGate;
import io.github.poolstarter.pool.ObservedPool;
import io.github.poolstarter.pool.ObservedPools;
import io.github.poolstarter.pool.PoolState;
import org.jspecify.annotations.Nullable;

/**
 * The view {@code health}: how the pools are. Safe for use by several threads.
 */
final class HealthView implements PoolView {

	private final ObservedPools pools;

	private final PoolHealthChecks checks;

	HealthView(ObservedPools pools, PoolHealthChecks checks) {
		this.pools = pools;
		this.checks = checks;
	}

	@Override
	public HealthOverviewDescriptor all(HistoryWindow window) {
		Map<String, PoolHealth> health = this.checks.checkAll();
		PoolsDescriptor<HealthDescriptor> pools = PoolView.each(this.pools,
				(pool) -> HealthDescriptor.of(Objects.requireNonNull(health.get(pool.qualifiedName())), pool));
		return new HealthOverviewDescriptor(PoolStatus.worst(health.values()), pools.pools(), pools.others());
	}

	@Override
	public HealthDescriptor one(ObservedPool pool, HistoryWindow window) {
		return HealthDescriptor.of(this.checks.check(pool), pool);
	}

	/**
	 * The health of all pools.
	 *
	 * @param status the worst condition of a pool
	 * @param pools the health of each JDBC pool
	 * @param others the health of each other pool, by kind and name
	 */
	record HealthOverviewDescriptor(PoolStatus status, Map<String, HealthDescriptor> pools,
			@JsonAnyGetter Map<String, Map<String, HealthDescriptor>> others) {

	}

	/**
	 * The health of a pool.
	 *
	 * @param status its condition
	 * @param usagePercent the share of the maximum that is out
	 * @param active the connections that are out
	 * @param available how many more could be taken at once
	 * @param pending the threads that are waiting for a connection
	 * @param suspended whether an operator has suspended the pool, {@code null} if not
	 * @param note why the pool is down, or that it was not started yet
	 * @param replicas how its replicas are, {@code null} for a pool without
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record HealthDescriptor(PoolStatus status, double usagePercent, int active, int available, int pending,
			@Nullable Boolean suspended, @Nullable String note, @Nullable Map<String, ReplicaDescriptor> replicas) {

		static HealthDescriptor of(PoolHealth health, ObservedPool pool) {
			PoolGate gate = (pool instanceof JdbcPool jdbc) ? jdbc.gate() : null;
			Boolean suspended = (gate != null && gate.isSuspended()) ? Boolean.TRUE : null;
			PoolState stats = health.stats();
			return new HealthDescriptor(health.status(), stats.usagePercent(), stats.active(), stats.available(),
					stats.pending(), suspended, health.note(), health.replicas());
		}

	}

}
