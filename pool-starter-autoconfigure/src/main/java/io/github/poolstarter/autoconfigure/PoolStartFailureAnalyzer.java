package io.github.poolstarter.autoconfigure;

import java.sql.SQLException;
import java.util.Objects;

import io.github.poolstarter.PoolStartException;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.PoolDefinition;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/**
 * Analyzes a required pool that can't connect.
 */
class PoolStartFailureAnalyzer extends AbstractFailureAnalyzer<PoolStartException> {

	private final Environment environment;

	private final PoolPropertySources sources;

	PoolStartFailureAnalyzer(Environment environment) {
		this.environment = environment;
		this.sources = new PoolPropertySources(environment);
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, PoolStartException cause) {
		if (!(cause.getPool() instanceof JdbcPool failed)) {
			return null;
		}
		PoolDefinition definition = failed.definition();
		String pool = failed.name();
		String description = "%s%n%nUser: %s. URL: %s.".formatted(cause.getMessage(), definition.database().username(),
				this.sources.describeUrl(pool, definition.database()));
		String action = "Check that the database is up, that its driver is on the class path, "
				+ "and that the URL, user and password of the pool are correct.";
		if (isRefusedLogin(cause)) {
			description += setBy("User", pool, "username", definition.database().username())
					+ setBy("Password", pool, "password", definition.database().password());
			action = "Check the user name and password of the pool.";
		}
		return new FailureAnalysis(description,
				action + " To start the application without it, set pools.jdbc.%s.startup to optional.".formatted(pool),
				cause);
	}

	private String setBy(String what, String pool, String setting, @Nullable String value) {
		ConfigurationProperty property = this.sources.find(pool, setting);
		String inherited = "spring.datasource." + setting;
		if (property == null && value != null && value.equals(this.environment.getProperty(inherited))) {
			property = this.sources.find(ConfigurationPropertyName.of(inherited));
		}
		return (property != null) ? "%n%s: set by %s (%s).".formatted(what, property.getName(),
				Objects.toString(property.getOrigin(), "origin unknown")) : "";
	}

	private static boolean isRefusedLogin(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof SQLException sql && sql.getSQLState() != null && sql.getSQLState().startsWith("28")) {
				return true;
			}
		}
		return false;
	}

}
