package io.github.poolstarter.autoconfigure;

import java.util.List;

import io.github.poolstarter.PoolDefinition;
import io.github.poolstarter.PoolDefinition.Database;
import io.github.poolstarter.PoolStartException;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/**
 * Analyzes a required pool that can't connect.
 */
class PoolStartFailureAnalyzer extends AbstractFailureAnalyzer<PoolStartException> {

	private static final List<String> INHERITED_URLS = List.of(DataSourcePropertiesConnectionDetails.HIKARI_URL,
			DataSourcePropertiesConnectionDetails.URL);

	private final Environment environment;

	private final PoolPropertySources sources;

	PoolStartFailureAnalyzer(Environment environment) {
		this.environment = environment;
		this.sources = new PoolPropertySources(environment);
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, PoolStartException cause) {
		PoolDefinition definition = cause.getDefinition();
		return new FailureAnalysis(
				"%s%n%nUser: %s. URL: %s.".formatted(cause.getMessage(), definition.database().username(),
						describeUrl(definition)),
				("Check that the database is up and its driver on the class path, and the URL, user and password of the "
						+ "pool. If the application is to start without it, set pools.jdbc.%s.startup to optional.")
					.formatted(definition.name()),
				cause);
	}

	private String describeUrl(PoolDefinition definition) {
		Database database = definition.database();
		if (this.sources.find(definition.name(), "url") != null) {
			return this.sources.describe(definition.name(), "url", database.displayUrl());
		}
		for (String url : INHERITED_URLS) {
			ConfigurationProperty inherited = this.sources.find(ConfigurationPropertyName.of(url));
			if (inherited != null && database.url().equals(this.environment.getProperty(url))) {
				return PoolPropertySources.describe(inherited, database.displayUrl());
			}
		}
		return database.displayUrl() + " (from a container or an embedded database)";
	}

}
