package io.github.poolstarter.tuning;

import java.util.List;

/**
 * Pools that may open more connections together than their server allows.
 */
final class OverLimitRule implements Rule {

	@Override
	public List<Suggestion> apply(PoolFindings findings) {
		Surroundings.OverLimit over = findings.surroundings().overLimit();
		if (over == null) {
			return List.of();
		}
		return List.of(new Suggestion(Suggestion.id(findings.pool(), "over-server-limit"), findings.pool(),
				Severity.HIGH,
				"The pools at %s may open %d connections together, and %d are allowed by %s".formatted(over.server(),
						over.sum(), over.limit(), over.by()),
				"Lower the maxima of the pools until they fit, or put a pooler in front of the server. Each further instance of the application takes as many again",
				null, null,
				new Figures().with("server", over.server())
					.with("sumOfMaxima", over.sum())
					.with("limit", over.limit())
					.toMap()));
	}

}
