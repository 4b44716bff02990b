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
 * @param serverSize the most connections that are of use, see {@link KneeFit}, at least
 * the floor, {@code null} where the server is not the bottleneck
 * @param basis the window that needs the most
 * @param knee the window that shows where the server's limit is, {@code null} for none
 * @param waiting whether the wait was not kept to in a window of the latest one's size
 */
record SizeNeed(int need, int comfortable, @Nullable Integer serverSize, Analysis basis, @Nullable Analysis knee,
		boolean waiting) {

	/**
	 * Put windows together.
	 * @return what they say, {@code null} where the work changed with the number of
	 * connections in use, so that nothing can be said
	 */
	static @Nullable SizeNeed of(Analysis latest, List<Analysis> earlier) {
		List<Analysis> all = new ArrayList<>(List.of(latest));
		all.addAll(earlier);
		Analysis basis = null;
		Analysis bound = null;
		Integer serverSize = null;
		int comfortable = 1;
		boolean waiting = false;
		for (Analysis analysis : all) {
			if (analysis.knee().verdict() == Knee.Verdict.MIX_CHANGED) {
				continue;
			}
			if (basis == null || analysis.target().size() > basis.target().size()) {
				basis = analysis;
			}
			comfortable = Math.max(comfortable, analysis.target(analysis.target().targetWaitNanos() / 2).size());
			waiting |= analysis.size() == latest.size()
					&& !analysis.predict(latest.size()).meets(analysis.target().targetWaitNanos());
			Integer enough = analysis.serverSize();
			if (enough != null && (serverSize == null || enough < serverSize)) {
				serverSize = enough;
				bound = analysis;
			}
		}
		if (basis == null) {
			return null;
		}
		int need = basis.target().size();
		return new SizeNeed(need, Math.max(need, comfortable), serverSize, basis, bound, waiting);
	}

}
