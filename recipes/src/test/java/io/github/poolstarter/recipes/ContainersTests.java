package io.github.poolstarter.recipes;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.ReadOnly;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.testcontainers.junit.jupiter.EnabledIfDockerAvailable;
import org.testcontainers.postgresql.PostgreSQLContainer;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistrar;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Recipe: containers of a primary and a replica.
 */
@EnabledIfDockerAvailable
@SpringBootTest(webEnvironment = WebEnvironment.NONE, properties = "spring.testcontainers.beans.startup=parallel")
@DirtiesContext
class ContainersTests {

	@Autowired
	private PostgreSQLContainer primary;

	@Autowired
	private PostgreSQLContainer replica;

	@Autowired
	private PoolRegistry pools;

	@Autowired
	private Menus menus;

	@Test
	void readsGoToTheReplicaAndAllElseToThePrimary() throws SQLException {
		createMenu(this.primary, "primary");
		createMenu(this.replica, "replica");
		assertThat(this.pools)
			.allSatisfy((pool) -> assertThat(pool.dataSource().getJdbcUrl()).isEqualTo(this.primary.getJdbcUrl()));
		assertThat(this.menus.write()).isEqualTo("primary");
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> this.menus.read().equals("replica"));
	}

	private static void createMenu(PostgreSQLContainer container, String name) throws SQLException {
		try (Connection connection = DriverManager.getConnection(container.getJdbcUrl(), container.getUsername(),
				container.getPassword()); Statement statement = connection.createStatement()) {
			statement.execute("create table menu as select '" + name + "' as name");
		}
	}

	@RecipeApplication
	@ImportAutoConfiguration(ServiceConnectionAutoConfiguration.class)
	@Import({ Menus.class, Containers.class })
	static class Application {

	}

	// tag::containers[]
	@TestConfiguration(proxyBeanMethods = false)
	static class Containers {

		@Bean
		@ServiceConnection
		PostgreSQLContainer primary() {
			return new PostgreSQLContainer("postgres:18");
		}

		@Bean
		PostgreSQLContainer replica() {
			return new PostgreSQLContainer("postgres:18");
		}

		@Bean
		DynamicPropertyRegistrar replicaUrl(@Qualifier("replica") PostgreSQLContainer replica) {
			return (properties) -> properties.add("pools.jdbc.read.replicas.one.url", replica::getJdbcUrl);
		}

	}
	// end::containers[]

	static class Menus {

		private final JdbcTemplate jdbc;

		Menus(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		String write() {
			return this.jdbc.queryForObject("select name from menu", String.class);
		}

		@ReadOnly
		String read() {
			return this.jdbc.queryForObject("select name from menu", String.class);
		}

	}

}
