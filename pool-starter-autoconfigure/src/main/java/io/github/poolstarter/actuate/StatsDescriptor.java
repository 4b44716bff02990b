package io.github.poolstarter.actuate;

import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.poolstarter.pool.BorrowStats;
import io.github.poolstarter.pool.PoolState;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a pool: its state, and what its borrows add up to since the start or the
 * last reset.
 *
 * @param active the connections that are out
 * @param idle the connections that are waiting to be taken
 * @param total the connections that are open
 * @param pending the threads that are waiting for a connection
 * @param minimumIdle the number of idle connections that the pool tries to keep
 * @param maximumPoolSize the most connections that the pool opens
 * @param peakActive the most connections that were out at once
 * @param usagePercent the share of the maximum that is out
 * @param acquire how long borrowers waited, those who timed out among them
 * @param waits the same, by what they waited for
 * @param hold how long connections were out
 * @param idleInHoldPercent the part of that time in which the connections did no work,
 * {@code null} where that is not measured
 * @param timeouts borrows that ended without a connection after the connection timeout
 * @param rejected borrows that were refused
 * @param interrupted borrows whose thread was interrupted while it waited
 * @param created connections that were opened
 * @param closed connections that were closed
 * @param failed attempts to open a connection that failed
 * @param nested borrows by threads that held a connection of the same pool already
 * @param fallback the connections that come from elsewhere when the pool has none,
 * {@code null} where there is no fallback
 */
public record StatsDescriptor(int active, int idle, int total, int pending, int minimumIdle, int maximumPoolSize,
		int peakActive, double usagePercent, DistributionDescriptor acquire, WaitsDescriptor waits,
		DistributionDescriptor hold, @Nullable Double idleInHoldPercent, long timeouts, long rejected, long interrupted,
		long created, long closed, long failed, long nested,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable FallbackDescriptor fallback) {

	/**
	 * Describe a pool.
	 * @param fallback its fallback, {@code null} for none
	 */
	static StatsDescriptor of(PoolState state, BorrowStats borrows, @Nullable FallbackDescriptor fallback) {
		return new StatsDescriptor(state.active(), state.idle(), state.total(), state.pending(), state.minimumIdle(),
				state.maximumPoolSize(), borrows.peakActive(), state.usagePercent(),
				DistributionDescriptor.of(borrows.acquire()), WaitsDescriptor.of(borrows.waits()),
				DistributionDescriptor.of(borrows.hold()), borrows.idleInHoldPercent(), borrows.timeouts(),
				borrows.rejected(), borrows.interrupted(), borrows.created(), borrows.closed(), borrows.failed(),
				borrows.nested(), fallback);
	}

	/**
	 * What the fallback of a pool does.
	 *
	 * @param to where connections come from: the name of another pool, or {@code direct}
	 * @param maxConnections how many may be out that way at once
	 * @param active how many are
	 * @param uses how many were taken
	 * @param refused how often none was, because as many were out as may be
	 */
	public record FallbackDescriptor(String to, int maxConnections, int active, long uses, long refused) {

	}

	/**
	 * What borrowers waited for.
	 *
	 * @param immediate how many found a connection idle, and did not wait
	 * @param queued for a connection that somebody else had
	 * @param validated for the validation of an idle connection
	 * @param opened for the opening of a connection
	 * @param unreachable for a database that could not be reached, in vain or not
	 */
	public record WaitsDescriptor(long immediate, DistributionDescriptor queued, DistributionDescriptor validated,
			DistributionDescriptor opened, DistributionDescriptor unreachable) {

		static WaitsDescriptor of(BorrowStats.Waits waits) {
			return new WaitsDescriptor(waits.immediate(), DistributionDescriptor.of(waits.queued()),
					DistributionDescriptor.of(waits.validated()), DistributionDescriptor.of(waits.created()),
					DistributionDescriptor.of(waits.unreachable()));
		}

	}

	/**
	 * The figures of a pool with replicas.
	 *
	 * @param stats the figures of the pool itself, which are those of its primary, in the
	 * same object
	 * @param replicas its replicas by name
	 */
	public record Replicated(@JsonUnwrapped StatsDescriptor stats, Map<String, ReplicaDescriptor> replicas) {

	}

}
