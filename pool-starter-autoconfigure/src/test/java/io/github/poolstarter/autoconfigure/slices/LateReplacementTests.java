package io.github.poolstarter.autoconfigure.slices;

import io.github.poolstarter.AiWork;
import io.github.poolstarter.actuate.PoolsEndpoint;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of a whole application whose data source is replaced after all conditions have
 * been evaluated, with everything that shows pools, checks them and initialises their
 * database.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE,
		properties = { "spring.flyway.enabled=true", "spring.flyway.locations=classpath:slices/flyway",
				"spring.flyway.baseline-on-migrate=true", "spring.flyway.baseline-version=0",
				"spring.liquibase.enabled=true", "spring.liquibase.change-log=classpath:slices/changelog.sql",
				"management.endpoints.web.exposure.include=*",
				"management.endpoint.health.group.readiness.include=db" })
class LateReplacementTests extends AbstractReplacedDatabaseTests {

	@Autowired
	private PoolsEndpoint endpoint;

	@Autowired
	private JdbcTemplate jdbc;

	@Autowired
	private Cook cook;

	@Test
	void migrationsRunOnTheReplacement() {
		assertThat(this.jdbc.queryForList("select title from made_by_flyway")).isEmpty();
		assertThat(this.jdbc.queryForList("select title from made_by_liquibase")).isEmpty();
	}

	@Test
	void markedMethodsWorkOnTheReplacement() {
		assertThat(this.cook.ask()).isEqualTo(1);
	}

	@Test
	void endpointShowsNoPools() {
		assertThat(this.endpoint.overview()).extracting("pools").asInstanceOf(InstanceOfAssertFactories.MAP).isEmpty();
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class ReplacementConfiguration {

		@Bean
		static Replacement replacement() {
			return new Replacement();
		}

		@Bean
		Cook cook(JdbcTemplate jdbc) {
			return new Cook(jdbc);
		}

	}

	static class Replacement implements BeanDefinitionRegistryPostProcessor {

		@Override
		public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
			registry.removeBeanDefinition("dataSource");
			registry.registerBeanDefinition("dataSource",
					new RootBeanDefinition(EmbeddedDatabase.class,
							() -> new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2)
								.generateUniqueName(true)
								.build()));
		}

		@Override
		public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		}

	}

	static class Cook {

		private final JdbcTemplate jdbc;

		Cook(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@AiWork
		Integer ask() {
			return this.jdbc.queryForObject("select 1", Integer.class);
		}

	}

}
