package io.github.poolstarter.autoconfigure.actuate;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.actuate.BudgetView;
import io.github.poolstarter.actuate.HealthView;
import io.github.poolstarter.actuate.HistoryView;
import io.github.poolstarter.actuate.HoldersView;
import io.github.poolstarter.actuate.NamedAction;
import io.github.poolstarter.actuate.PoolGroup;
import io.github.poolstarter.actuate.PoolHealthChecks;
import io.github.poolstarter.actuate.PoolView;
import io.github.poolstarter.actuate.PoolsEndpoint;
import io.github.poolstarter.actuate.PoolsEndpointJmxExtension;
import io.github.poolstarter.actuate.PoolsEndpointWebExtension;
import io.github.poolstarter.actuate.PredictView;
import io.github.poolstarter.actuate.RoutesView;
import io.github.poolstarter.actuate.SizingView;
import io.github.poolstarter.actuate.StatsReset;
import io.github.poolstarter.actuate.StatsView;
import io.github.poolstarter.actuate.SuggestionsView;
import io.github.poolstarter.alert.PoolAlerts;
import io.github.poolstarter.autoconfigure.PoolConfigReport;
import io.github.poolstarter.autoconfigure.PoolsAutoConfiguration;
import io.github.poolstarter.autoconfigure.RuntimeSettings;
import io.github.poolstarter.budget.BudgetWatch;
import io.github.poolstarter.remotecall.RemoteCallCounts;
import io.github.poolstarter.routing.RouteCounts;
import io.github.poolstarter.routing.RoutingCheck;
import io.github.poolstarter.sizing.PoolAdvisor;
import io.github.poolstarter.sizing.PoolResizer;
import io.github.poolstarter.sizing.SizingLog;
import io.github.poolstarter.tracking.LeakThresholds;
import io.github.poolstarter.tracking.PoolTrackers;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for the {@link PoolsEndpoint}.
 */
@AutoConfiguration(after = PoolsAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(PoolRegistry.class)
@ConditionalOnAvailableEndpoint(PoolsEndpoint.class)
public final class PoolsEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	PoolsEndpoint poolsEndpoint(PoolRegistry pools, PoolTrackers trackers, PoolHealthChecks health,
			PoolConfigReport config, RouteCounts routes, RoutingCheck methods, RemoteCallCounts remoteCalls,
			PoolAlerts alerts, LeakThresholds leakThresholds, RuntimeSettings settings, PoolResizer resizer,
			SizingLog sizing, BudgetWatch budget, ObjectProvider<PoolGroup> groups,
			ObjectProvider<PoolAdvisor> advisors) {
		Clock clock = Clock.systemUTC();
		Map<String, PoolView> views = new LinkedHashMap<>();
		StatsView stats = new StatsView(pools, trackers, routes);
		views.put("stats", stats);
		views.put("health", new HealthView(pools, health));
		views.put("config", PoolView.ofEach(pools, config::of));
		views.put("holders", new HoldersView(pools, trackers, remoteCalls, leakThresholds, clock));
		views.put("routes", new RoutesView(pools, routes, methods));
		views.put("history", new HistoryView(pools, trackers, clock));
		views.put("alerts", new AlertsView(alerts));
		views.put("sizing", new SizingView(pools, sizing));
		views.put("budget", new BudgetView(budget));
		Map<String, NamedAction> actions = new PoolWrites(pools, settings, config, resizer, sizing).actions();
		advisors.ifAvailable((advisor) -> {
			views.put("suggestions", new SuggestionsView(pools, advisor));
			views.put("predict", new PredictView(pools, advisor));
			actions.put("suggestions", new SuggestionAction(pools, advisor, settings, config, sizing));
		});
		List<PoolGroup> others = groups.orderedStream().toList();
		return new PoolsEndpoint(pools, stats, health, views,
				Map.of("reset-stats", new StatsReset(trackers, routes, remoteCalls, clock, others)), actions, others);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(PoolsEndpoint.class)
	@ConditionalOnAvailableEndpoint(endpoint = PoolsEndpoint.class, exposure = EndpointExposure.WEB)
	PoolsEndpointWebExtension poolsEndpointWebExtension(PoolsEndpoint endpoint) {
		return new PoolsEndpointWebExtension(endpoint);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(PoolsEndpoint.class)
	@ConditionalOnAvailableEndpoint(endpoint = PoolsEndpoint.class, exposure = EndpointExposure.JMX)
	PoolsEndpointJmxExtension poolsEndpointJmxExtension(PoolsEndpoint endpoint) {
		return new PoolsEndpointJmxExtension(endpoint);
	}

}
