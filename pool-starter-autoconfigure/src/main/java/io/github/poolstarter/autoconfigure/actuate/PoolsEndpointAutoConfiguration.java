package io.github.poolstarter.autoconfigure.actuate;

import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.actuate.JdbcPoolOperations;
import io.github.poolstarter.actuate.PoolHealthChecks;
import io.github.poolstarter.actuate.PoolSettingsReport;
import io.github.poolstarter.actuate.PoolsEndpoint;
import io.github.poolstarter.actuate.PoolsEndpointJmxExtension;
import io.github.poolstarter.actuate.PoolsEndpointWebExtension;
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
		return PoolsEndpoint.of(pools, health, reports.orderedStream().toList(), alerts, leakThresholds,
				remoteCalls.getIfAvailable(RemoteCallCounts::new), routes.getIfAvailable(), jdbc.getIfAvailable());
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
		JdbcPoolOperations jdbcPoolOperations(JdbcPools pools, PoolSettingsReport poolSettingsReport,
				RouteCounts routes, RoutingCheck methods, RuntimeSettings settings, PoolResizer resizer,
				SizingLog sizing, BudgetWatch budget, ObjectProvider<PoolAdvisor> advisors) {
			return new JdbcPoolOperations(pools, poolSettingsReport, settings, routes, methods, resizer, sizing, budget,
					advisors.getIfAvailable());
		}

	}

}
