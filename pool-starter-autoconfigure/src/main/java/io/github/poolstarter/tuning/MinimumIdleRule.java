package io.github.poolstarter.tuning;

import java.util.List;

/**
 * A minimum of idle connections that is over twice the most that were in use at once, and
 * keeps at least five open that nobody needed. Said after an hour, because a minimum is
 * there for the load to come.
 */
final class MinimumIdleRule implements Rule {

	private static final long WATCHED_NANOS = 3_600_000_000_000L;

	private static final int LEAST_SAVED = 5;

	@Override
	public List<Suggestion> apply(PoolFindings findings) {
		int minimum = findings.settings().minimumIdle();
		int peak = findings.context().peakInUse();
		int to = Math.max(1, Math.min(peak, Integer.MAX_VALUE / 2) * 2);
		if (findings.watchedNanos() < WATCHED_NANOS || minimum - to < LEAST_SAVED) {
			return List.of();
		}
		return List
			.of(new Suggestion(Suggestion.id(findings.pool(), "lower", Setting.MINIMUM_IDLE.key(), String.valueOf(to)),
					findings.pool(), Severity.LOW,
					"%d connections are kept open, but at most %d were in use at once within an hour".formatted(minimum,
							peak),
					"Lower %s to %d, twice that peak. More are opened when they are needed"
						.formatted(Setting.MINIMUM_IDLE.key(), to),
					new SettingChange(findings.pool(), Setting.MINIMUM_IDLE, minimum, to, null), null,
					new EvidenceFigures().with("minimumIdle", minimum)
						.with("maximumPoolSize", findings.settings().maximumPoolSize())
						.with("peakInUse", peak)
						.toMap()));
	}

}
