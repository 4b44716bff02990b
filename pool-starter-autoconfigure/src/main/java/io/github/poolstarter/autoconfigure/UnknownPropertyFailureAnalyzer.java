package io.github.poolstarter.autoconfigure;

import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Analyzes keys under {@code pools} that mean nothing. The value of such a key is not
 * shown, because it may be a password under a misspelt name.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class UnknownPropertyFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

	private static final ConfigurationPropertyName POOLS = ConfigurationPropertyName.of("pools");

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
		if (!(cause.getCause() instanceof UnboundConfigurationPropertiesException unbound)
				|| !POOLS.equals(cause.getName())) {
			return null;
		}
		String properties = unbound.getUnboundProperties()
			.stream()
			.map((property) -> PoolPropertySources.describe(property, "..."))
			.sorted()
			.collect(Collectors.joining(System.lineSeparator() + "    ", "    ", ""));
		return new FailureAnalysis("Unknown properties under 'pools':%n%n%s".formatted(properties),
				"Correct the spelling, or remove them. Pools are defined under pools.jdbc.<name>, what they have in common "
						+ "under pools.defaults, Redis pools under pools.redis.<name>.",
				cause);
	}

}
