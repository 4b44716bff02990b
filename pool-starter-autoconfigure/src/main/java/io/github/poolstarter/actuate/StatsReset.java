package io.github.poolstarter.actuate;

import java.time.Clock;
import java.time.Instant;
import java.util.List;

import io.github.poolstarter.remotecall.RemoteCallCounts;
import io.github.poolstarter.routing.RouteCounts;
import io.github.poolstarter.tracking.PoolTracker;
import io.github.poolstarter.tracking.PoolTrackers;

/**
 * The action {@code reset-stats}: begins the statistics of all pools anew. The history,
 * and what Micrometer has counted, are kept. Safe for use by several threads.
 */
public final class StatsReset implements PoolAction {

	private final PoolTrackers trackers;

	private final RouteCounts routes;

	private final RemoteCallCounts remoteCalls;

	private final Clock clock;

	private final List<PoolGroup> groups;

	/**
	 * Create the action.
	 * @param trackers what adds up the borrows
	 * @param routes what counts the routes
	 * @param remoteCalls what counts the remote calls
	 * @param clock what time it is
	 */
	public StatsReset(PoolTrackers trackers, RouteCounts routes, RemoteCallCounts remoteCalls, Clock clock) {
		this(trackers, routes, remoteCalls, clock, List.of());
	}

	/**
	 * Create the action for other pools as well.
	 * @param trackers what adds up the borrows
	 * @param routes what counts the routes
	 * @param remoteCalls what counts the remote calls
	 * @param clock what time it is
	 * @param groups the other pools
	 */
	public StatsReset(PoolTrackers trackers, RouteCounts routes, RemoteCallCounts remoteCalls, Clock clock,
			List<PoolGroup> groups) {
		this.trackers = trackers;
		this.routes = routes;
		this.remoteCalls = remoteCalls;
		this.clock = clock;
		this.groups = List.copyOf(groups);
	}

	@Override
	public ResetDescriptor run() {
		this.trackers.forEach(PoolTracker::reset);
		this.routes.reset();
		this.remoteCalls.reset();
		this.groups.forEach(PoolGroup::resetStats);
		return new ResetDescriptor(this.clock.instant());
	}

	/**
	 * Says that the statistics were reset.
	 *
	 * @param since when they begin now
	 */
	public record ResetDescriptor(Instant since) {

	}

}
