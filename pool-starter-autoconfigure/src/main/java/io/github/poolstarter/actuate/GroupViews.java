package io.github.poolstarter.actuate;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The views of the pools that are no JDBC pools. Safe for use by several threads.
 */
final class GroupViews {

	private static final List<String> BESIDE = List.of("stats", "health", "config", "history");

	private static final List<String> ALONE = List.of("alerts", "holders");

	private final List<PoolGroup> groups;

	private final Clock clock;

	private final GrantTimes grantTimes;

	GroupViews(List<PoolGroup> groups, Clock clock) {
		this.groups = List.copyOf(groups);
		this.clock = clock;
		this.grantTimes = new GrantTimes(clock);
	}

	/**
	 * Put the pools of all groups beside the JDBC pools.
	 * @param view the name of the view
	 * @param pools the view of all JDBC pools
	 * @param window the time that is asked for
	 * @return what to write
	 */
	Object beside(String view, Object pools, HistoryWindow window) {
		if (pools instanceof HoldersView.HoldersDescriptor holders) {
			return holders(holders);
		}
		if (this.groups.isEmpty() || !BESIDE.contains(view)) {
			return pools;
		}
		Map<String, Object> all = new LinkedHashMap<>();
		PoolStatus worst = PoolStatus.UP;
		for (PoolGroup group : this.groups) {
			Map<String, Object> views = new LinkedHashMap<>();
			if ("health".equals(view)) {
				for (Map.Entry<String, PoolHealth> health : group.checkAll().entrySet()) {
					views.put(health.getKey(), HealthView.HealthDescriptor.describe(health.getValue(), null));
					worst = worst.worse(health.getValue().status());
				}
			}
			else {
				group.names().forEach((pool) -> views.put(pool, require(view(view, group, pool, window))));
			}
			all.put(group.name(), views);
		}
		Object own = (pools instanceof HealthView.HealthOverviewDescriptor overview)
				? new HealthView.HealthOverviewDescriptor(worst.worse(overview.status()), overview.pools()) : pools;
		return new GroupedDescriptor(own, all);
	}

	private HoldersView.HoldersDescriptor holders(HoldersView.HoldersDescriptor own) {
		List<HoldersView.HolderDescriptor> held = new ArrayList<>(own.held());
		this.groups.forEach((group) -> group.names().forEach((pool) -> held.addAll(holders(group, pool).held())));
		return new HoldersView.HoldersDescriptor(held, own.callSites());
	}

	// There is no record of each borrow, and so nothing to say of call-sites
	private HoldersView.HoldersDescriptor holders(PoolGroup group, String pool) {
		return new HoldersView.HoldersDescriptor(group.held(pool)
			.stream()
			.map((connection) -> HoldersView.HolderDescriptor.of(connection,
					this.grantTimes.at(connection.grantNanos()), false, group.isLeaked(connection)))
			.toList(), List.of());
	}

	private static Object require(@Nullable Object view) {
		Assert.state(view != null, "A view of all pools is one of each");
		return view;
	}

	/**
	 * One view of one pool.
	 * @param view the name of the view
	 * @param pool the name of the pool, with or without that of its group
	 * @param window the time that is asked for
	 * @return the view, or {@code null} where there is no such view or pool
	 */
	@Nullable Object one(String view, String pool, HistoryWindow window) {
		for (PoolGroup group : this.groups) {
			for (String name : group.names()) {
				if (name.equals(pool) || group.qualified(name).equals(pool)) {
					return view(view, group, name, window);
				}
			}
		}
		return null;
	}

	/**
	 * The names of the pools that a view can be asked for.
	 * @param view the name of the view
	 * @return the names with those of their groups
	 */
	List<String> names(String view) {
		List<String> names = new ArrayList<>();
		if (BESIDE.contains(view) || ALONE.contains(view)) {
			this.groups.forEach((group) -> group.names().forEach((pool) -> names.add(group.qualified(pool))));
		}
		return names;
	}

	private @Nullable Object view(String view, PoolGroup group, String pool, HistoryWindow window) {
		return switch (view) {
			case "stats" -> StatsDescriptor.of(group.state(pool), group.borrows(pool), null);
			case "health" -> HealthView.HealthDescriptor.describe(group.check(pool), null);
			case "config" -> group.config(pool);
			case "history" -> HistoryView.HistoryDescriptor.of(group.history(pool), window, this.clock);
			case "alerts" -> group.alerts(pool);
			case "holders" -> holders(group, pool);
			default -> null;
		};
	}

	/**
	 * The overview of each group.
	 * @return the overviews by name
	 */
	Map<String, PoolsEndpoint.OverviewDescriptor> overviews() {
		Map<String, PoolsEndpoint.OverviewDescriptor> overviews = new LinkedHashMap<>();
		for (PoolGroup group : this.groups) {
			Map<String, PoolsEndpoint.PoolOverviewDescriptor> pools = new LinkedHashMap<>();
			PoolStatus worst = PoolStatus.UP;
			for (Map.Entry<String, PoolHealth> health : group.checkAll().entrySet()) {
				pools.put(health.getKey(), new PoolsEndpoint.PoolOverviewDescriptor(health.getValue().status(),
						StatsDescriptor.of(health.getValue().stats(), group.borrows(health.getKey()), null), null));
				worst = worst.worse(health.getValue().status());
			}
			overviews.put(group.name(), new PoolsEndpoint.OverviewDescriptor(worst, pools));
		}
		return overviews;
	}

	/**
	 * A view of the JDBC pools, with the other pools beside them in the same object.
	 *
	 * @param view the view of the JDBC pools
	 * @param groups the other pools, by group and name
	 */
	record GroupedDescriptor(@JsonUnwrapped Object view, @JsonAnyGetter Map<String, Object> groups) {

	}

}
