package io.github.poolstarter.actuate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.poolstarter.pool.History;
import io.github.poolstarter.pool.HistorySample;
import io.github.poolstarter.pool.ObservedPool;
import io.github.poolstarter.pool.ObservedPools;
import io.github.poolstarter.pool.PoolState;
import org.jspecify.annotations.Nullable;

/**
 * The view {@code history}: what happened in the pools lately. Safe for use by several
 * threads.
 */
final class HistoryView implements PoolView {

	private static final Duration DEFAULT_LENGTH = Duration.ofMinutes(15);

	private final ObservedPools pools;

	private final Clock clock;

	HistoryView(ObservedPools pools, Clock clock) {
		this.pools = pools;
		this.clock = clock;
	}

	@Override
	public PoolsDescriptor<HistoryDescriptor> all(HistoryWindow window) {
		return PoolView.each(this.pools, (pool) -> one(pool, window));
	}

	@Override
	public HistoryDescriptor one(ObservedPool pool, HistoryWindow window) {
		return HistoryDescriptor.of(pool.history(), window, this.clock);
	}

	/**
	 * What happened in a pool.
	 *
	 * @param samples the intervals, oldest first; there is none where nothing is known
	 * @param summary all of them as one, whose percentiles are those of the whole window,
	 * {@code null} where nothing is known
	 */
	record HistoryDescriptor(List<SampleDescriptor> samples, @Nullable SampleDescriptor summary) {

		static HistoryDescriptor of(History history, HistoryWindow window, Clock clock) {
			Duration length = (window.length() != null) ? window.length() : DEFAULT_LENGTH;
			long now = clock.millis();
			HistorySample whole = history.last(length, now);
			return new HistoryDescriptor(
					history.series(length, window.step(), now).stream().map(SampleDescriptor::of).toList(),
					(whole != null) ? SampleDescriptor.of(whole) : null);
		}

	}

	/**
	 * What happened in an interval. The state is that at its end.
	 *
	 * @param time its end
	 * @param seconds for how many seconds the figures stand
	 * @param active the connections that were out
	 * @param idle the connections that were waiting to be taken
	 * @param total the connections that were open
	 * @param pending the threads that were waiting for a connection
	 * @param minimumIdle the number of idle connections that the pool tried to keep
	 * @param maximumPoolSize the most connections that the pool opened
	 * @param peakActive the most connections that were out at once
	 * @param peakPending the most threads that were seen waiting at once
	 * @param usagePercent the share of the maximum that was out
	 * @param acquire how long borrowers waited
	 * @param hold how long connections were out, of the holds that ended
	 * @param idleInHoldPercent the part of that time in which the connections did no work
	 * @param busyPercent the part of the time of all connections that the pool may have
	 * in which they worked
	 * @param timeouts borrows that timed out
	 * @param rejected borrows that were refused
	 * @param created connections that were opened
	 * @param closed connections that were closed
	 * @param failed attempts to open a connection that failed
	 * @param nested borrows by threads that held a connection of the same pool already
	 */
	record SampleDescriptor(Instant time, int seconds, int active, int idle, int total, int pending, int minimumIdle,
			int maximumPoolSize, int peakActive, int peakPending, double usagePercent, DistributionDescriptor acquire,
			DistributionDescriptor hold, @Nullable Double idleInHoldPercent, @Nullable Double busyPercent,
			long timeouts, long rejected, long created, long closed, long failed, long nested) {

		static SampleDescriptor of(HistorySample sample) {
			PoolState state = sample.state();
			HistorySample.Counts counts = sample.counts();
			return new SampleDescriptor(Instant.ofEpochMilli(sample.endMillis()), sample.seconds(), state.active(),
					state.idle(), state.total(), state.pending(), state.minimumIdle(), state.maximumPoolSize(),
					sample.peakActive(), sample.peakPending(), sample.usagePercent(),
					DistributionDescriptor.of(sample.acquire().distribution()),
					DistributionDescriptor.of(sample.hold().distribution()), sample.idleInHoldPercent(),
					sample.busyPercent(), counts.timeouts(), counts.rejected(), counts.created(), counts.closed(),
					counts.failed(), counts.nested());
		}

	}

}
