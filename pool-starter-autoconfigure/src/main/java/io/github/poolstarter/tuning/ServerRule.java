package io.github.poolstarter.tuning;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A server that gets no more done with more connections: beyond the knee k they only slow
 * each other down. Suggests the fewest that keep it at what it can do (see
 * {@link KneeFit}) where the pool has more by over a fifth, and work on the database's
 * side where borrowers wait too long.
 * <p>
 * No two windows find quite the same knee. A size that was suggested before stays as long
 * as it is one too few, and no more than twice what is enough.
 */
final class ServerRule implements Rule {

	private static final double FIFTH = 0.2;

	@Override
	public List<Suggestion> apply(PoolFindings findings) {
		SizeNeed need = findings.sizeNeed();
		Analysis knee = (need != null) ? need.knee() : null;
		Integer useful = (need != null) ? need.serverSize() : null;
		if (knee == null || useful == null || !findings.leaks().isEmpty() || findings.canDeadlock()) {
			return List.of();
		}
		int size = findings.settings().maximumPoolSize();
		if (size < useful) {
			// So many are of use, and whether they are needed is for the next rule
			return List.of();
		}
		int to = standing(findings.standingSize(), size, useful);
		boolean smaller = size - to > FIFTH * size;
		if (!smaller && !need.waiting()) {
			return List.of();
		}
		Double connections = knee.knee().connections();
		String issue = "The database gets no more done with more than %s connections: it is server-bound or lock-bound"
			.formatted(EvidenceFigures.display((connections != null) ? connections : 0));
		String remedy = "More connections would not help. Look for slow statements, missing indexes and locks"
				+ ((findings.readOnly()) ? ", or send the reads to replicas" : "");
		return List.of(new Suggestion(
				(smaller) ? Suggestion.id(findings.pool(), "server-bound", Setting.MAXIMUM_POOL_SIZE.key(),
						String.valueOf(to)) : Suggestion.id(findings.pool(), "server-bound"),
				findings.pool(), (need.waiting()) ? Severity.MEDIUM : Severity.LOW, issue,
				(smaller) ? remedy
						+ ". %d connections get as much done: borrowers may wait longer for one, but then need it for less time"
							.formatted(to)
						: remedy,
				(smaller) ? SettingChange.ofMaximum(findings, to) : null, (smaller) ? knee.predict(to).p99Wait() : null,
				EvidenceFigures.of(knee).toMap()));
	}

	/**
	 * The size to suggest, which stays as long as it is about right.
	 */
	private static int standing(@Nullable Integer standing, int size, int useful) {
		return (standing != null && standing < size && standing >= useful - 1 && standing <= 2 * useful) ? standing
				: useful;
	}

}
