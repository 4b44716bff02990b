package io.github.poolstarter.tuning;

import java.util.List;

/**
 * Pools that may open more connections together than their server allows.
 */
final class OverLimitRule implements Rule {

	@Override
	public List<Suggestion> apply(PoolFindings findings) {
		PoolContext.OverLimit over = findings.context().overLimit();
		if (over == null) {
			return List.of();
		}
		return List.of(new Suggestion(Suggestion.id(findings.pool(), "over-server-limit"), findings.pool(),
				Severity.HIGH,
				"Together, the pools at %s may open %d connections, but only %d are allowed by %s"
					.formatted(over.server(), over.sum(), over.limit(), over.by()),
				"Lower maximum-pool-size of the pools until they fit, or put a pooler in front of the server. Each additional instance of the application needs as many again",
				null, null,
				new EvidenceFigures().with("server", over.server())
					.with("sumOfMaxima", over.sum())
					.with("limit", over.limit())
					.toMap()));
	}

}
