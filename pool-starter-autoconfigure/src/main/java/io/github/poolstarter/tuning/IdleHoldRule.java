package io.github.poolstarter.tuning;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A call-site that holds connections while nothing runs on them: for over half of its
 * holds, which keeps at least half a connection from others on average.
 * <p>
 * That is a sum, and needs no percentile: 20 holds of 30 seconds together are enough to
 * tell one half from the other, where a prediction of waits needs a thousand.
 */
final class IdleHoldRule implements Rule {

	static final double IDLE_SHARE = 0.5;

	static final double FREED = 0.5;

	static final int HOLDS = 20;

	static final long HELD_NANOS = 30_000_000_000L;

	@Override
	public List<Suggestion> apply(PoolFindings findings) {
		List<Suggestion> suggestions = new ArrayList<>();
		for (CallSiteLoad site : findings.load().callSites()) {
			if (isIdle(site)) {
				suggestions.add(suggestion(findings, site));
			}
		}
		return suggestions;
	}

	/**
	 * Whether a call-site holds connections while nothing runs on them.
	 */
	static boolean isIdle(CallSiteLoad site) {
		Double share = site.idleShare();
		Double connections = site.idleConnections();
		return share != null && connections != null && share > IDLE_SHARE && connections >= FREED
				&& site.borrows() >= HOLDS && site.holdNanos() >= HELD_NANOS;
	}

	private static Suggestion suggestion(PoolFindings findings, CallSiteLoad site) {
		String name = findings.callSiteNames().apply(site.callSite());
		Double idleShare = site.idleShare();
		Double idle = site.idleConnections();
		double share = (idleShare != null) ? idleShare : 0;
		double freed = (idle != null) ? idle : 0;
		int size = findings.settings().maximumPoolSize();
		RemoteCalls calls = findings.remoteCalls().get(name);
		IdleInHold replayed = replayed(findings, site);
		String worth = (replayed != null)
				? ". With the same number of connections, the p99 wait is then expected to be %s"
					.formatted(EvidenceFigures.display(replayed.without().p99Wait()))
				: "";
		String idleFor = "%s leaves its connection idle for %.0f %% of the time that it holds one".formatted(name,
				share * 100);
		return new Suggestion(Suggestion.id(findings.pool(), "idle-hold", name), findings.pool(),
				(freed >= size * IDLE_SHARE) ? Severity.HIGH : Severity.MEDIUM,
				(calls != null) ? idleFor + ", and made %d remote calls meanwhile, averaging %s"
					.formatted(calls.count(), EvidenceFigures.display(calls.totalNanos() / Math.max(1, calls.count())))
						: idleFor,
				"%s frees %s of %d connections: read, end the transaction, do the rest, and write in a new transaction%s"
					.formatted(
							(calls != null) ? "Moving the remote call out of " + name
									: "Moving the work that needs no connection out of " + name,
							EvidenceFigures.display(Math.min(freed, size)), size, worth),
				null, (replayed != null) ? replayed.without().p99Wait() : null,
				EvidenceFigures.of(findings.load().windowNanos(), site.borrows())
					.with("callSite", name)
					.percent("idleInHoldPercent", share)
					.with("connections", EvidenceFigures.rounded(site.connections()))
					.with("idleConnections", EvidenceFigures.rounded(freed))
					.percent("sharePercent", site.share())
					.millis("meanHoldMillis", site.holdNanos() / Math.max(1, site.borrows()))
					.with("remoteCalls", (calls != null) ? calls.count() : null)
					.with("meanRemoteCallMillis",
							(calls != null) ? calls.totalNanos() / Math.max(1, calls.count()) / 1000 / 1e3 : null)
					.with("sizeEnoughThen", (replayed != null) ? replayed.target().size() : null)
					.toMap());
	}

	private static @Nullable IdleInHold replayed(PoolFindings findings, CallSiteLoad site) {
		IdleInHold idle = (findings.analysis() instanceof Analysis analysis) ? analysis.idleInHold() : null;
		return (idle != null && idle.callSite() == site.callSite()) ? idle : null;
	}

}
