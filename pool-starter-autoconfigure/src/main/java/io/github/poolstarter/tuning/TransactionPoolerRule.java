package io.github.poolstarter.tuning;

import java.util.List;

/**
 * A pooler that gives each transaction another of the server's processes, and a driver
 * that prepares statements on the server and looks for them in its next transaction.
 * Poolers can keep account of them: nothing is said where they were tried and work.
 */
final class TransactionPoolerRule implements Rule {

	@Override
	public List<Suggestion> apply(PoolFindings findings) {
		PoolContext.Pooler pooler = findings.context().pooler();
		if (pooler == null || pooler.prepareThreshold() == 0 || pooler.statements() == PoolContext.Statements.WORK) {
			return List.of();
		}
		boolean fail = pooler.statements() == PoolContext.Statements.FAIL;
		String issue = "A pooler answers at %s that switches server processes between transactions, and the driver's server-side prepared statements %s"
			.formatted(pooler.server(),
					(fail) ? "fail there: " + pooler.failure() : "may fail there, which could not be tested");
		return List.of(new Suggestion(Suggestion.id(findings.pool(), "transaction-pooler"), findings.pool(),
				(fail) ? Severity.HIGH : Severity.LOW, issue,
				"Set prepareThreshold to 0 in the pool's data-source-properties, or in the URL if it is set there; or let the pooler keep track of them, with max_prepared_statements above 0 on PgBouncer 1.21 or later",
				null, null,
				new EvidenceFigures().with("server", pooler.server())
					.with("backendPids", pooler.backends())
					.with("prepareThreshold", pooler.prepareThreshold())
					.with("failure", pooler.failure())
					.toMap(),
				SettingChange.yaml(findings.pool(), "data-source-properties:\n        prepareThreshold: 0")));
	}

}
