package io.github.poolstarter.autoconfigure.slices;

import javax.sql.DataSource;

import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.PoolTemplate;
import io.github.poolstarter.routing.RoutingDataSource;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.PostgresServer.Database;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds wherever a test does not replace the application's data source.
 */
@TestPropertySource(locations = "/slices/slices.properties",
		properties = { "pools.jdbc.general.data-source-properties.ApplicationName=general",
				"pools.jdbc.ai.data-source-properties.ApplicationName=ai" })
@DirtiesContext
abstract class AbstractPooledDatabaseTests {

	private static Database database;

	@Autowired
	private PoolRegistry pools;

	@Autowired
	private DataSource dataSource;

	@Autowired
	@Qualifier("ai")
	private DataSource ai;

	@Autowired
	private PoolTemplate template;

	@DynamicPropertySource
	static void database(DynamicPropertyRegistry properties) {
		database = PostgresServer.createDatabase();
		properties.add("spring.datasource.url", database::url);
		properties.add("spring.datasource.username", database::username);
		properties.add("spring.datasource.password", database::password);
	}

	@AfterAll
	static void dropDatabase() {
		database.close();
	}

	@Test
	void thePoolsAreMade() {
		assertThat(this.pools.names()).containsExactlyInAnyOrder("general", "ai");
		assertThat(RoutingDataSource.isRouted(this.dataSource)).isTrue();
		assertThat(poolOf(this.ai)).isEqualTo("ai");
	}

	@Test
	void scriptsRunOnTheDefaultPool() {
		assertThat(new JdbcTemplate(this.dataSource).queryForList("select title from made_by_script")).isEmpty();
	}

	@Test
	@Transactional(propagation = Propagation.NOT_SUPPORTED)
	void poolTemplateRoutes() {
		assertThat(this.template.call("ai", () -> poolOf(this.dataSource))).isEqualTo("ai");
	}

	private static String poolOf(DataSource dataSource) {
		return new JdbcTemplate(dataSource).queryForObject("select current_setting('application_name')", String.class);
	}

}
