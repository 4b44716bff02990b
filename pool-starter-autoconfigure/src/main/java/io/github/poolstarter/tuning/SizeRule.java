package io.github.poolstarter.tuning;

import java.util.ArrayList;
import java.util.List;

/**
 * A pool that is too small for the wait that is wanted, or larger than it needs to be.
 * {@link SizeAnswer} says which. Nothing is made smaller that was watched for less than
 * ten minutes: the load may just not have come yet.
 * <p>
 * A pool grows by half at most, c + max(1, ⌈c/2⌉): what the database does with more has
 * not been seen, and where it has no more to give, the next look finds that out before
 * much is lost. A larger size is never over what the server has shown to be of use.
 */
final class SizeRule implements Rule {

	static final long WATCHED_NANOS = 600_000_000_000L;

	private static final int HALF = 2;

	@Override
	public List<Suggestion> apply(PoolFindings findings) {
		SizeNeed need = findings.sizeNeed();
		if (need == null || !findings.leaks().isEmpty() || findings.canDeadlock()) {
			return List.of();
		}
		int size = findings.settings().maximumPoolSize();
		Integer useful = need.serverSize();
		int wanted = SizeAnswer.next(findings.standingSize(), size, need.need(), need.comfortable());
		int answer = Math.min(wanted, findings.ceiling());
		PoolContext.Allowance allowance = findings.context().allowance();
		if (allowance != null && allowance.connections() <= size && isTooFew(need, size) && useful == null) {
			return List.of(stay(findings, need.basis(), allowance));
		}
		if (answer > size) {
			int to = Math.min(answer, size + Math.max(1, (size + 1) / HALF));
			// What the server can't do, a larger pool can't either
			to = (useful != null) ? Math.min(to, useful) : to;
			return (to > size) ? List.of(raise(findings, need, to)) : List.of();
		}
		boolean lower = answer < size && useful == null && findings.watchedNanos() >= WATCHED_NANOS;
		return (lower) ? List.of(lower(findings, need.basis(), answer)) : List.of();
	}

	// Windows that were looked at when more was allowed may need more than there may be
	private static boolean isTooFew(SizeNeed need, int size) {
		SizeTarget target = need.basis().target();
		return need.need() > size || (need.need() == size && !target.met());
	}

	private static Suggestion stay(PoolFindings findings, Analysis analysis, PoolContext.Allowance allowance) {
		return new Suggestion(Suggestion.id(findings.pool(), "no-room"), findings.pool(),
				severity(findings, analysis.workload().timeouts()), tooFew(findings, analysis),
				noMore(allowance) + ". Raise that limit, lower other pools, or put a pooler in front of the server",
				null, null, EvidenceFigures.of(analysis).with("allowed", allowance.connections()).toMap());
	}

	private static String noMore(PoolContext.Allowance allowance) {
		return "No more are available: %s leaves this pool %d of %s".formatted(allowance.server(),
				allowance.connections(), allowance.why());
	}

	private static String tooFew(PoolFindings findings, Analysis analysis) {
		int size = findings.settings().maximumPoolSize();
		int timeouts = analysis.workload().timeouts();
		return "%d connections are too few: %s, and the target is %s%s".formatted(size, waits(analysis.predict(size)),
				EvidenceFigures.display(analysis.target().targetWaitNanos()),
				(timeouts > 0) ? "; " + timeouts + ((timeouts == 1) ? " borrow" : " borrows") + " timed out" : "");
	}

	private static Suggestion raise(PoolFindings findings, SizeNeed need, int to) {
		Analysis analysis = need.basis();
		int size = findings.settings().maximumPoolSize();
		Prediction then = analysis.predict(to);
		long target = analysis.target().targetWaitNanos();
		int timeouts = analysis.workload().timeouts();
		List<String> remedy = new ArrayList<>();
		boolean seen = analysis.knee().verdict() == Knee.Verdict.NONE && !then.extrapolated();
		String key = Setting.MAXIMUM_POOL_SIZE.key();
		String wait = EvidenceFigures.display(then.p99Wait());
		remedy.add((seen) ? "Raise %s to %d: the p99 wait is then expected to be %s".formatted(key, to, wait)
				: "Raise %s to %d. More than %d connections have not been observed yet: if the database serves them all as well, the p99 wait is expected to be %s"
					.formatted(key, to, size, wait));
		PoolContext.Allowance allowance = findings.context().allowance();
		if (!then.meets(target) && allowance != null && to >= allowance.connections()) {
			remedy.add("That may not be enough. " + noMore(allowance));
		}
		else if (!then.meets(target)) {
			boolean known = need.serverSize() == null && analysis.target().met();
			remedy.add((known) ? "That may not be enough: %d connections would be".formatted(need.need())
					: "That may not be enough");
		}
		if (findings.hasIdleHolds()) {
			remedy.add("First change the code that holds idle connections: no more may be needed then");
		}
		return suggestion(findings, "raise", analysis, to, severity(findings, timeouts), tooFew(findings, analysis),
				String.join(". ", remedy));
	}

	private static Severity severity(PoolFindings findings, int timeouts) {
		if (findings.hasIdleHolds()) {
			return Severity.LOW;
		}
		return (timeouts > 0) ? Severity.HIGH : Severity.MEDIUM;
	}

	private static Suggestion lower(PoolFindings findings, Analysis analysis, int to) {
		return suggestion(findings, "lower", analysis, to, Severity.LOW,
				"%d connections are more than needed: at most %d were in use at once"
					.formatted(findings.settings().maximumPoolSize(), analysis.workload().peakInUse()),
				"Lower %s to %d: %s".formatted(Setting.MAXIMUM_POOL_SIZE.key(), to, waits(analysis.predict(to))));
	}

	private static Suggestion suggestion(PoolFindings findings, String verb, Analysis analysis, int to,
			Severity severity, String issue, String suggestion) {
		return new Suggestion(Suggestion.id(findings.pool(), verb, Setting.MAXIMUM_POOL_SIZE.key(), String.valueOf(to)),
				findings.pool(), severity, issue, suggestion, SettingChange.ofMaximum(findings, to),
				analysis.predict(to).p99Wait(), EvidenceFigures.of(analysis).toMap());
	}

	/**
	 * Say how long borrowers wait with a size.
	 */
	static String waits(Prediction prediction) {
		return "the expected p99 wait is %s".formatted(EvidenceFigures.display(prediction.p99Wait()));
	}

}
