package io.github.poolstarter.autoconfigure;

import io.github.poolstarter.PoolDefinition;
import io.github.poolstarter.PoolStartException;

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
		return new FailureAnalysis(
				"%s%n%nUser: %s. URL: %s.".formatted(cause.getMessage(), definition.database().username(),
						this.sources.describeUrl(definition.name(), definition.database())),
				("Check that the database is up and its driver on the class path, and the URL, user and password of the "
						+ "pool. If the application is to start without it, set pools.jdbc.%s.startup to optional.")
					.formatted(definition.name()),
				cause);
	}

}
