package io.github.poolstarter.autoconfigure.slices;

import io.github.poolstarter.actuate.PoolsEndpoint;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of a whole application with {@code @AutoConfigureTestDatabase}, and everything
 * that initialises a database.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE,
		properties = { "spring.flyway.enabled=true", "spring.flyway.locations=classpath:slices/flyway",
				"spring.flyway.baseline-on-migrate=true", "spring.flyway.baseline-version=0",
				"spring.liquibase.enabled=true", "spring.liquibase.change-log=classpath:slices/changelog.sql" })
@AutoConfigureTestDatabase
class ReplacedDatabaseTests extends AbstractReplacedDatabaseTests {

	@Autowired
	private ApplicationContext context;

	@Autowired
	private JdbcTemplate jdbc;

	@Test
	void flywayMigratesTheReplacement() {
		assertThat(this.jdbc.queryForList("select title from made_by_flyway")).isEmpty();
	}

	@Test
	void liquibaseMigratesTheReplacement() {
		assertThat(this.jdbc.queryForList("select title from made_by_liquibase")).isEmpty();
	}

	@Test
	void theReplacementIsCheckedInPlaceOfThePools() {
		HealthContributorRegistry health = this.context.getBean(HealthContributorRegistry.class);
		assertThat(health.getContributor("db")).isNotNull();
		assertThat(health.getContributor("pools")).isNull();
		assertThat(this.context.getBeanProvider(PoolsEndpoint.class)).isEmpty();
	}

}
