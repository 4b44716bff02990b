package io.github.poolstarter.metrics;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

import io.github.poolstarter.remotecall.RemoteCallCounts;
import io.github.poolstarter.routing.RouteCounts;
import io.github.poolstarter.tracking.BorrowContext;
import io.github.poolstarter.tracking.BorrowStats;
import io.github.poolstarter.tracking.CallSiteStats;
import io.github.poolstarter.tracking.Distribution;
import io.github.poolstarter.tracking.HistorySample;
import io.github.poolstarter.tracking.LeakThresholds;
import io.github.poolstarter.tracking.PoolTracker;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one pool that its meters show. They are read when a meter asks for one,
 * all at once, and then kept until the next second has been sampled: a registry asks for
 * dozens of them one after another. What only ever grows is read once a minute even if
 * nobody asks, so that a reset of the statistics loses no more than that; what comes with
 * the samples is not lost at all. Safe for use by several threads.
 */
final class PoolFigures {

	/**
	 * What can decide on the pool of a borrow, the last is nothing: the pool itself was
	 * asked.
	 */
	static final List<String> SOURCES = List.of("annotation", "read-only-transaction", "template", "default",
			"fallback", "none");

	private static final Duration WINDOW = Duration.ofMinutes(1);

	private static final int SAMPLES_UNTIL_REFRESH = 60;

	private final PoolTracker tracker;

	private final RouteCounts routeCounts;

	private final RemoteCallCounts remoteCallCounts;

	private final LeakThresholds leakThresholds;

	private final Map<String, GrowingSum> borrows = new LinkedHashMap<>();

	private final GrowingSum pinned = new GrowingSum();

	private final GrowingSum fallback = new GrowingSum();

	private final CallSiteSums holds = new CallSiteSums();

	private final CallSiteSums remoteCalls = new CallSiteSums();

	private HistorySample.Counts counts = HistorySample.Counts.NONE;

	private @Nullable HistorySample latestSample;

	private @Nullable Minute minute;

	private boolean upToDate;

	private int samplesSinceRefresh;

	PoolFigures(PoolTracker tracker, RouteCounts routeCounts, RemoteCallCounts remoteCallCounts,
			LeakThresholds leakThresholds) {
		this.tracker = tracker;
		this.routeCounts = routeCounts;
		this.remoteCallCounts = remoteCallCounts;
		this.leakThresholds = leakThresholds;
		SOURCES.forEach((source) -> this.borrows.put(source, new GrowingSum()));
	}

	String name() {
		return this.tracker.pool();
	}

	/**
	 * A second has ended.
	 * @param sample what happened in it
	 */
	synchronized void sampled(HistorySample sample) {
		this.counts = this.counts.plus(sample.counts());
		this.latestSample = sample;
		this.upToDate = false;
		if (++this.samplesSinceRefresh >= SAMPLES_UNTIL_REFRESH) {
			refresh();
		}
	}

	/**
	 * Read all figures, unless that was done since the last second ended.
	 */
	synchronized void refresh() {
		if (this.upToDate) {
			return;
		}
		BorrowStats stats = this.tracker.stats();
		addRoutes(stats);
		stats.callSites().forEach(this::addHolds);
		this.remoteCallCounts.snapshot()
			.getOrDefault(name(), Map.of())
			.entrySet()
			.stream()
			.sorted(Map.Entry
				.comparingByValue(Comparator.comparingLong(RemoteCallCounts.Snapshot::totalNanos).reversed()))
			.forEach((entry) -> addRemoteCalls(entry.getKey(), entry.getValue()));
		HistorySample latest = this.latestSample;
		this.minute = (latest != null) ? Minute.until(latest, this.tracker) : null;
		// Without samples nothing would tell that the figures are outdated
		this.upToDate = latest != null;
		this.samplesSinceRefresh = 0;
	}

	private void addRoutes(BorrowStats stats) {
		RouteCounts.Snapshot routes = this.routeCounts.snapshot(name(), stats);
		List<Long> bySource = List.of(routes.annotation(), routes.readOnlyTransaction(), routes.template(),
				routes.defaultRoute(), routes.fallbackFrom(),
				stats.bySource().get(BorrowContext.NOT_ROUTED) + unroutedFromReplicas());
		for (int i = 0; i < bySource.size(); i++) {
			sumOf(SOURCES.get(i)).add(bySource.get(i));
		}
		this.pinned.add(routes.pinned());
		this.fallback.add(routes.fallback());
	}

	private long unroutedFromReplicas() {
		return this.tracker.replicas()
			.stream()
			.mapToLong((replica) -> replica.stats().bySource().get(BorrowContext.NOT_ROUTED))
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

	double busy() {
		Minute last = minute();
		return (last != null) ? ratio(last.sample().busyPercent()) : Double.NaN;
	}

	double idleInHold() {
		Minute last = minute();
		return (last != null) ? ratio(last.sample().idleInHoldPercent()) : Double.NaN;
	}

	double peakActive() {
		Minute last = minute();
		return (last != null) ? last.sample().peakActive() : Double.NaN;
	}

	double acquireNanos(ToLongFunction<Distribution> percentile) {
		Minute last = minute();
		return (last != null) ? nanos(last.acquire(), percentile) : Double.NaN;
	}

	double holdNanos(ToLongFunction<Distribution> percentile) {
		Minute last = minute();
		return (last != null) ? nanos(last.hold(), percentile) : Double.NaN;
	}

	private synchronized @Nullable Minute minute() {
		refresh();
		return this.minute;
	}

	private static double ratio(@Nullable Double percent) {
		return (percent != null) ? percent / 100 : Double.NaN;
	}

	private static double nanos(Distribution distribution, ToLongFunction<Distribution> percentile) {
		return (distribution.count() > 0) ? percentile.applyAsLong(distribution) : Double.NaN;
	}

	double leaked() {
		return Stream.concat(Stream.of(this.tracker), this.tracker.replicas().stream())
			.flatMap((tracker) -> tracker.held().stream())
			.filter((connection) -> !connection.internal() && this.leakThresholds.isLeaked(connection))
			.count();
	}

	synchronized double nested() {
		return this.counts.nested();
	}

	synchronized double rejected() {
		return this.counts.rejected();
	}

	synchronized double failed() {
		return this.counts.failed();
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
	 * @return the sums
	 */
	CallSiteSums holds() {
		return this.holds;
	}

	/**
	 * The remote calls that were made meanwhile, as of the last refresh.
	 * @return the sums
	 */
	CallSiteSums remoteCalls() {
		return this.remoteCalls;
	}

	/**
	 * What is known of the last minute.
	 *
	 * @param sample all samples of it
	 * @param acquire how long borrowers waited
	 * @param hold how long connections were held
	 */
	private record Minute(HistorySample sample, Distribution acquire, Distribution hold) {

		static Minute until(HistorySample latest, PoolTracker tracker) {
			HistorySample known = tracker.history().last(WINDOW, latest.endMillis());
			HistorySample sample = (known != null) ? known : latest;
			return new Minute(sample, sample.acquire().distribution(), sample.hold().distribution());
		}

	}

}
