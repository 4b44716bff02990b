package io.github.poolstarter.tuning;

import java.util.List;

/**
 * Threads that hold several connections of the pool at once, and a pool that is smaller
 * than Tn · (Cm − 1) + 1, so that all of them can come to wait for their last one.
 */
final class NestedBorrowsRule implements Rule {

	@Override
	public List<Suggestion> apply(PoolFindings findings) {
		if (!findings.canDeadlock()) {
			return List.of();
		}
		NestedBorrows nested = findings.load().nested();
		int size = findings.settings().maximumPoolSize();
		boolean noRoom = nested.floor() > findings.ceiling();
		return List.of(new Suggestion(Suggestion
			.id(findings.pool(), "nested-borrows", Setting.MAXIMUM_POOL_SIZE.key(), String.valueOf(nested.floor())),
				findings.pool(), Severity.HIGH,
				"%d threads hold up to %d connections at once. With %d connections all of them can wait for their last one, and none goes on"
					.formatted(nested.threads(), nested.connections(), size),
				"Let a thread have one connection at a time: look for REQUIRES_NEW, and for connections that are taken within a transaction of another. Until then %d connections are the least that can't stand still"
					.formatted(nested.floor()) + ((noRoom) ? ", and its server does not allow the pool so many" : ""),
				(noRoom) ? null : SettingChange.ofMaximum(findings, nested.floor()), null,
				Figures.of(findings.load().windowNanos(), findings.load().borrows())
					.with("threads", nested.threads())
					.with("connectionsOfOneThread", nested.connections())
					.with("deadlockFloor", nested.floor())
					.toMap()));
	}

}
