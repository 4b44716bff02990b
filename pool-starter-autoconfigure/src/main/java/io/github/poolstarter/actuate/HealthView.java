package io.github.poolstarter.actuate;

import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.PoolGate;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.tracking.PoolStats;
import org.jspecify.annotations.Nullable;

/**
 * The view {@code health}: how the pools are. Safe for use by several threads.
 */
public final class HealthView implements PoolView {

	private final PoolRegistry pools;

	private final PoolHealthChecks checks;

	/**
	 * Create a view.
	 * @param pools the pools
	 * @param checks what finds out how the pools are
	 */
	public HealthView(PoolRegistry pools, PoolHealthChecks checks) {
		this.pools = pools;
		this.checks = checks;
	}

	@Override
	public HealthOverviewDescriptor all(HistoryWindow window) {
		Map<String, HealthDescriptor> descriptors = new LinkedHashMap<>();
		PoolStatus worst = PoolStatus.UP;
		for (Map.Entry<String, PoolHealth> entry : this.checks.checkAll().entrySet()) {
			descriptors.put(entry.getKey(), HealthDescriptor.of(entry.getValue(), this.pools.get(entry.getKey())));
			worst = worst.worse(entry.getValue().status());
		}
		return new HealthOverviewDescriptor(worst, descriptors);
	}

	@Override
	public HealthDescriptor one(ManagedPool pool, HistoryWindow window) {
		return HealthDescriptor.of(this.checks.check(pool), pool);
	}

	/**
	 * The health of all pools.
	 *
	 * @param status the worst condition of a pool
	 * @param pools the health of each
	 */
	public record HealthOverviewDescriptor(PoolStatus status, Map<String, HealthDescriptor> pools) {

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
	public record HealthDescriptor(PoolStatus status, double usagePercent, int active, int available, int pending,
			@Nullable Boolean suspended, @Nullable String note, @Nullable Map<String, ReplicaDescriptor> replicas) {

		static HealthDescriptor of(PoolHealth health, ManagedPool pool) {
			PoolGate gate = pool.gate();
			return describe(health, (gate != null && gate.isSuspended()) ? Boolean.TRUE : null);
		}

		static HealthDescriptor describe(PoolHealth health, @Nullable Boolean suspended) {
			PoolStats stats = health.stats();
			return new HealthDescriptor(health.status(), stats.usagePercent(), stats.active(), stats.available(),
					stats.pending(), suspended, health.note(), health.replicas());
		}

	}

}
