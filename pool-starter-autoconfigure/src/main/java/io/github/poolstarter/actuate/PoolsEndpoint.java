package io.github.poolstarter.actuate;

import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.alert.PoolAlerts;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.pool.LeakThresholds;
import io.github.poolstarter.pool.ObservedPool;
import io.github.poolstarter.pool.ObservedPools;
import io.github.poolstarter.pool.OneLine;
import io.github.poolstarter.remotecall.RemoteCallCounts;
import io.github.poolstarter.sizing.PoolChange;
import io.github.poolstarter.tracking.RouteCounts;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * {@link Endpoint @Endpoint} that shows the pools: an overview, and {@linkplain PoolView
 * views} below it, each of all pools or of one; and what can be done about them. Those
 * are operations of {@link PoolsEndpointWebExtension} and of
 * {@link PoolsEndpointJmxExtension}. Safe for use by several threads.
 */
@Endpoint(id = "pools", defaultAccess = Access.READ_ONLY)
public final class PoolsEndpoint {

	// Who polls the overview gives up sooner than some validation timeouts
	private static final Duration OVERVIEW_PATIENCE = Duration.ofSeconds(2);

	private final ObservedPools pools;

	private final StatsView stats;

	private final PoolHealthChecks health;

	private final Map<String, PoolView> views;

	private final Map<String, PoolAction> actions;

	private final Map<String, NamedAction> namedActions;

	/**
	 * Create the endpoint.
	 * @param reports tell the settings of the pools of each kind
	 * @param routes what counts how often each JDBC pool was used, {@code null} where
	 * there are none
	 * @param jdbc what is told of JDBC pools only, {@code null} where there are none
	 */
	public static PoolsEndpoint of(ObservedPools pools, PoolHealthChecks health, List<PoolSettingsReport> reports,
			PoolAlerts alerts, LeakThresholds leakThresholds, RemoteCallCounts remoteCalls,
			@Nullable RouteCounts routes, @Nullable JdbcPoolOperations jdbc) {
		Clock clock = Clock.systemUTC();
		StatsView stats = new StatsView(pools, () -> Objects.requireNonNull(routes));
		Map<String, PoolView> views = new LinkedHashMap<>();
		views.put("stats", stats);
		views.put("health", new HealthView(pools, health));
		views.put("config", new ConfigView(pools, reports));
		views.put("holders", new HoldersView(pools, remoteCalls, leakThresholds, clock));
		views.put("history", new HistoryView(pools, clock));
		views.put("alerts", new AlertsView(alerts));
		List<Runnable> resets = new ArrayList<>(List.of(remoteCalls::reset));
		if (routes != null) {
			resets.add(routes::reset);
		}
		Map<String, NamedAction> actions = new LinkedHashMap<>();
		if (jdbc != null) {
			views.putAll(jdbc.views());
			actions.putAll(jdbc.actions());
		}
		return new PoolsEndpoint(pools, stats, health, views,
				Map.of("reset-stats", new StatsReset(pools, resets, clock)), actions);
	}

	PoolsEndpoint(ObservedPools pools, StatsView stats, PoolHealthChecks health, Map<String, PoolView> views,
			Map<String, PoolAction> actions, Map<String, NamedAction> namedActions) {
		this.pools = pools;
		this.stats = stats;
		this.health = health;
		this.views = Map.copyOf(views);
		this.actions = Map.copyOf(actions);
		this.namedActions = Map.copyOf(namedActions);
	}

	/**
	 * The state of all pools. Of one that has not answered within two seconds, what is
	 * known so far.
	 */
	@ReadOperation
	public OverviewDescriptor overview() {
		Map<String, PoolHealth> health = this.health.checkAll(OVERVIEW_PATIENCE);
		PoolView.PoolsDescriptor<PoolOverviewDescriptor> overviews = PoolView.each(this.pools, (pool) -> {
			PoolHealth of = Objects.requireNonNull(health.get(pool.qualifiedName()));
			return new PoolOverviewDescriptor(of.status(), this.stats.describe(pool, of.stats()),
					this.stats.replicas(pool));
		});
		Map<String, Object> others = new LinkedHashMap<>(overviews.others());
		this.views.forEach((name, view) -> {
			Object part = view.overview();
			if (part != null) {
				others.put(name, part);
			}
		});
		return new OverviewDescriptor(PoolStatus.worst(health.values()), overviews.pools(), others);
	}

	/**
	 * One view of all pools.
	 * @throws InvalidEndpointRequestException if there is no such view, or no such window
	 */
	public Object view(String view, @Nullable Duration window, @Nullable Duration step) {
		PoolView found = findView(view);
		return found.all(window(window, step));
	}

