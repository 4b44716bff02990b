package io.github.poolstarter.sample.database;

import java.io.IOException;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Starts a PostgreSQL server for the application, unless {@code spring.datasource.url}
 * names another one. Its data live in a temporary directory and end with the application.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(EmbeddedDatabaseConfiguration.NoDatabaseConfigured.class)
class EmbeddedDatabaseConfiguration {

	private static final Log logger = LogFactory.getLog(EmbeddedDatabaseConfiguration.class);

	// The context stops it after the pools; a shutdown hook of its own would not wait
	@Bean
	EmbeddedPostgres embeddedPostgres() throws IOException {
		return EmbeddedPostgres.builder()
			.setServerConfig("max_connections", "100")
			.setRegisterShutdownHook(false)
			.start();
	}

	// A role of its own, because a superuser also gets the connections that PostgreSQL
	// reserves, and so meets other limits than an application in production
	@Bean
	EmbeddedConnectionDetails embeddedConnectionDetails(EmbeddedPostgres server) {
		JdbcClient superuser = JdbcClient.create(server.getPostgresDatabase());
		superuser.sql("create role meal_planner login").update();
		superuser.sql("create database meal_planner owner meal_planner").update();
		EmbeddedConnectionDetails details = new EmbeddedConnectionDetails(server.getPort());
		logger.info("No spring.datasource.url: using an embedded PostgreSQL at " + details.getJdbcUrl());
		return details;
	}

	record EmbeddedConnectionDetails(int port) implements JdbcConnectionDetails {

		@Override
		public String getUsername() {
			return "meal_planner";
		}

		// The server trusts everybody on this machine, and listens to nobody else
		@Override
		public @Nullable String getPassword() {
			return null;
		}

		@Override
		public String getJdbcUrl() {
			return "jdbc:postgresql://localhost:%d/meal_planner".formatted(this.port);
		}

	}

	static final class NoDatabaseConfigured extends NoneNestedConditions {

		NoDatabaseConfigured() {
			super(ConfigurationPhase.PARSE_CONFIGURATION);
		}

		@ConditionalOnProperty("spring.datasource.url")
		static class UrlConfigured {

		}

	}

}
