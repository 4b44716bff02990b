package io.github.poolstarter.actuate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.routing.RouteCounts;
import io.github.poolstarter.routing.RoutingCheck;
import io.github.poolstarter.routing.RoutingFinding;
import io.github.poolstarter.tracking.PoolStats;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * {@link Endpoint @Endpoint} that shows the pools: an overview, and views below it, each
 * of all pools or of one. A view or a pool that does not exist gives {@code null}, which
 * over HTTP is a 404. Safe for use by several threads.
 */
@Endpoint(id = "pools", defaultAccess = Access.READ_ONLY)
public final class PoolsEndpoint {

	private final PoolRegistry pools;

	private final PoolHealthChecks health;

	private final RouteCounts routes;

	private final RoutingCheck methods;

	private final Map<String, Map<String, ConfiguredSetting>> config;

	/**
	 * Create an endpoint.
	 * @param pools the pools
	 * @param health what finds out how they are
	 * @param routes how often each was used, and why
	 * @param methods the methods that are routed by annotation
	 * @param config the settings of each pool, by the pool's name
	 */
	public PoolsEndpoint(PoolRegistry pools, PoolHealthChecks health, RouteCounts routes, RoutingCheck methods,
			Map<String, Map<String, ConfiguredSetting>> config) {
		this.pools = pools;
		this.health = health;
		this.routes = routes;
		this.methods = methods;
		this.config = config;
	}

	/**
	 * The state of all pools.
	 * @return the worst condition of a pool, and the figures of each
	 */
	@ReadOperation
	public OverviewDescriptor overview() {
		Map<String, PoolOverviewDescriptor> overviews = new LinkedHashMap<>();
		PoolStatus worst = PoolStatus.UP;
		for (Map.Entry<String, PoolHealth> entry : this.health.checkAll().entrySet()) {
			PoolHealth health = entry.getValue();
			overviews.put(entry.getKey(), PoolOverviewDescriptor.of(health));
			worst = worse(worst, health.status());
		}
		return new OverviewDescriptor(worst, overviews);
	}

	/**
	 * One view of all pools.
	 * @param view the name of the view
	 * @return the view, or {@code null} where there is none of that name
	 */
	@ReadOperation
	public @Nullable Object view(@Selector String view) {
		return switch (view) {
			case "stats" -> new PoolsDescriptor<>(all((pool) -> StatsDescriptor.of(PoolStats.of(pool))));
			case "health" -> health();
			case "config" -> new PoolsDescriptor<>(this.config);
			case "routes" -> routes(this.pools.names());
			default -> null;
		};
	}

	/**
	 * One view of one pool.
	 * @param view the name of the view
	 * @param pool the name of the pool
	 * @return the view, or {@code null} where there is no such view or pool
	 */
	@ReadOperation
	public @Nullable Object poolView(@Selector String view, @Selector String pool) {
		if (!this.pools.contains(pool)) {
			return null;
		}
		return switch (view) {
			case "stats" -> StatsDescriptor.of(PoolStats.of(this.pools.get(pool)));
			case "health" -> HealthDescriptor.of(this.health.check(this.pools.get(pool)));
			case "config" -> this.config.get(pool);
			case "routes" -> routes(List.of(pool));
			default -> null;
		};
	}

	private HealthOverviewDescriptor health() {
		Map<String, HealthDescriptor> descriptors = new LinkedHashMap<>();
		PoolStatus worst = PoolStatus.UP;
		for (Map.Entry<String, PoolHealth> entry : this.health.checkAll().entrySet()) {
			descriptors.put(entry.getKey(), HealthDescriptor.of(entry.getValue()));
			worst = worse(worst, entry.getValue().status());
		}
		return new HealthOverviewDescriptor(worst, descriptors);
	}

