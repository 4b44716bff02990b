package io.github.poolstarter.tuning;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Connections that are out for longer than the leak threshold, by call-site. Comes first:
 * what a leak takes, no size gives back.
 */
final class LeakRule implements Rule {

	@Override
	public List<Suggestion> apply(PoolFindings findings) {
		Map<String, List<LeakedConnection>> bySite = findings.leaks()
			.stream()
			.collect(Collectors.groupingBy(LeakedConnection::callSite, TreeMap::new, Collectors.toList()));
		List<Suggestion> suggestions = new ArrayList<>();
		bySite.forEach((site, leaks) -> suggestions.add(suggestion(findings, site, leaks)));
		return suggestions;
	}

	private static Suggestion suggestion(PoolFindings findings, String site, List<LeakedConnection> leaks) {
		long oldest = leaks.stream().mapToLong(LeakedConnection::heldNanos).max().orElse(0);
		return new Suggestion(Suggestion.id(findings.pool(), "leak", site), findings.pool(), Severity.HIGH,
				"%s has held %d of %d connections for longer than %s, the oldest for %s".formatted(site, leaks.size(),
						findings.settings().maximumPoolSize(), EvidenceFigures.display(findings.leakThresholdNanos()),
						EvidenceFigures.display(oldest)),
				"Close the connections that %s takes, with try-with-resources, or shorten its transaction. The holders view shows the stack of its thread. Until then, no pool size is suggested"
					.formatted(site),
				null, null,
				new EvidenceFigures().with("callSite", site)
					.with("connections", leaks.size())
					.millis("oldestHeldMillis", oldest)
					.millis("leakThresholdMillis", findings.leakThresholdNanos())
					.toMap());
	}

}
