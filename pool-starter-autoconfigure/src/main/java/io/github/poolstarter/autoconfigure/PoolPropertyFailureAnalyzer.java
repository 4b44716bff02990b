package io.github.poolstarter.autoconfigure;

import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Analyzes properties under {@code pools} that mean nothing or can't be converted: all of
 * them at once, where the binding stops at the first.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class PoolPropertyFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

	private static final ConfigurationPropertyName POOLS = ConfigurationPropertyName.of("pools");

	private static final String INDENT = System.lineSeparator() + "    ";

	private final Environment environment;

	PoolPropertyFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
		if (!POOLS.equals(cause.getName()) && !POOLS.isAncestorOf(cause.getName())) {
			return null;
		}
		PropertyMistakes mistakes = PropertyMistakes.find(this.environment);
		String unknown = text("Unknown properties under 'pools':", mistakes.unknown());
		String wrong = text("Wrong values under 'pools':", mistakes.wrong());
		if (unknown.isEmpty() && wrong.isEmpty()) {
			return null;
		}
		String action = (unknown.isEmpty()) ? ""
				: "Correct the spelling of the unknown properties, or remove them. Pools are defined under "
						+ "pools.jdbc.<name>, their common settings under pools.defaults, and Redis pools under "
						+ "pools.redis.<name>. ";
		if (!wrong.isEmpty()) {
			action += "Correct the values.";
		}
		return new FailureAnalysis((unknown + wrong).strip(), action.strip(), cause);
	}

	private static String text(String title, List<String> mistakes) {
		return (mistakes.isEmpty()) ? ""
				: mistakes.stream()
					.sorted()
					.collect(Collectors.joining(INDENT, title + System.lineSeparator() + INDENT,
							System.lineSeparator() + System.lineSeparator()));
	}

}
