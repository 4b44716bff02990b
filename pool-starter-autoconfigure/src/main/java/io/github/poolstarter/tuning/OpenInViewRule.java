package io.github.poolstarter.tuning;

import java.util.List;

/**
 * A session of JPA that keeps its connection to the end of a web request, on a pool whose
 * connections are idle for over half of their holds. Needs as many holds as
 * {@link IdleHoldRule}, all call-sites together.
 */
final class OpenInViewRule implements Rule {

	@Override
	public List<Suggestion> apply(PoolFindings findings) {
		if (!findings.context().openInView()) {
			return List.of();
		}
		double held = 0;
		double idle = 0;
		int borrows = 0;
		for (CallSiteLoad site : findings.load().callSites()) {
			Double share = site.idleShare();
			if (share != null) {
				held += site.holdNanos();
				idle += share * site.holdNanos();
				borrows += site.borrows();
			}
		}
		if (borrows < IdleHoldRule.HOLDS || held < IdleHoldRule.HELD_NANOS || idle <= held * IdleHoldRule.IDLE_SHARE) {
			return List.of();
		}
		return List.of(new Suggestion(Suggestion.id(findings.pool(), "open-in-view"), findings.pool(), Severity.MEDIUM,
				"Connections are idle for %.0f %% of the time that they are held, and spring.jpa.open-in-view holds each until its web request ends"
					.formatted(100 * idle / held),
				"Set spring.jpa.open-in-view to false, and load what the view needs inside the service's transaction",
				null, null,
				EvidenceFigures.of(findings.load().windowNanos(), borrows)
					.percent("idleInHoldPercent", idle / held)
					.toMap()));
	}

}
