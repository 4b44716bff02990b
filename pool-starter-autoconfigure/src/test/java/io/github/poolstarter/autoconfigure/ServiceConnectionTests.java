package io.github.poolstarter.autoconfigure;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.AiWork;
import io.github.poolstarter.jdbc.JdbcPools;
import org.junit.jupiter.api.Test;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.EnabledIfDockerAvailable;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.postgresql.PostgreSQLContainer;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.annotation.DirtiesContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of pools whose database is a container.
 */
@EnabledIfDockerAvailable
@Testcontainers
@SpringBootTest(properties = { "spring.datasource.url=jdbc:postgresql://not-the-container/none",
		"spring.datasource.username=nobody", "spring.datasource.password=none", "pools.defaults.minimum-idle=1",
		"pools.jdbc.general.maximum-pool-size=3", "pools.jdbc.general.data-source-properties.ApplicationName=general",
		"pools.jdbc.ai.maximum-pool-size=2", "pools.jdbc.ai.data-source-properties.ApplicationName=ai" })
@DirtiesContext
class ServiceConnectionTests {

	@Container
	@ServiceConnection
	private static final PostgreSQLContainer postgres = new PostgreSQLContainer("postgres:18").withUsername("cook")
		.withPassword("kitchen")
		.withDatabaseName("menus");

	@Autowired
	private JdbcPools pools;

	@Autowired
	private Kitchen kitchen;

	@Autowired
	private PoolConfigReport report;

	@Test
	void everyPoolConnectsToTheContainer() {
		assertThat(this.pools.names()).containsExactlyInAnyOrder("general", "ai");
		assertThat(this.pools).allSatisfy((pool) -> {
			HikariDataSource dataSource = pool.dataSource();
			assertThat(dataSource.getJdbcUrl()).isEqualTo(postgres.getJdbcUrl());
			assertThat(dataSource.getUsername()).isEqualTo("cook");
			assertThat(dataSource.getPassword()).isEqualTo("kitchen");
		});
		assertThat(this.kitchen.ask("select current_database()")).isEqualTo("menus");
		assertThat(this.kitchen.askByAi("select current_user")).isEqualTo("cook");
	}

	@Test
	void workIsRouted() {
		assertThat(this.kitchen.ask("select current_setting('application_name')")).isEqualTo("general");
		assertThat(this.kitchen.askByAi("select current_setting('application_name')")).isEqualTo("ai");
	}

	@Test
	void urlOfTheContainerIsNotSaidToComeFromAProperty() {
		assertThat(this.report.of(this.pools.get("ai")).get("url").source()).isEqualTo("default");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ PoolsAutoConfiguration.class, DataSourceAutoConfiguration.class,
			JdbcTemplateAutoConfiguration.class })
	@Import(Kitchen.class)
	static class KitchenConfiguration {

	}

	static class Kitchen {

		private final JdbcTemplate jdbc;

		Kitchen(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		String ask(String sql) {
			return this.jdbc.queryForObject(sql, String.class);
		}

		@AiWork
		String askByAi(String sql) {
			return ask(sql);
		}

	}

}
