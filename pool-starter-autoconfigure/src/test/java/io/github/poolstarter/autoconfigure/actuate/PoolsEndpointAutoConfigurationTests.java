package io.github.poolstarter.autoconfigure.actuate;

import java.util.List;

import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.actuate.PoolHealthChecks;
import io.github.poolstarter.actuate.PoolsEndpoint;
import io.github.poolstarter.alert.PoolAlerts;
import io.github.poolstarter.autoconfigure.PoolsAutoConfiguration;
import io.github.poolstarter.pool.LeakThresholds;
import io.github.poolstarter.pool.ObservedPools;
import io.github.poolstarter.remotecall.RemoteCallCounts;
import io.github.poolstarter.tracking.RouteCounts;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PoolsEndpointAutoConfiguration}.
 */
class PoolsEndpointAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class, DataSourceAutoConfiguration.class,
				PoolsEndpointAutoConfiguration.class))
		.withPropertyValues("spring.datasource.url=jdbc:h2:mem:endpoint", "pools.jdbc.general.startup=lazy",
				"management.endpoints.web.exposure.include=pools");

	@Test
	void endpointIsThereWhenItIsExposed() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(PoolsEndpoint.class));
	}

	@Test
	void endpointIsAbsentWhenItIsNotExposed() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=health")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(PoolsEndpoint.class));
	}

	@Test
	void endpointIsAbsentWithoutAccessToIt() {
		this.runner.withPropertyValues("management.endpoint.pools.access=NONE")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(PoolsEndpoint.class));
	}

	@Test
	void endpointIsAbsentWhenThePoolsAreOff() {
		this.runner.withPropertyValues("pools.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(PoolsEndpoint.class));
	}

	@Test
	void endpointIsAbsentWithoutPools() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class, DataSourceAutoConfiguration.class,
					PoolsEndpointAutoConfiguration.class))
			.withPropertyValues("management.endpoints.web.exposure.include=pools")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(PoolsEndpoint.class));
	}

	@Test
	void endpointIsAbsentWithoutActuator() {
		// Imported as in an application, so that the annotations of a class that are not
		// there are not seen
		new ApplicationContextRunner().withUserConfiguration(ImportingConfiguration.class)
			.withPropertyValues("spring.datasource.url=jdbc:h2:mem:endpoint", "pools.jdbc.general.startup=lazy")
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(PoolRegistry.class)
				.doesNotHaveBean("poolsEndpoint"));
	}

	@Test
	void endpointBacksOffWhenTheApplicationHasItsOwn() {
		this.runner.withUserConfiguration(OwnEndpointConfiguration.class)
			.run((context) -> assertThat(context).getBean(PoolsEndpoint.class)
				.isSameAs(context.getBean("ownPoolsEndpoint")));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ PoolsAutoConfiguration.class, PoolsEndpointAutoConfiguration.class })
	static class ImportingConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnEndpointConfiguration {

		@Bean
		PoolsEndpoint ownPoolsEndpoint(ObservedPools pools, RouteCounts routes, PoolHealthChecks health,
				PoolAlerts alerts, LeakThresholds leakThresholds) {
			return PoolsEndpoint.of(pools, health, List.of(), alerts, leakThresholds, new RemoteCallCounts(), routes,
					null);
		}

	}

}
