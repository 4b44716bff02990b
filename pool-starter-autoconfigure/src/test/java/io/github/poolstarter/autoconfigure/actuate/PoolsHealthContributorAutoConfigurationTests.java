package io.github.poolstarter.autoconfigure.actuate;

import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.actuate.PoolsHealthContributor;
import io.github.poolstarter.autoconfigure.PoolsAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.health.DataSourceHealthContributorAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PoolsHealthContributorAutoConfiguration}.
 */
class PoolsHealthContributorAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class, DataSourceAutoConfiguration.class,
				PoolsHealthContributorAutoConfiguration.class, DataSourceHealthContributorAutoConfiguration.class,
				HealthContributorAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class))
		.withPropertyValues("spring.datasource.url=jdbc:h2:mem:health", "pools.jdbc.general.startup=lazy");

	@Test
	void poolsAreCheckedInPlaceOfTheDataSource() {
		this.runner.run((context) -> {
			assertThat(registry(context).getContributor("pools")).isInstanceOf(PoolsHealthContributor.class);
			assertThat(registry(context).getContributor("db")).isNull();
		});
	}

	@Test
	void dataSourceIsCheckedAsEverWhenTheCheckOfThePoolsIsOff() {
		this.runner.withPropertyValues("management.health.pools.enabled=false").run((context) -> {
			assertThat(registry(context).getContributor("pools")).isNull();
			assertThat(registry(context).getContributor("db")).isNotNull();
		});
	}

	@Test
	void dataSourceIsCheckedAsEverWhenThePoolsAreOff() {
		this.runner.withPropertyValues("pools.enabled=false").run((context) -> {
			assertThat(registry(context).getContributor("pools")).isNull();
			assertThat(registry(context).getContributor("db")).isNotNull();
		});
	}

	@Test
	void poolsAreNotCheckedWhenTheDefaultsAreOff() {
		this.runner.withPropertyValues("management.health.defaults.enabled=false").run((context) -> {
			assertThat(registry(context).getContributor("pools")).isNull();
			assertThat(registry(context).getContributor("db")).isNull();
		});
	}

	@Test
	void nothingIsCheckedWithoutSpringBootsHealth() {
		// Imported as in an application, so that the annotations of a class that are not
		// there are not seen
		new ApplicationContextRunner().withUserConfiguration(ImportingConfiguration.class)
			.withPropertyValues("spring.datasource.url=jdbc:h2:mem:health", "pools.jdbc.general.startup=lazy")
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(PoolRegistry.class)
				.doesNotHaveBean("poolsHealthContributor"));
	}

	@Test
	void contributorBacksOffWhenTheApplicationHasItsOwn() {
		this.runner.withUserConfiguration(OwnPoolsConfiguration.class)
			.run((context) -> assertThat(registry(context).getContributor("pools"))
				.isSameAs(context.getBean("poolsHealthIndicator")));
	}

	@Test
	void checkOfTheDataSourceThatTheApplicationHasItselfStays() {
		this.runner.withUserConfiguration(OwnDataSourceConfiguration.class).run((context) -> {
			assertThat(registry(context).getContributor("pools")).isInstanceOf(PoolsHealthContributor.class);
			assertThat(registry(context).getContributor("db")).isSameAs(OwnDataSourceConfiguration.INDICATOR);
		});
	}

	private static HealthContributorRegistry registry(AssertableApplicationContext context) {
		return context.getBean(HealthContributorRegistry.class);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ PoolsAutoConfiguration.class, PoolsHealthContributorAutoConfiguration.class })
	static class ImportingConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnPoolsConfiguration {

		@Bean
		HealthIndicator poolsHealthIndicator() {
			return () -> Health.up().build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnDataSourceConfiguration {

		static final HealthIndicator INDICATOR = () -> Health.up().build();

		@Bean
		HealthIndicator dbHealthContributor() {
			return INDICATOR;
		}

	}

}
