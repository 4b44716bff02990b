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
				"%d threads hold up to %d connections each. With only %d connections, all of them can end up waiting for their last one, and none can continue"
					.formatted(nested.threads(), nested.connections(), size),
				"Let each thread hold one connection at a time: look for REQUIRES_NEW, and for connections taken inside another transaction. Until then, %d connections are the fewest that can't deadlock"
					.formatted(nested.floor()) + ((noRoom) ? ", but the server does not allow the pool that many" : ""),
				(noRoom) ? null : SettingChange.ofMaximum(findings, nested.floor()), null,
				EvidenceFigures.of(findings.load().windowNanos(), findings.load().borrows())
					.with("threads", nested.threads())
					.with("connectionsOfOneThread", nested.connections())
					.with("deadlockFloor", nested.floor())
					.toMap()));
	}

}
