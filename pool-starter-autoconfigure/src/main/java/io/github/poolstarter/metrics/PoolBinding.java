package io.github.poolstarter.metrics;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

import io.github.poolstarter.alert.AlertBoard;
import io.github.poolstarter.alert.AlertKind;
import io.github.poolstarter.jdbc.ReadReplicas;
import io.github.poolstarter.jdbc.ReplicaState;
import io.github.poolstarter.pool.Distribution;
import io.github.poolstarter.pool.HistorySample;
import io.github.poolstarter.pool.ObservedPool;
import io.github.poolstarter.pool.PoolState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;

/**
 * Registers the meters of one pool in one registry. Their names and descriptions stand
 * here only. Those of JDBC pools begin with {@code pools}, those of other kinds with
 * {@code pools} and the kind. Made for one thread, which binds and is done.
 */
final class PoolBinding {

	private final MeterRegistry registry;

	private final PoolFigures figures;

	private final String prefix;

	private final Tags tags;

	PoolBinding(MeterRegistry registry, PoolFigures figures) {
		ObservedPool pool = figures.pool();
		this.registry = registry;
		this.figures = figures;
		this.prefix = (ObservedPool.JDBC.equals(pool.kind())) ? "pools." : "pools." + pool.kind() + ".";
		this.tags = Tags.of("pool", pool.name());
	}

	/**
	 * Register what there is of every pool.
	 */
	void bind(Supplier<AlertBoard> alerts) {
		gauge("connections.peak", "Most connections in use at once in the last minute", PoolFigures::peakActive);
		gauge("connections.leaked", "Connections in use for longer than the leak threshold", PoolFigures::leaked);
		times("acquire", "that borrowers waited for a connection in the last minute", PoolFigures::acquireNanos);
		times("hold", "that connections were held in the last minute", PoolFigures::holdNanos);
		count("connections.failed", "Failed attempts to open a connection", HistorySample.Counts::failed);
		String pool = this.figures.pool().qualifiedName();
		for (AlertKind kind : AlertKind.values()) {
			Gauge.builder("pools.alerts.active", alerts, (all) -> all.get().isActive(pool, kind) ? 1 : 0)
				.tags("pool", pool, "alert", kind.key())
				.description("Whether the alert is active: 1 or 0")
				.register(this.registry);
		}
	}

	/**
	 * Register what HikariCP has meters of its own for.
	 */
	void bindState() {
		state("connections.active", "Connections in use", PoolState::active);
		state("connections.idle", "Idle connections", PoolState::idle);
		state("connections.max", "Maximum number of connections", PoolState::maximumPoolSize);
		state("connections.min", "Minimum number of idle connections that the pool tries to keep",
				PoolState::minimumIdle);
		state("pending", "Threads waiting for a connection", PoolState::pending);
		count("borrows", "Borrows, including those that timed out", this.tags, this.figures, PoolFigures::borrows);
		count("timeouts", "Borrows that timed out", HistorySample.Counts::timeouts);
		count("connections.opened", "Connections opened", HistorySample.Counts::created);
		count("connections.closed", "Connections closed", HistorySample.Counts::closed);
	}

	/**
	 * Register what there is of JDBC pools only, except for the call-sites.
	 */
	void bindJdbc(JdbcPoolFigures jdbc) {
		ratio("busy", "Share of the maximum pool size that was working, averaged over the last minute",
				PoolFigures::busy);
		ratio("idle.in.hold", "Share of hold time in which connections did no work, in the last minute",
				PoolFigures::idleInHold);
		for (String source : JdbcPoolFigures.SOURCES) {
			count("borrows", "Borrows, by what chose the pool", this.tags.and("source", source), jdbc,
					(figures) -> figures.borrows(source));
		}
		count("borrows.nested", "Borrows by threads that already held a connection of the same pool",
				HistorySample.Counts::nested);
		count("borrows.rejected", "Borrows that were refused", HistorySample.Counts::rejected);
		count("routes.pinned", "Times that work inside a transaction or session on this pool asked for another pool",
				this.tags, jdbc, JdbcPoolFigures::pinned);
		count("routes.fallback", "Connections taken from the fallback because the pool had none", this.tags, jdbc,
				JdbcPoolFigures::fallback);
	}

	private void gauge(String name, String description, ToDoubleFunction<PoolFigures> value) {
		Gauge.builder(this.prefix + name, this.figures, value)
			.tags(this.tags)
			.description(description)
			.register(this.registry);
	}

	private void state(String name, String description, ToDoubleFunction<PoolState> value) {
		gauge(name, description, (figures) -> figures.state(value));
	}

	private void ratio(String name, String description, ToDoubleFunction<PoolFigures> value) {
		Gauge.builder(this.prefix + name, this.figures, value)
			.tags(this.tags)
			.description(description)
			.baseUnit("ratio")
			.register(this.registry);
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
		TimeGauge
			.builder(this.prefix + name, this.figures, TimeUnit.NANOSECONDS,
					(figures) -> nanos.applyAsDouble(figures, which))
			.tags(tags)
			.description(description)
			.register(this.registry);
	}

	private void count(String name, String description, ToLongFunction<HistorySample.Counts> count) {
		count(name, description, this.tags, this.figures, (figures) -> figures.count(count));
	}

	private <T> void count(String name, String description, Tags tags, T figures, ToDoubleFunction<T> value) {
		FunctionCounter.builder(this.prefix + name, figures, value)
			.tags(tags)
			.description(description)
			.register(this.registry);
	}

	/**
	 * Register how the replicas are.
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
	 */
	List<CallSiteTimers> callSiteTimers(JdbcPoolFigures jdbc) {
		return List.of(
				new CallSiteTimers(this.registry, "pools.hold", "Time that a call-site held connections", jdbc,
						jdbc.holds()),
				new CallSiteTimers(this.registry, "pools.remote.calls",
						"Duration of remote calls made while their thread held a connection, by the call-site that borrowed it",
						jdbc, jdbc.remoteCalls()));
	}

}
