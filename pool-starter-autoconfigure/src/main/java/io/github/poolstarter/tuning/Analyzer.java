package io.github.poolstarter.tuning;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;

import io.github.poolstarter.pool.Distribution;
import org.jspecify.annotations.Nullable;

/**
 * Says what a record of borrows tells of a pool and its size: the same of the same
 * record, always. Stateless.
 */
public final class Analyzer {

	/**
	 * The number of borrows without which nothing is said.
	 */
	public static final int LEAST_BORROWS = 1000;

	private static final double IDLE_SHARE = 0.5;

	private Analyzer() {
	}

	/**
	 * Analyze a record.
	 */
	public static AnalysisResult analyze(Evidence evidence, SizeAims aims) {
		int granted = 0;
		for (int i = evidence.first(); i < evidence.size(); i++) {
			granted += (evidence.at(i).granted()) ? 1 : 0;
		}
		if (granted < LEAST_BORROWS || evidence.windowNanos() == 0) {
			return new NotEnoughEvidence(granted, LEAST_BORROWS);
		}
		ConnectionsInUse usage = new ConnectionsInUse(evidence);
		ReplayInput demand = ReplayInput.of(evidence);
		List<CallSiteLoad> callSites = Workloads.callSites(evidence);
		Workload workload = Workloads.workload(evidence, usage.peak(), demand.threads());
		NestedBorrows nested = NestedBorrows.of(evidence);
		Knee knee = KneeFit.find(evidence, usage, callSites.get(0).callSite());
		CallerPattern pattern = CallerPattern.of(evidence, demand.threads());
		Double connections = knee.connections();
		double[] slowdowns = (connections != null) ? usage.slowdowns(connections) : null;
		SizesOf sizesOf = (of, seen) -> {
			Predictor predictor = new Predictor(of, workload.offeredLoadError() / workload.offeredLoad(), pattern,
					usage.peak());
			return new SizePredictions(predictor, (slowdowns != null) ? predictor.unslowed(slowdowns) : predictor, knee,
					evidence.settings().maximumPoolSize(), seen, nested.floor(), aims.ceiling());
		};
		long targetWaitNanos = aims.targetWaitNanos(workload.hold().p50Nanos());
		SizePredictions sizes = sizesOf.sizes(demand, workload.queueing());
		SizeTarget target = sizes.target(targetWaitNanos);
		Double idleShare = workload.idleShare();
		IdleInHold idle = (idleShare != null && idleShare > IDLE_SHARE)
				? idleInHold(evidence, callSites, sizesOf, targetWaitNanos) : null;
		return new Analysis(workload, callSites, nested, knee, sizes, target, idle);
	}

	private static @Nullable IdleInHold idleInHold(Evidence evidence, List<CallSiteLoad> callSites, SizesOf sizesOf,
			long targetWaitNanos) {
		CallSiteLoad worst = callSites.stream()
			.filter((site) -> site.idleConnections() != null)
			.max(Comparator.comparingDouble((site) -> Objects.requireNonNull(site.idleConnections())))
			.orElse(null);
		Double freed = (worst != null) ? worst.idleConnections() : null;
		if (worst == null || freed == null) {
			return null;
		}
		SizePredictions sizes = sizesOf.sizes(ReplayInput.withoutIdle(evidence, worst.callSite()), null);
		return new IdleInHold(worst.callSite(), freed, sizes.predict(evidence.settings().maximumPoolSize()),
				sizes.target(targetWaitNanos));
	}

	/**
	 * Makes what finds the size for a demand.
	 */
	@FunctionalInterface
	private interface SizesOf {

		SizePredictions sizes(ReplayInput demand, @Nullable Distribution seen);

	}

}
