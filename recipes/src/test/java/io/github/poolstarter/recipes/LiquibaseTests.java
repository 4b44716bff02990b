package io.github.poolstarter.recipes;

import javax.sql.DataSource;

import liquibase.integration.spring.SpringLiquibase;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Recipe: Liquibase for a pool with a database of its own.
 */
@RecipeTest
@ActiveProfiles("flyway")
@TestPropertySource(properties = "spring.liquibase.change-log=classpath:db/changelog/db.changelog-master.sql")
class LiquibaseTests {

	@Autowired
	private JdbcTemplate jdbc;

	@Autowired
	@Qualifier("archive")
	private DataSource archive;

	@DynamicPropertySource
	static void archive(DynamicPropertyRegistry registry) {
		registry.add("ARCHIVE_URL", RecipeDatabase::create);
	}

	@Test
	void eachDatabaseHasItsMigrations() {
		assertThat(RecipeDatabase.tables(this.jdbc)).contains("menu").doesNotContain("old_menu");
		assertThat(RecipeDatabase.tables(new JdbcTemplate(this.archive))).contains("old_menu").doesNotContain("menu");
	}

	@RecipeApplication
	@ImportAutoConfiguration(LiquibaseAutoConfiguration.class)
	static class Application {

		// tag::liquibase[]
		@Bean(defaultCandidate = false)
		SpringLiquibase archiveLiquibase(@Qualifier("archive") DataSource archive) {
			SpringLiquibase liquibase = new SpringLiquibase();
			liquibase.setDataSource(archive);
			liquibase.setChangeLog("classpath:db/archive/changelog.sql");
			return liquibase;
		}
		// end::liquibase[]

	}

}
