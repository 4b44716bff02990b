package io.github.poolstarter.autoconfigure;

import java.sql.SQLException;
import java.util.Objects;

import io.github.poolstarter.PoolDefinition;
import io.github.poolstarter.PoolStartException;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/**
 * Analyzes a required pool that can't connect.
 */
class PoolStartFailureAnalyzer extends AbstractFailureAnalyzer<PoolStartException> {

	private final PoolPropertySources sources;

	PoolStartFailureAnalyzer(Environment environment) {
		this.sources = new PoolPropertySources(environment);
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, PoolStartException cause) {
		PoolDefinition definition = cause.getDefinition();
		String pool = definition.name();
		String description = "%s%n%nUser: %s. URL: %s.".formatted(cause.getMessage(), definition.database().username(),
				this.sources.describeUrl(pool, definition.database()));
		String action = "Check that the database is up and its driver on the class path, "
				+ "and the URL, user and password of the pool.";
		if (isRefusedLogin(cause)) {
			description += setBy("User", pool, "username") + setBy("Password", pool, "password");
			action = "Check the user name and password of the pool.";
		}
		return new FailureAnalysis(description, action
				+ " If the application is to start without it, set pools.jdbc.%s.startup to optional.".formatted(pool),
				cause);
	}

	private String setBy(String what, String pool, String setting) {
		ConfigurationProperty property = this.sources.find(pool, setting);
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
