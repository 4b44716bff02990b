package io.github.poolstarter.recipes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * An empty database for each application context, on the one embedded PostgreSQL server
 * of the tests.
 */
class RecipeDatabase implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	private static final AtomicInteger databases = new AtomicInteger();

	private static @Nullable EmbeddedPostgres server;

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		TestPropertyValues
			.of("spring.datasource.url=" + create(), "spring.datasource.username=postgres",
					"spring.datasource.password=postgres")
			.applyTo(context);
	}

	/**
	 * Create an empty database.
	 * @return its JDBC URL
	 */
	static String create() {
		String name = "recipe" + databases.incrementAndGet();
		try (var connection = server().getPostgresDatabase().getConnection();
				var statement = connection.createStatement()) {
			statement.execute("create database " + name);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		return server().getJdbcUrl("postgres", name);
	}

	/**
	 * The tables that an application has made.
	 * @param jdbc its database
	 * @return the names of the tables in the schema {@code public}
	 */
	static List<String> tables(JdbcTemplate jdbc) {
		return jdbc.queryForList("select tablename from pg_tables where schemaname = 'public'", String.class);
	}

	private static synchronized EmbeddedPostgres server() {
		if (server == null) {
			try {
				server = EmbeddedPostgres.builder()
					.setServerConfig("max_connections", "200")
					.setPGStartupWait(Duration.ofMinutes(1))
					.start();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		return server;
	}

}
