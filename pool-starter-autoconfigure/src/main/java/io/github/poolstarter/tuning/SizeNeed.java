package io.github.poolstarter.tuning;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What several windows say of the size of a pool: the most that any of them needs, and no
 * more than the server has shown to be of use. Immutable.
 *
 * @param need the smallest size that keeps to the wait that is wanted
 * @param comfortable the smallest size that keeps to half of it, not below the need
 * @param serverSize the most connections that are of use, ⌈1.25 k⌉ and at least the
 * floor, {@code null} where the server is not the bottleneck
 * @param basis the window that needs the most
 * @param knee the window that shows where the server's limit is, {@code null} for none
 */
record SizeNeed(int need, int comfortable, @Nullable Integer serverSize, Analysis basis, @Nullable Analysis knee) {

	private static final double OVER_KNEE = 1.25;

	/**
	 * Put windows together.
	 * @param latest the latest
	 * @param earlier those before it that still count
	 * @return what they say, {@code null} where the work changed with the number of
	 * connections in use, so that nothing can be said
	 */
	static @Nullable SizeNeed of(Analysis latest, List<Analysis> earlier) {
		List<Analysis> all = new ArrayList<>(List.of(latest));
		all.addAll(earlier);
		Analysis basis = null;
		Analysis bound = null;
		int comfortable = 1;
		for (Analysis analysis : all) {
			if (analysis.knee().verdict() == Knee.Verdict.MIX_CHANGED) {
				continue;
			}
			if (basis == null || analysis.target().size() > basis.target().size()) {
				basis = analysis;
			}
			comfortable = Math.max(comfortable, analysis.target(analysis.target().targetWaitNanos() / 2).size());
			if (analysis.knee().isServerBound() && (bound == null || serverSize(analysis) < serverSize(bound))) {
				bound = analysis;
			}
		}
		if (basis == null) {
			return null;
		}
		int need = basis.target().size();
		return new SizeNeed(need, Math.max(need, comfortable), (bound != null) ? serverSize(bound) : null, basis,
				bound);
	}

	private static int serverSize(Analysis analysis) {
		Double connections = analysis.knee().connections();
		return (connections != null) ? Math.max(analysis.target().floor(), (int) Math.ceil(OVER_KNEE * connections))
				: Integer.MAX_VALUE;
	}

}
