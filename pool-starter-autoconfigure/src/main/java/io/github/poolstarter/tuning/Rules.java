package io.github.poolstarter.tuning;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Applies all rules to what is known of a pool, code before numbers: leaks, connections
 * that are held idle, nested borrows, the server's limit, the size, and then the
 * configuration. The same advice for the same findings. Stateless.
 */
public final class Rules {

	private static final List<Rule> RULES = List.of(new LeakRule(), new IdleHoldRule(), new NestedBorrowsRule(),
			new ServerRule(), new SizeRule(), new MinimumIdleRule(), new OverLimitRule(), new TransactionPoolerRule(),
			new OpenInViewRule(), new VirtualThreadsRule(), new HikariLeakDetectionRule());

	private Rules() {
	}

	/**
	 * Apply the rules.
	 */
	public static PoolAdvice apply(PoolFindings findings) {
		List<Suggestion> suggestions = new ArrayList<>();
		RULES.forEach((rule) -> suggestions.addAll(rule.apply(findings)));
		NotEnoughEvidence notEnough = (findings.analysis() instanceof NotEnoughEvidence few) ? few : null;
		return new PoolAdvice(findings.pool(), suggestions, notEnough,
				(suggestions.isEmpty()) ? noChange(findings) : null);
	}

	private static @Nullable NoChange noChange(PoolFindings findings) {
		if (!(findings.analysis() instanceof Analysis latest)) {
			return null;
		}
		SizeNeed need = findings.sizeNeed();
		if (need == null) {
			return new NoChange("The workload changed together with the number of connections in use, so no size can "
					+ "be suggested", EvidenceFigures.of(latest).toMap());
		}
		int size = findings.settings().maximumPoolSize();
		long target = need.basis().target().targetWaitNanos();
		String because = (need.serverSize() != null && need.serverSize() <= size)
				? "%s, and the target is %s; the database gets no more done with more than %d connections, and the pool has %d"
					.formatted(SizeRule.waits(latest.predict(size)), EvidenceFigures.display(target), need.serverSize(),
							size)
				: "%s, and the target is %s; that takes %d connections, and the pool has %d".formatted(
						SizeRule.waits(need.basis().predict(size)), EvidenceFigures.display(target), need.need(), size);
		boolean early = findings.watchedNanos() < SizeRule.WATCHED_NANOS && need.comfortable() < size;
		return new NoChange((early) ? because + ". Whether fewer are enough is known after ten minutes" : because,
				EvidenceFigures.of(need.basis()).toMap());
	}

}
