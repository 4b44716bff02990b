package io.github.poolstarter.autoconfigure;

import javax.sql.DataSource;

import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.PoolTemplate;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of applications that exclude {@link DataSourceAutoConfiguration}, because they
 * are to have no database. The database of their pools is away.
 */
class ExcludedDataSourceTests {

	private static final String NAME = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration";

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withPropertyValues(
			"spring.datasource.url=jdbc:postgresql://nowhere.invalid/app", "pools.jdbc.general.maximum-pool-size=2",
			"pools.jdbc.ai.maximum-pool-size=2", "pools.defaults.connection-timeout=300ms",
			"spring.liquibase.enabled=false", "spring.flyway.enabled=false");

	@Test
	void excludingItByTheAnnotationMeansNoPools() {
		assertHasNoPools(this.runner.withUserConfiguration(ExcludedByClass.class));
	}

	@Test
	void excludingItByNameMeansNoPools() {
		assertHasNoPools(this.runner.withUserConfiguration(ExcludedByName.class));
	}

	@Test
	void excludingItByPropertyMeansNoPools() {
		assertHasNoPools(this.runner.withUserConfiguration(Application.class)
			.withPropertyValues("spring.autoconfigure.exclude=" + NAME));
	}

	@Test
	void excludingItFromImportedAutoConfigurationsMeansNoPools() {
		assertHasNoPools(this.runner.withUserConfiguration(ExcludedFromImports.class));
	}

	@Test
	void excludingAnotherAutoConfigurationLeavesThePools() {
		this.runner.withUserConfiguration(ExcludedFromImportsIsAnother.class)
			.withPropertyValues("spring.datasource.url=jdbc:h2:mem:notexcluded")
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(PoolRegistry.class));
	}

	private static void assertHasNoPools(ApplicationContextRunner runner) {
		runner.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(DataSource.class)
			.doesNotHaveBean(PoolRegistry.class)
			.doesNotHaveBean(PoolTemplate.class));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	static class ExcludedByClass {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(excludeName = NAME)
	static class ExcludedByName {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(classes = { PoolsAutoConfiguration.class, DataSourceAutoConfiguration.class },
			exclude = DataSourceAutoConfiguration.class)
	static class ExcludedFromImports {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(classes = { PoolsAutoConfiguration.class, DataSourceAutoConfiguration.class,
			JdbcClientAutoConfiguration.class }, exclude = JdbcClientAutoConfiguration.class)
	static class ExcludedFromImportsIsAnother {

	}

}
