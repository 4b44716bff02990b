package io.github.poolstarter.autoconfigure.actuate;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.actuate.ConfiguredSetting;
import io.github.poolstarter.actuate.PoolHealthChecks;
import io.github.poolstarter.actuate.PoolsEndpoint;
import io.github.poolstarter.autoconfigure.PoolConfigReport;
import io.github.poolstarter.autoconfigure.PoolsAutoConfiguration;
import io.github.poolstarter.routing.RouteCounts;
import io.github.poolstarter.routing.RoutingCheck;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
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
	PoolsEndpoint poolsEndpoint(PoolRegistry pools, PoolHealthChecks health, RouteCounts routes, RoutingCheck methods,
			PoolConfigReport config) {
		Map<String, Map<String, ConfiguredSetting>> settings = new LinkedHashMap<>();
		pools.forEach((pool) -> settings.put(pool.name(), config.of(pool)));
		return new PoolsEndpoint(pools, health, routes, methods, settings);
	}

}
