package io.github.poolstarter.autoconfigure;

import io.github.poolstarter.UnknownPoolException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Analyzes the use of a pool that is not defined.
 */
class UnknownPoolFailureAnalyzer extends AbstractFailureAnalyzer<UnknownPoolException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnknownPoolException cause) {
		return new FailureAnalysis(
				"Pool '%s' is not defined. Requested by %s. Defined: %s.".formatted(cause.getPool(), cause.getUsedBy(),
						String.join(", ", cause.getDefined())),
				"Add pools.jdbc.%s, or change %s.".formatted(cause.getPool(), cause.getUsedBy()), cause);
	}

}
