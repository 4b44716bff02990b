package io.github.poolstarter.tuning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Threads that hold several connections of the pool at once. Enough of them at the same
 * time stop the pool for good: each has all of its connections but one, and waits for the
 * last. That can't happen if there is one connection more than all of them together hold
 * then:
 *
 * <pre>
 * floor = Σ (C(i) − 1) + 1, over the threads i that hold C(i) at once
 * </pre>
 *
 * which is HikariCP's Tn · (Cm − 1) + 1 where all Tn threads hold Cm. Immutable.
 *
 * @param threads how many threads do so. Where each comes but once or twice, as virtual
 * threads do, the most of them at once instead, from the arrival of the outermost borrow
 * to its release
 * @param connections the most connections of one thread, 1 if none holds several
 * @param floor the least size that is safe, 1 if no thread holds several
 */
record NestedBorrows(int threads, int connections, int floor) {

	private static final int OFTEN = 2;

	/**
	 * Find them in a record.
	 */
	static NestedBorrows of(Evidence evidence) {
		Map<Integer, Integer> outermost = new HashMap<>();
		int[] most = new int[evidence.size()];
		for (int i = 0; i < evidence.size(); i++) {
			if (evidence.at(i).depth() == 0) {
				outermost.put(evidence.at(i).thread(), i);
			}
			else {
				// Without its outermost borrow, which has not ended, it stands for itself
				Integer outer = outermost.get(evidence.at(i).thread());
				int of = (outer != null && evidence.at(outer).release() > evidence.at(i).arrival()) ? outer : i;
				most[of] = Math.max(most[of], evidence.at(i).depth());
			}
		}
		return of(evidence, most);
	}

	private static NestedBorrows of(Evidence evidence, int[] most) {
		Map<Integer, Integer> ofThread = new HashMap<>();
		int borrows = 0;
		int deepest = 0;
		for (int i = 0; i < most.length; i++) {
			if (most[i] > 0) {
				ofThread.merge(evidence.at(i).thread(), most[i], Math::max);
				borrows++;
				deepest = Math.max(deepest, most[i]);
			}
		}
		if (borrows >= OFTEN * ofThread.size()) {
			int sum = ofThread.values().stream().mapToInt(Integer::intValue).sum();
			return new NestedBorrows(ofThread.size(), deepest + 1, sum + 1);
		}
		return atOnce(evidence, most, borrows, deepest);
	}

	private static NestedBorrows atOnce(Evidence evidence, int[] most, int borrows, int deepest) {
		List<Step> steps = new ArrayList<>(2 * borrows);
		for (int i = 0; i < most.length; i++) {
			if (most[i] > 0) {
				steps.add(new Step(evidence.at(i).arrival(), most[i]));
				steps.add(new Step(evidence.at(i).release(), -most[i]));
			}
		}
		steps.sort(Comparator.comparingLong(Step::nanos));
		int threads = 0;
		int held = 0;
		int mostThreads = 0;
		int mostHeld = 0;
		for (Step step : steps) {
			threads += Integer.signum(step.connections());
			held += step.connections();
			mostThreads = Math.max(mostThreads, threads);
			mostHeld = Math.max(mostHeld, held);
		}
		return new NestedBorrows(mostThreads, deepest + 1, mostHeld + 1);
	}

	private record Step(long nanos, int connections) {

	}

}
