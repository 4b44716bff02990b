package io.github.poolstarter.tuning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.poolstarter.pool.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Adds the borrows of a record up. Stateless.
 */
final class Workloads {

	private Workloads() {
	}

	/**
	 * Add all borrows up.
	 */
	static Workload workload(Evidence evidence, int peak, int threads) {
		Histogram hold = new Histogram();
		Histogram queueing = new Histogram();
		int timeouts = 0;
		List<Long> opening = new ArrayList<>();
		Sum sum = new Sum();
		double demanded = 0;
		for (int i = 0; i < evidence.size(); i++) {
			demanded += holdInWindow(evidence, i);
			if (evidence.at(i).granted()) {
				hold.record(evidence.at(i).hold());
				sum.add(evidence, i);
			}
			if (i >= evidence.first()) {
				queueing.record((evidence.at(i).queueing()) ? evidence.at(i).grant() - evidence.at(i).arrival() : 0);
				timeouts += (evidence.at(i).timedOut()) ? 1 : 0;
				if (evidence.at(i).opened()) {
					opening.add(evidence.at(i).grant() - evidence.at(i).arrival());
				}
			}
		}
		opening.sort(Comparator.naturalOrder());
		double offered = demanded / evidence.windowNanos();
		return new Workload(evidence.windowNanos(), evidence.arrivals(), (int) hold.count(), timeouts, threads, offered,
				offered * loadError(evidence), sum.idleShare(), peak, hold.distribution(), queueing.distribution(),
				opening.size(), (opening.isEmpty()) ? null : opening.get(opening.size() / 2));
	}

	// Of a hold that began before the window only what is in it
	private static double holdInWindow(Evidence evidence, int i) {
		return (i >= evidence.first()) ? evidence.at(i).hold()
				: Math.max(0, evidence.at(i).release() - Math.max(0, evidence.at(i).grant()));
	}

	/**
	 * The relative standard error of the offered load, by the delete-a-group jackknife
	 * over blocks of borrowers.
	 */
	private static double loadError(Evidence evidence) {
		double[] holds = new double[ReplayedWaits.BLOCKS];
		double[] times = new double[ReplayedWaits.BLOCKS];
		double hold = 0;
		double time = 0;
		for (int block = 0; block < ReplayedWaits.BLOCKS; block++) {
			int from = blockStart(evidence, block);
			int to = blockStart(evidence, block + 1);
			for (int i = from; i < to; i++) {
				holds[block] += evidence.at(i).hold();
			}
			times[block] = evidence.at(Math.min(to, evidence.size() - 1)).arrival() - evidence.at(from).arrival();
			hold += holds[block];
			time += times[block];
		}
		double[] loads = new double[ReplayedWaits.BLOCKS];
		double mean = 0;
		for (int block = 0; block < ReplayedWaits.BLOCKS; block++) {
			loads[block] = (hold - holds[block]) / Math.max(1, time - times[block]);
			mean += loads[block] / ReplayedWaits.BLOCKS;
		}
		double squares = 0;
		for (double load : loads) {
			squares += (load - mean) * (load - mean);
		}
		return (hold == 0) ? 0
				: Math.sqrt(squares * (ReplayedWaits.BLOCKS - 1) / ReplayedWaits.BLOCKS) / (hold / Math.max(1, time));
	}

	private static int blockStart(Evidence evidence, int block) {
		return evidence.first() + (int) ((long) evidence.arrivals() * block / ReplayedWaits.BLOCKS);
	}

	/**
	 * Add the borrows of each call-site up.
	 */
	static List<CallSiteLoad> callSites(Evidence evidence) {
		Map<Integer, Sum> sums = new HashMap<>();
		double all = 0;
		for (int i = 0; i < evidence.size(); i++) {
			if (evidence.at(i).granted()) {
				sums.computeIfAbsent(evidence.at(i).callSite(), (site) -> new Sum()).add(evidence, i);
				all += evidence.at(i).hold();
			}
		}
		List<CallSiteLoad> loads = new ArrayList<>();
		for (Map.Entry<Integer, Sum> entry : sums.entrySet()) {
			loads.add(entry.getValue().load(entry.getKey(), all, evidence.windowNanos()));
		}
		loads.sort(
				Comparator.comparingLong(CallSiteLoad::holdNanos).reversed().thenComparingInt(CallSiteLoad::callSite));
		return loads;
	}

	/**
	 * What some borrows that were granted add up to. Not safe for use by several threads.
	 */
	private static final class Sum {

		private int borrows;

		private long hold;

		private double inWindow;

		private long measured;

		private long busy;

		void add(Evidence evidence, int i) {
			this.borrows++;
			this.hold += evidence.at(i).hold();
			this.inWindow += holdInWindow(evidence, i);
			if (evidence.at(i).isMeasured()) {
				this.measured += evidence.at(i).hold();
				this.busy += evidence.at(i).busy();
			}
		}

		@Nullable Double idleShare() {
			return (this.measured > 0) ? 1 - (double) this.busy / this.measured : null;
		}

		CallSiteLoad load(int callSite, double all, long windowNanos) {
			double connections = this.inWindow / windowNanos;
			Double idle = idleShare();
			return new CallSiteLoad(callSite, this.borrows, this.hold, (idle != null) ? this.busy : null, connections,
					(idle != null) ? connections * idle : null, idle, (all > 0) ? this.hold / all : 0);
		}

	}

}
