package io.github.poolstarter.metrics;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

import io.github.poolstarter.ReadReplicas;
import io.github.poolstarter.ReplicaState;
import io.github.poolstarter.tracking.Distribution;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;

/**
 * Registers the meters of one pool in one registry. Their names and descriptions stand
 * here only. Made for one thread, which binds and is done.
 */
final class PoolBinding {

	private final MeterRegistry registry;

	private final PoolFigures pool;

	private final Tags tags;

	PoolBinding(MeterRegistry registry, PoolFigures pool) {
		this.registry = registry;
		this.pool = pool;
		this.tags = Tags.of("pool", pool.name());
	}

	/**
	 * Register what rises and falls.
	 */
	void bindGauges() {
		ratio("pools.busy", "Share of the maximum pool size that was working, averaged over the last minute",
				PoolFigures::busy);
		ratio("pools.idle.in.hold", "Share of hold time in which connections did no work, in the last minute",
				PoolFigures::idleInHold);
		connections("pools.connections.peak", "Most connections in use at once in the last minute",
				PoolFigures::peakActive);
		connections("pools.connections.leaked", "Connections in use for longer than the leak threshold",
				PoolFigures::leaked);
		times("pools.acquire", "that borrowers waited for a connection in the last minute", PoolFigures::acquireNanos);
		times("pools.hold", "that connections were held in the last minute", PoolFigures::holdNanos);
	}

	private void ratio(String name, String description, ToDoubleFunction<PoolFigures> value) {
		Gauge.builder(name, this.pool, value)
			.tags(this.tags)
			.description(description)
			.baseUnit("ratio")
			.register(this.registry);
	}

	private void connections(String name, String description, ToDoubleFunction<PoolFigures> value) {
		Gauge.builder(name, this.pool, value).tags(this.tags).description(description).register(this.registry);
	}

	// Named like the gauges by which Micrometer shows the percentiles of its own timers
	private void times(String name, String what, ToDoubleBiFunction<PoolFigures, ToLongFunction<Distribution>> nanos) {
		Tags tags = this.tags;
		time(name + ".percentile", "Time " + what, tags.and("phi", "0.5"), nanos, Distribution::p50Nanos);
		time(name + ".percentile", "Time " + what, tags.and("phi", "0.95"), nanos, Distribution::p95Nanos);
		time(name + ".percentile", "Time " + what, tags.and("phi", "0.99"), nanos, Distribution::p99Nanos);
		time(name + ".max", "Longest time " + what, tags, nanos, Distribution::maxNanos);
	}

	private void time(String name, String description, Tags tags,
			ToDoubleBiFunction<PoolFigures, ToLongFunction<Distribution>> nanos, ToLongFunction<Distribution> which) {
		TimeGauge.builder(name, this.pool, TimeUnit.NANOSECONDS, (figures) -> nanos.applyAsDouble(figures, which))
			.tags(tags)
			.description(description)
			.register(this.registry);
	}

	/**
	 * Register what only ever grows, except for that of the call-sites.
	 */
	void bindCounters() {
		for (String source : PoolFigures.SOURCES) {
			count("pools.borrows", "Borrows, by what chose the pool", this.tags.and("source", source),
					(figures) -> figures.borrows(source));
		}
		count("pools.borrows.nested", "Borrows by threads that already held a connection of the same pool", this.tags,
				PoolFigures::nested);
		count("pools.borrows.rejected", "Borrows that were refused", this.tags, PoolFigures::rejected);
		count("pools.routes.pinned", "Times that work inside a transaction on this pool asked for another pool",
				this.tags, PoolFigures::pinned);
		count("pools.routes.fallback", "Connections taken from the fallback because the pool had none", this.tags,
				PoolFigures::fallback);
		count("pools.connections.failed", "Failed attempts to open a connection", this.tags, PoolFigures::failed);
	}

	private void count(String name, String description, Tags tags, ToDoubleFunction<PoolFigures> value) {
		FunctionCounter.builder(name, this.pool, value).tags(tags).description(description).register(this.registry);
	}

	/**
	 * Register whether alerts are active.
	 * @param alerts what knows that
	 */
	void bindAlerts(AlertStates alerts) {
		String name = this.pool.name();
		for (String alert : alerts.of(name).keySet()) {
			Gauge
				.builder("pools.alerts.active", alerts,
						(states) -> Boolean.TRUE.equals(states.of(name).get(alert)) ? 1 : 0)
				.tags(this.tags.and("alert", alert))
				.description("Whether the alert is active: 1 or 0")
				.register(this.registry);
		}
	}

	/**
	 * Register how the replicas are.
	 * @param replicas the replicas of the pool
	 */
	void bindReplicas(ReadReplicas replicas) {
		for (ReplicaState replica : replicas.states()) {
			String name = replica.name();
			Tags tags = this.tags.and("replica", name);
			TimeGauge.builder("pools.replica.lag", replicas, TimeUnit.NANOSECONDS, (all) -> lagNanos(state(all, name)))
				.tags(tags)
				.description("How far the replica is behind")
				.register(this.registry);
			Gauge.builder("pools.replica.fit", replicas, (all) -> state(all, name).fit() ? 1 : 0)
				.tags(tags)
				.description("Whether reads go to the replica: 1 or 0")
				.register(this.registry);
		}
	}

	private static ReplicaState state(ReadReplicas replicas, String name) {
		return replicas.states().stream().filter((state) -> state.name().equals(name)).findFirst().orElseThrow();
	}

	private static double lagNanos(ReplicaState replica) {
		return (replica.lag() != null) ? replica.lag().toNanos() : Double.NaN;
	}

	/**
	 * What registers the meters of the call-sites, as these are found.
	 * @return one for each kind of meter
	 */
	List<CallSiteTimers> callSiteTimers() {
		return List.of(
				new CallSiteTimers(this.registry, "pools.hold", "Time that a call-site held connections", this.pool,
						this.pool.holds()),
				new CallSiteTimers(this.registry, "pools.remote.calls",
						"Duration of remote calls made while their thread held a connection, by the call-site that borrowed it",
						this.pool, this.pool.remoteCalls()));
	}

}