	/**
	 * One view of one pool.
	 * @throws InvalidEndpointRequestException if there is no such view or pool, or no
	 * such window
	 */
	public Object poolView(String view, String pool, @Nullable Duration window, @Nullable Duration step,
			@Nullable Integer size) {
		PoolView found = findView(view);
		HistoryWindow time = window(window, step);
		ObservedPool each = this.pools.named(pool)
			.filter(found::tellsOf)
			.findFirst()
			.orElseThrow(
					() -> new NotFoundException("There is no pool '" + pool + "'", "pools", names(found::tellsOf)));
		return found.one(each, time, size);
	}

	private List<String> names(Predicate<ObservedPool> which) {
		return StreamSupport.stream(this.pools.spliterator(), false)
			.filter(which)
			.map(ObservedPool::qualifiedName)
			.toList();
	}

	private PoolView findView(String view) {
		if ((this.actions.containsKey(view) || this.namedActions.containsKey(view)) && !this.views.containsKey(view)) {
			throw new NotFoundException("'%s' is an action: use POST".formatted(view));
		}
		return find("view", view, this.views);
	}

	private static <T> T find(String kind, String name, Map<String, T> all) {
		T found = all.get(name);
		if (found == null) {
			throw new NotFoundException("There is no %s '%s'".formatted(kind, name), kind + "s",
					new TreeSet<>(all.keySet()));
		}
		return found;
	}

	private static HistoryWindow window(@Nullable Duration window, @Nullable Duration step) {
		try {
			return new HistoryWindow(window, step);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidEndpointRequestException("The time window is invalid: " + ex.getMessage(),
					ex.getMessage());
		}
	}

	/**
	 * Do something about all pools.
	 * @throws InvalidEndpointRequestException if there is no such action
	 */
	public Object act(String action) {
		if (this.namedActions.containsKey(action)) {
			boolean onPool = !action.equals("suggestions");
			String reason = (onPool ? "'%1$s' needs a pool: POST /actuator/pools/%1$s/{pool}"
					: "'%1$s' needs an id: POST /actuator/pools/%1$s/{id}")
				.formatted(action);
			throw (onPool) ? new NotFoundException(reason, "pools", names(JdbcPool.class::isInstance))
					: new NotFoundException(reason);
		}
		checkNotView(action, this.actions);
		return find("action", action, this.actions).run();
	}

	/**
	 * Do something about one pool that needs no further word.
	 * @throws InvalidEndpointRequestException if it can't be done
	 */
	public Object actOn(String action, String name) {
		return run(action, name, PoolChange.NONE, null);
	}

	/**
	 * Change one pool.
	 * @throws InvalidEndpointRequestException if it can't be done
	 */
	public Object change(String action, String name, @Nullable Integer maximumPoolSize, @Nullable Integer minimumIdle,
			@Nullable Duration connectionTimeout, @Nullable Duration idleTimeout, @Nullable Duration maxLifetime,
			@Nullable Duration leakThreshold, SecurityContext securityContext) {
		Principal principal = securityContext.getPrincipal();
		return run(action, name, new PoolChange(maximumPoolSize, minimumIdle, connectionTimeout, idleTimeout,
				maxLifetime, leakThreshold), (principal != null) ? OneLine.of(principal.getName()) : null);
	}

	private void checkNotView(String name, Map<String, ?> actions) {
		if (this.views.containsKey(name) && !actions.containsKey(name)) {
			throw new NotFoundException("'%s' is a view: use GET".formatted(name));
		}
	}

	private Object run(String action, String name, PoolChange settings, @Nullable String user) {
		if (this.actions.containsKey(action) && !this.namedActions.containsKey(action)) {
			throw new NotFoundException("'%1$s' applies to all pools: leave out '/%2$s'".formatted(action, name));
		}
		checkNotView(action, this.namedActions);
		NamedAction found = find("action", action, this.namedActions);
		Object result;
		try {
			result = found.run(name, settings, user);
		}
		catch (PoolConfigurationException ex) {
			throw new InvalidEndpointRequestException(ex.getMessage(), ex.getMessage(), ex);
		}
		if (result == null) {
			throw new NotFoundException("'%s' does not apply to '%s'".formatted(action, name));
		}
		return result;
	}

	/**
	 * The overview.
	 *
	 * @param status the worst condition of a pool
	 * @param pools the figures of each pool
	 * @param others the figures of the pools that are no JDBC pools, by group and name,
	 * and what else matters, by the name of the view that has all of it
	 */
	public record OverviewDescriptor(PoolStatus status, Map<String, PoolOverviewDescriptor> pools,
			@JsonAnyGetter Map<String, Object> others) {

	}

	/**
	 * A pool in the overview.
	 *
	 * @param status its condition
	 * @param stats its figures, beside the condition in the same object
	 * @param replicas its replicas by name, {@code null} for a pool without
	 */
	public record PoolOverviewDescriptor(PoolStatus status, @JsonUnwrapped StatsDescriptor stats,
			@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, ReplicaDescriptor> replicas) {

	}

}
