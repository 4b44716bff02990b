package io.github.poolstarter.actuate;

import java.time.Clock;
import java.time.Instant;
import java.util.List;

import io.github.poolstarter.pool.ObservedPool;
import io.github.poolstarter.pool.ObservedPools;

/**
 * The action {@code reset-stats}: begins the statistics of all pools anew. The history,
 * and what Micrometer has counted, are kept. Safe for use by several threads.
 */
final class StatsReset implements PoolAction {

	private final ObservedPools pools;

	private final List<Runnable> others;

	private final Clock clock;

	StatsReset(ObservedPools pools, List<Runnable> others, Clock clock) {
		this.pools = pools;
		this.others = List.copyOf(others);
		this.clock = clock;
	}

	@Override
	public ResetDescriptor run() {
		this.pools.forEach(ObservedPool::reset);
		this.others.forEach(Runnable::run);
		return new ResetDescriptor(this.clock.instant());
	}

	/**
	 * Says that the statistics were reset.
	 *
	 * @param since when they begin now
	 */
	record ResetDescriptor(Instant since) {

	}

}
