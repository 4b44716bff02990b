package io.github.poolstarter.routing;

import io.github.poolstarter.AiWork;
import io.github.poolstarter.routing.RoutingTestConfiguration.Where;
import io.github.poolstarter.routing.RoutingTestConfiguration.WhereConfiguration;
import io.github.poolstarter.routing.check.RoutingCheck;
import io.github.poolstarter.routing.check.RoutingFinding;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.PostgresServer.Database;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.bean.override.convention.TestBean;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.verify;

/**
 * Marked classes in whose place a test puts something else.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE,
		properties = { "pools.jdbc.general.maximum-pool-size=2", "pools.jdbc.ai.maximum-pool-size=2",
				"pools.jdbc.ai.data-source-properties.ApplicationName=ai", "spring.flyway.enabled=false",
				"spring.data.jpa.repositories.enabled=false", "spring.liquibase.enabled=false",
				"spring.autoconfigure.exclude="
						+ "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration" })
@DirtiesContext
class MockedBeanRoutingTests {

	private static final Database database = PostgresServer.createDatabase();

	@Autowired
	private RoutingCheck check;

	@Autowired
	private Real real;

	@MockitoBean
	private Mocked mocked;

	@MockitoSpyBean
	private Spied spied;

	@TestBean
	private Stubbed stubbed;

	@DynamicPropertySource
	static void database(DynamicPropertyRegistry registry) {
		registry.add("spring.datasource.url", database::url);
		registry.add("spring.datasource.username", database::username);
		registry.add("spring.datasource.password", database::password);
	}

	@AfterAll
	static void dropDatabase() {
		database.close();
	}

	static Stubbed stubbed() {
		return new Stubbed(null) {
		};
	}

	@Test
	void nothingIsSaidOfMocks() {
		assertThat(this.check.findings()).extracting(RoutingFinding::finding).containsOnlyNulls();
		assertThat(this.check.findings()).extracting(RoutingFinding::type)
			.containsExactlyInAnyOrder(Real.class.getName(), Spied.class.getName());
	}

	@Test
	void aSpyIsRouted() {
		assertThat(this.spied.pool()).isEqualTo("ai");
		verify(this.spied).pool();
	}

	@Test
	void realBeansAreRoutedBesideMocks() {
		assertThat(this.mocked.pool()).isNull();
		assertThat(this.stubbed).isNotNull();
		assertThat(this.real.pool()).isEqualTo("ai");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(WhereConfiguration.class)
	static class Application {

		@Bean
		Real real(Where where) {
			return new Real(where);
		}

		@Bean
		Mocked mocked(Where where) {
			return new Mocked(where);
		}

		@Bean
		Spied spied(Where where) {
			return new Spied(where);
		}

		@Bean
		Stubbed stubbed(Where where) {
			return new Stubbed(where);
		}

	}

	static class Marked {

		private final Where where;

		Marked(Where where) {
			this.where = where;
		}

		@AiWork
		String pool() {
			return this.where.pool();
		}

	}

	static class Real extends Marked {

		Real(Where where) {
			super(where);
		}

	}

	static class Mocked extends Marked {

		Mocked(Where where) {
			super(where);
		}

	}

	static class Spied extends Marked {

		Spied(Where where) {
			super(where);
		}

	}

	static class Stubbed extends Marked {

		Stubbed(Where where) {
			super(where);
		}

	}

}
