package io.github.poolstarter.autoconfigure.redis;

import java.time.Clock;
import java.util.List;
import java.util.Map;

import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.actuate.HealthView;
import io.github.poolstarter.actuate.HistoryView;
import io.github.poolstarter.actuate.HoldersView;
import io.github.poolstarter.actuate.PoolGroup;
import io.github.poolstarter.actuate.PoolHealthChecks;
import io.github.poolstarter.actuate.PoolView;
import io.github.poolstarter.actuate.PoolsEndpoint;
import io.github.poolstarter.actuate.PoolsEndpointJmxExtension;
import io.github.poolstarter.actuate.PoolsEndpointWebExtension;
import io.github.poolstarter.actuate.PoolsHealthContributor;
import io.github.poolstarter.actuate.StatsReset;
import io.github.poolstarter.actuate.StatsView;
import io.github.poolstarter.alert.PoolAlerts;
import io.github.poolstarter.autoconfigure.NoJdbcPools;
import io.github.poolstarter.autoconfigure.PoolsProperties;
import io.github.poolstarter.autoconfigure.actuate.AlertsView;
import io.github.poolstarter.autoconfigure.actuate.PoolHealthNamesAutoConfiguration;
import io.github.poolstarter.autoconfigure.actuate.PoolsEndpointAutoConfiguration;
import io.github.poolstarter.autoconfigure.actuate.PoolsHealthContributorAutoConfiguration;
import io.github.poolstarter.redis.RedisPools;
import io.github.poolstarter.remotecall.RemoteCallCounts;
import io.github.poolstarter.routing.RouteCounts;
import io.github.poolstarter.tracking.CallSiteRegistry;
import io.github.poolstarter.tracking.LeakThresholds;
import io.github.poolstarter.tracking.PoolTrackers;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the endpoint and the health of
 * an application that has Redis pools and no JDBC pools.
 */
@AutoConfiguration(after = { RedisPoolsEndpointAutoConfiguration.class, PoolsEndpointAutoConfiguration.class,
		PoolsHealthContributorAutoConfiguration.class }, before = PoolHealthNamesAutoConfiguration.class)
@ConditionalOnClass({ ConditionalOnAvailableEndpoint.class, RedisPools.class })
@ConditionalOnBean(PoolGroup.class)
@ConditionalOnMissingBean(PoolRegistry.class)
public final class RedisOnlyAutoConfiguration {

	@Bean
	PoolHealthChecks noPoolHealthChecks(PoolsProperties properties) {
		return new PoolHealthChecks(new NoJdbcPools(), properties.getAlerts().getUsage());
	}

	/**
	 * The endpoint.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Endpoint.class)
	@ConditionalOnAvailableEndpoint(PoolsEndpoint.class)
	static class EndpointConfiguration {

		@Bean
		@ConditionalOnMissingBean
		PoolsEndpoint poolsEndpoint(PoolHealthChecks health, PoolGroup group, PoolAlerts alerts,
				LeakThresholds leakThresholds, PoolsProperties properties) {
			NoJdbcPools pools = new NoJdbcPools();
			PoolTrackers trackers = new PoolTrackers(new CallSiteRegistry(), properties.getTracking().getHistory());
			RouteCounts routes = new RouteCounts(pools, trackers);
			Clock clock = Clock.systemUTC();
			StatsView stats = new StatsView(pools, trackers, routes);
			RemoteCallCounts remoteCalls = new RemoteCallCounts();
			Map<String, PoolView> views = Map.of("stats", stats, "health", new HealthView(pools, health), "config",
					PoolView.ofEach(pools, ManagedPool::name), "holders",
					new HoldersView(pools, trackers, remoteCalls, leakThresholds, clock), "history",
					new HistoryView(pools, trackers, clock), "alerts", new AlertsView(alerts));
			return new PoolsEndpoint(pools, stats, health, views,
					Map.of("reset-stats", new StatsReset(trackers, routes, remoteCalls, clock, List.of(group))),
					Map.of(), List.of(group));
		}

		@Bean
		@ConditionalOnMissingBean
		PoolsEndpointWebExtension poolsEndpointWebExtension(PoolsEndpoint endpoint) {
			return new PoolsEndpointWebExtension(endpoint);
		}

		@Bean
		@ConditionalOnMissingBean
		PoolsEndpointJmxExtension poolsEndpointJmxExtension(PoolsEndpoint endpoint) {
			return new PoolsEndpointJmxExtension(endpoint);
		}

	}

	/**
	 * The health.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ConditionalOnEnabledHealthIndicator.class)
	@ConditionalOnEnabledHealthIndicator("pools")
	static class HealthConfiguration {

		@Bean
		@ConditionalOnMissingBean(name = { "poolsHealthIndicator", "poolsHealthContributor" })
		PoolsHealthContributor poolsHealthContributor(PoolHealthChecks checks, PoolGroup group) {
			return new PoolsHealthContributor(new NoJdbcPools(), checks, List.of(group));
		}

	}

}
