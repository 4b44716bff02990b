package io.github.poolstarter.tuning;

import java.util.List;

/**
 * HikariCP's own leak detection, which makes an exception and a timer for each borrow.
 */
final class HikariLeakDetectionRule implements Rule {

	@Override
	public List<Suggestion> apply(PoolFindings findings) {
		long threshold = findings.context().hikariLeakDetectionMillis();
		if (threshold == 0) {
			return List.of();
		}
		return List.of(new Suggestion(Suggestion.id(findings.pool(), "hikari-leak-detection"), findings.pool(),
				Severity.LOW,
				"HikariCP's leakDetectionThreshold is %d ms, which costs each borrow an exception with a stack trace"
					.formatted(threshold),
				"Leave it at 0. pools.tracking.leak-threshold finds leaks at no cost to a borrow", null, null,
				new EvidenceFigures().with("hikariLeakDetectionMillis", threshold)
					.millis("leakThresholdMillis", findings.leakThresholdNanos())
					.toMap()));
	}

}
