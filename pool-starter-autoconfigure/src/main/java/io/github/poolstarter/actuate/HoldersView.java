package io.github.poolstarter.actuate;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.pool.CallSiteStats;
import io.github.poolstarter.pool.HeldConnection;
import io.github.poolstarter.pool.LeakThresholds;
import io.github.poolstarter.pool.ObservedPool;
import io.github.poolstarter.pool.ObservedPools;
import io.github.poolstarter.remotecall.RemoteCallCounts;
import io.github.poolstarter.tracking.PoolTracker;
import org.jspecify.annotations.Nullable;

/**
 * The view {@code holders}: who has the connections now, and who takes how much of their
 * time. Safe for use by several threads.
 */
final class HoldersView implements PoolView {

	private static final RemoteCallCounts.Snapshot NO_CALLS = new RemoteCallCounts.Snapshot(0, 0, 0);

	private final ObservedPools pools;

	private final RemoteCallCounts remoteCalls;

	private final LeakThresholds leakThresholds;

	private final TimeOfDay timeOfDay;

	HoldersView(ObservedPools pools, RemoteCallCounts remoteCalls, LeakThresholds leakThresholds, Clock clock) {
		this.pools = pools;
		this.remoteCalls = remoteCalls;
		this.leakThresholds = leakThresholds;
		this.timeOfDay = new TimeOfDay(clock);
	}

	@Override
	public HoldersDescriptor all(HistoryWindow window) {
		List<HolderDescriptor> held = new ArrayList<>();
		List<CallSiteDescriptor> callSites = new ArrayList<>();
		this.pools.forEach((pool) -> {
			HoldersDescriptor holders = one(pool, window);
			held.addAll(holders.held());
			callSites.addAll(holders.callSites());
		});
		return new HoldersDescriptor(held, callSites);
	}

	@Override
	public HoldersDescriptor one(ObservedPool pool, HistoryWindow window) {
		Stream<HolderDescriptor> held = pool.holders().stream().map((connection) -> describe(connection, false));
		if (!(pool instanceof JdbcPool jdbc)) {
			// There is no record of each borrow, and so nothing to say of call-sites
			return new HoldersDescriptor(held.toList(), List.of());
		}
		Stream<HolderDescriptor> direct = jdbc.direct().stream().map((connection) -> describe(connection, true));
		Map<String, RemoteCallCounts.Snapshot> calls = this.remoteCalls.snapshot().getOrDefault(pool.name(), Map.of());
		return new HoldersDescriptor(
				Stream.concat(held, direct).sorted(Comparator.comparing(HolderDescriptor::since)).toList(),
				Stream.concat(Stream.of(jdbc.tracker()), jdbc.tracker().replicas().stream())
					.flatMap((connections) -> callSites(connections, calls))
					.toList());
	}

	private static Stream<CallSiteDescriptor> callSites(PoolTracker tracker,
			Map<String, RemoteCallCounts.Snapshot> calls) {
		return tracker.stats()
			.callSites()
			.stream()
			.map((site) -> describe(tracker, site, calls.getOrDefault(site.callSite(), NO_CALLS)));
	}

	private HolderDescriptor describe(HeldConnection connection, boolean fallback) {
		return HolderDescriptor.of(connection, this.timeOfDay.at(connection.grantNanos()), fallback,
				this.leakThresholds.isLeaked(connection));
	}

	private static CallSiteDescriptor describe(PoolTracker tracker, CallSiteStats site,
			RemoteCallCounts.Snapshot calls) {
		return new CallSiteDescriptor(tracker.pool(), tracker.replica(), site.callSite(), site.borrows(),
				site.estimated(), DistributionDescriptor.of(site.hold()), site.idleInHoldPercent(), site.sharePercent(),
				new RemoteCallsDescriptor(calls.count(), Millis.of(calls.totalNanos()),
						Millis.of(calls.longestNanos())));
	}

	/**
	 * Who has the connections.
	 *
	 * @param held the connections that are out, oldest hold of each pool first
	 * @param callSites the call-sites, those that hold connections of each pool the
	 * longest first
	 */
	record HoldersDescriptor(List<HolderDescriptor> held, List<CallSiteDescriptor> callSites) {

	}

	/**
	 * A connection that is out.
	 *
	 * @param pool the name of its pool
	 * @param replica the replica that it is of, {@code null} for the pool's own
	 * @param callSite where it was taken
	 * @param thread the name of the thread that took it
	 * @param since when it was taken
	 * @param heldMillis for how long it has been out
	 * @param busyPercent the part of that time in which it worked
	 * @param fallback whether it is a direct one, beside the pool, which had none
	 * @param stack what the thread is doing now, past the leak threshold only
	 */
	record HolderDescriptor(String pool, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String replica,
			String callSite, String thread, Instant since, long heldMillis, @Nullable Double busyPercent,
			@JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean fallback,
			@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> stack) {

		static HolderDescriptor of(HeldConnection connection, Instant since, boolean fallback, boolean leaked) {
			return new HolderDescriptor(connection.pool(), connection.replica(), connection.callSite(),
					connection.threadName(), since, TimeUnit.NANOSECONDS.toMillis(connection.heldNanos()),
					connection.busyPercent(), fallback, (leaked) ? stackOf(connection.thread()) : null);
		}

		private static List<String> stackOf(Thread thread) {
			return Arrays.stream(thread.getStackTrace()).map(StackTraceElement::toString).toList();
		}

	}

	/**
	 * What a call-site does with a pool.
	 *
	 * @param pool the name of the pool
	 * @param replica the replica, {@code null} for the pool's own connections
	 * @param callSite the call-site
	 * @param borrows how many connections it has taken and given back
	 * @param estimated whether that is an estimate, from a sample of the borrows of work
	 * that has no name
	 * @param hold how long it held them
	 * @param idleInHoldPercent the part of that time in which they did no work
	 * @param sharePercent its part of the time that connections of the pool were out
	 * @param remoteCalls the remote calls that it made meanwhile
	 */
	record CallSiteDescriptor(String pool, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String replica,
			String callSite, long borrows, boolean estimated, DistributionDescriptor hold,
			@Nullable Double idleInHoldPercent, double sharePercent, RemoteCallsDescriptor remoteCalls) {

	}

	/**
	 * Remote calls that were made while a connection was held.
	 *
	 * @param count how many
	 * @param totalMillis how long they took together
	 * @param maxMillis how long the longest of them took
	 */
	record RemoteCallsDescriptor(long count, double totalMillis, double maxMillis) {

	}

}
