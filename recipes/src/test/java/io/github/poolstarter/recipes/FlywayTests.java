package io.github.poolstarter.recipes;

import javax.sql.DataSource;

import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Recipe: Flyway for a pool with a database of its own.
 */
@RecipeTest
@ActiveProfiles("flyway")
class FlywayTests {

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
	@ImportAutoConfiguration(FlywayAutoConfiguration.class)
	static class Application {

		// tag::flyway[]
		@Bean(initMethod = "migrate", defaultCandidate = false)
		Flyway archiveFlyway(@Qualifier("archive") DataSource archive) {
			return Flyway.configure().dataSource(archive).locations("classpath:db/archive").load();
		}
		// end::flyway[]

	}

}