	private RoutesDescriptor routes(List<String> names) {
		List<Map<String, String>> methods = this.methods.findings()
			.stream()
			.filter((finding) -> names.contains(finding.pool()))
			.map(PoolsEndpoint::describe)
			.toList();
		Map<String, Map<String, Long>> counts = new LinkedHashMap<>();
		this.routes.snapshot().forEach((pool, snapshot) -> {
			if (names.contains(pool)) {
				counts.put(pool, describe(snapshot));
			}
		});
		return new RoutesDescriptor(methods, counts);
	}

	// Maps, because Java has the names "class" and "default" for itself
	private static Map<String, String> describe(RoutingFinding finding) {
		Map<String, String> description = new LinkedHashMap<>();
		description.put("class", finding.type());
		description.put("method", finding.method());
		description.put("pool", finding.pool());
		if (finding.finding() != null) {
			description.put("finding", finding.finding());
		}
		return description;
	}

	private static Map<String, Long> describe(RouteCounts.Snapshot counts) {
		Map<String, Long> description = new LinkedHashMap<>();
		description.put("annotation", counts.annotation());
		description.put("readOnlyTransaction", counts.readOnlyTransaction());
		description.put("template", counts.template());
		description.put("default", counts.defaultRoute());
		description.put("pinned", counts.pinned());
		description.put("fallback", counts.fallback());
		return description;
	}

	private <T> Map<String, T> all(Function<ManagedPool, T> view) {
		Map<String, T> views = new LinkedHashMap<>();
		this.pools.forEach((pool) -> views.put(pool.name(), view.apply(pool)));
		return views;
	}

	private static PoolStatus worse(PoolStatus one, PoolStatus other) {
		return (one.compareTo(other) >= 0) ? one : other;
	}

	/**
	 * The overview.
	 *
	 * @param status the worst condition of a pool
	 * @param pools the figures of each pool
	 */
	public record OverviewDescriptor(PoolStatus status, Map<String, PoolOverviewDescriptor> pools) {

	}

	/**
	 * A pool in the overview.
	 *
	 * @param status its condition
	 * @param stats its figures, beside the condition in the same object
	 */
	public record PoolOverviewDescriptor(PoolStatus status, @JsonUnwrapped StatsDescriptor stats) {

		static PoolOverviewDescriptor of(PoolHealth health) {
			return new PoolOverviewDescriptor(health.status(), StatsDescriptor.of(health.stats()));
		}

	}

	/**
	 * A view of all pools.
	 *
	 * @param <T> the type of what is told of each
	 * @param pools what is told of each pool
	 */
	public record PoolsDescriptor<T>(Map<String, T> pools) {

	}

	/**
	 * The figures of a pool.
	 *
	 * @param active the connections that are out
	 * @param idle the connections that are waiting to be taken
	 * @param total the connections that are open
	 * @param pending the threads that are waiting for a connection
	 * @param minimumIdle the number of idle connections that the pool tries to keep
	 * @param maximumPoolSize the most connections that the pool opens
	 * @param usagePercent the share of the maximum that is out
	 */
	public record StatsDescriptor(int active, int idle, int total, int pending, int minimumIdle, int maximumPoolSize,
			double usagePercent) {

		static StatsDescriptor of(PoolStats stats) {
			return new StatsDescriptor(stats.active(), stats.idle(), stats.total(), stats.pending(),
					stats.minimumIdle(), stats.maximumPoolSize(), stats.usagePercent());
		}

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
	 * @param note why the pool is down, or that it was not started yet
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record HealthDescriptor(PoolStatus status, double usagePercent, int active, int available, int pending,
			@Nullable String note) {

		static HealthDescriptor of(PoolHealth health) {
			PoolStats stats = health.stats();
			return new HealthDescriptor(health.status(), stats.usagePercent(), stats.active(), stats.available(),
					stats.pending(), health.note());
		}

	}

	/**
	 * How work finds its pool.
	 *
	 * @param methods the methods that are routed by annotation
	 * @param counts how often each pool was used, by what decided on it
	 */
	public record RoutesDescriptor(List<Map<String, String>> methods, Map<String, Map<String, Long>> counts) {

	}

}
