package io.github.poolstarter.metrics;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.pool.BorrowStats;
import io.github.poolstarter.pool.CallSiteStats;
import io.github.poolstarter.pool.HistorySample;
import io.github.poolstarter.pool.LeakThresholds;
import io.github.poolstarter.remotecall.RemoteCallCounts;
import io.github.poolstarter.tracking.PoolTracker;
import io.github.poolstarter.tracking.RouteCounts;
import io.github.poolstarter.tracking.RouteSource;

/**
 * The figures of a pool of JDBC connections. What its statistics tell is read once a
 * minute even if nobody asks, so that a reset of them loses no more than that.
 */
final class JdbcPoolFigures extends PoolFigures {

	/**
	 * What can decide on the pool of a borrow, the last is nothing: the pool itself was
	 * asked.
	 */
	static final List<String> SOURCES = List.of("annotation", "read-only-transaction", "template", "default",
			"fallback", "none");

	private static final int SAMPLES_UNTIL_REFRESH = 60;

	private final PoolTracker tracker;

	private final RouteCounts routeCounts;

	private final RemoteCallCounts remoteCallCounts;

	private final Map<String, GrowingSum> borrows = new LinkedHashMap<>();

	private final GrowingSum pinned = new GrowingSum();

	private final GrowingSum fallback = new GrowingSum();

	private final CallSiteSums holds = new CallSiteSums();

	private final CallSiteSums remoteCalls = new CallSiteSums();

	private int samplesSinceRead;

	JdbcPoolFigures(JdbcPool pool, RouteCounts routeCounts, RemoteCallCounts remoteCallCounts,
			LeakThresholds leakThresholds) {
		super(pool, leakThresholds);
		this.tracker = pool.tracker();
		this.routeCounts = routeCounts;
		this.remoteCallCounts = remoteCallCounts;
		SOURCES.forEach((source) -> this.borrows.put(source, new GrowingSum()));
	}

	@Override
	synchronized void sampled(HistorySample sample) {
		super.sampled(sample);
		if (++this.samplesSinceRead >= SAMPLES_UNTIL_REFRESH) {
			refresh();
		}
	}

	@Override
	void read() {
		super.read();
		this.samplesSinceRead = 0;
		BorrowStats stats = this.tracker.stats();
		addRoutes(stats);
		stats.callSites().forEach(this::addHolds);
		this.remoteCallCounts.snapshot()
			.getOrDefault(this.tracker.pool(), Map.of())
			.entrySet()
			.stream()
			.sorted(Map.Entry
				.comparingByValue(Comparator.comparingLong(RemoteCallCounts.Snapshot::totalNanos).reversed()))
			.forEach((entry) -> addRemoteCalls(entry.getKey(), entry.getValue()));
	}

	private void addRoutes(BorrowStats stats) {
		RouteCounts.Snapshot routes = this.routeCounts.snapshot(this.tracker.pool(), stats);
		List<Long> bySource = List.of(routes.annotation(), routes.readOnlyTransaction(), routes.template(),
				routes.defaultRoute(), routes.fallbackFrom(),
				stats.bySource().get(RouteSource.NOT_ROUTED.ordinal()) + unroutedFromReplicas());
		for (int i = 0; i < bySource.size(); i++) {
			sumOf(SOURCES.get(i)).add(bySource.get(i));
		}
		this.pinned.add(routes.pinned());
		this.fallback.add(routes.fallback());
	}

	private long unroutedFromReplicas() {
		return this.tracker.replicas()
			.stream()
			.mapToLong((replica) -> replica.stats().bySource().get(RouteSource.NOT_ROUTED.ordinal()))
			.sum();
	}

	// A sample stands for more borrows than were looked at
	private void addHolds(CallSiteStats site) {
		long looked = site.hold().count();
		this.holds.add(new CallSiteSums.Source(site.callSite(), site.estimated()), looked, site.totalHoldNanos(),
				(double) site.borrows() / looked);
	}

	private void addRemoteCalls(String callSite, RemoteCallCounts.Snapshot calls) {
		this.remoteCalls.add(new CallSiteSums.Source(callSite, false), calls.count(), calls.totalNanos(), 1);
	}

	private GrowingSum sumOf(String source) {
		GrowingSum sum = this.borrows.get(source);
		if (sum == null) {
			throw new IllegalArgumentException("No source of routes '" + source + "'");
		}
		return sum;
	}

	@Override
	double leaked() {
		return leaked(Stream.concat(Stream.of(this.tracker), this.tracker.replicas().stream())
			.flatMap((tracker) -> tracker.held().stream()));
	}

	synchronized double borrows(String source) {
		refresh();
		return sumOf(source).count();
	}

	synchronized double pinned() {
		refresh();
		return this.pinned.count();
	}

	synchronized double fallback() {
		refresh();
		return this.fallback.count();
	}

	/**
	 * The holds of each call-site, as of the last refresh.
	 */
	CallSiteSums holds() {
		return this.holds;
	}

	/**
	 * The remote calls that were made meanwhile, as of the last refresh.
	 */
	CallSiteSums remoteCalls() {
		return this.remoteCalls;
	}

}
