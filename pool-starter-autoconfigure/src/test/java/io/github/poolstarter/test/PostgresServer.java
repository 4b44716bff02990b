package io.github.poolstarter.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.jspecify.annotations.Nullable;

/**
 * The embedded PostgreSQL server of the tests: one a JVM, started when it is first
 * needed. Each test class takes databases of its own.
 */
public final class PostgresServer {

	private static final AtomicInteger databases = new AtomicInteger();

	private static @Nullable EmbeddedPostgres server;

	private PostgresServer() {
	}

	/**
	 * Create an empty database.
	 * @return the database, to be closed when it is no longer needed
	 */
	public static Database createDatabase() {
		String name = "test" + databases.incrementAndGet();
		execute("create database " + name);
		return new Database(name, server().getJdbcUrl("postgres", name), "postgres", "postgres");
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

	private static void execute(String sql) {
		try (Connection connection = server().getPostgresDatabase().getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A database of one test class.
	 *
	 * @param name its name
	 * @param url its JDBC URL
	 * @param username a superuser
	 * @param password the password of that user
	 */
	public record Database(String name, String url, String username, String password) implements AutoCloseable {

		/**
		 * The properties that make this the database of an application.
		 * @return {@code spring.datasource.*}
		 */
		public String[] properties() {
			return new String[] { "spring.datasource.url=" + this.url, "spring.datasource.username=" + this.username,
					"spring.datasource.password=" + this.password };
		}

		@Override
		public void close() {
			execute("drop database if exists " + this.name + " with (force)");
		}

	}

}
