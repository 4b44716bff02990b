package io.github.poolstarter.autoconfigure.actuate;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.actuate.BudgetView;
import io.github.poolstarter.actuate.ConfigView;
import io.github.poolstarter.actuate.HealthView;
import io.github.poolstarter.actuate.HistoryView;
import io.github.poolstarter.actuate.HoldersView;
import io.github.poolstarter.actuate.NamedAction;
import io.github.poolstarter.actuate.PoolHealthChecks;
import io.github.poolstarter.actuate.PoolSettingsReport;
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
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.pool.LeakThresholds;
import io.github.poolstarter.pool.ObservedPools;
import io.github.poolstarter.remotecall.RemoteCallCounts;
import io.github.poolstarter.routing.check.RoutingCheck;
import io.github.poolstarter.sizing.PoolAdvisor;
import io.github.poolstarter.sizing.PoolResizer;
import io.github.poolstarter.sizing.SizingLog;
import io.github.poolstarter.tracking.RouteCounts;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * {@link AutoConfiguration Auto-configuration} for the {@link PoolsEndpoint}.
 */
@AutoConfiguration(after = PoolsAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(ObservedPools.class)
@ConditionalOnAvailableEndpoint(PoolsEndpoint.class)
public final class PoolsEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	PoolsEndpoint poolsEndpoint(ObservedPools pools, PoolHealthChecks health,
			ObjectProvider<PoolSettingsReport> reports, ObjectProvider<RouteCounts> routes,
			ObjectProvider<RemoteCallCounts> remoteCalls, PoolAlerts alerts, LeakThresholds leakThresholds,
			ObjectProvider<JdbcPoolOperations> jdbc) {
		Clock clock = Clock.systemUTC();
		StatsView stats = new StatsView(pools, routes::getObject);
		Map<String, PoolView> views = new LinkedHashMap<>();
		views.put("stats", stats);
		views.put("health", new HealthView(pools, health));
		views.put("config", new ConfigView(pools, reports.orderedStream().toList()));
		views.put("holders",
				new HoldersView(pools, remoteCalls.getIfAvailable(RemoteCallCounts::new), leakThresholds, clock));
		views.put("history", new HistoryView(pools, clock));
		views.put("alerts", new AlertsView(alerts));
		Map<String, NamedAction> actions = new LinkedHashMap<>();
		jdbc.ifAvailable((operations) -> {
			views.putAll(operations.views());
			actions.putAll(operations.actions());
		});
		List<Runnable> resets = List.of(() -> routes.ifAvailable(RouteCounts::reset),
				() -> remoteCalls.ifAvailable(RemoteCallCounts::reset));
		return new PoolsEndpoint(pools, stats, health, views,
				Map.of("reset-stats", new StatsReset(pools, resets, clock)), actions);
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

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(PoolRegistry.class)
	static class JdbcConfiguration {

		@Bean
		PoolSettingsReport poolSettingsReport(PoolConfigReport config) {
			return (pool) -> (pool instanceof JdbcPool jdbc) ? config.of(jdbc) : null;
		}

		@Bean
		JdbcPoolOperations jdbcPoolOperations(JdbcPools pools, PoolConfigReport config, RouteCounts routes,
				RoutingCheck methods, RuntimeSettings settings, PoolResizer resizer, SizingLog sizing,
				BudgetWatch budget, ObjectProvider<PoolAdvisor> advisors) {
			Map<String, PoolView> views = new LinkedHashMap<>();
			views.put("routes", new RoutesView(pools, routes, methods));
			views.put("sizing", new SizingView(pools, sizing));
			views.put("budget", new BudgetView(budget));
			Map<String, NamedAction> actions = new PoolWrites(pools, settings, config, resizer, sizing).actions();
			advisors.ifAvailable((advisor) -> {
				views.put("suggestions", new SuggestionsView(pools, advisor));
				views.put("predict", new PredictView(pools, advisor));
				actions.put("suggestions", new SuggestionAction(pools, advisor, settings, config, sizing));
			});
			return new JdbcPoolOperations(views, actions);
		}

	}

	/**
	 * What the endpoint tells of JDBC pools only, and can do about them.
	 *
	 * @param views the views, by name
	 * @param actions the actions, by name
	 */
	record JdbcPoolOperations(Map<String, PoolView> views, Map<String, NamedAction> actions) {

	}

}
