package io.github.poolstarter.autoconfigure.redis;

import java.time.Duration;
import java.util.List;

import io.github.poolstarter.alert.PoolAlerts;
import io.github.poolstarter.redis.RedisPool;
import io.github.poolstarter.redis.RedisPoolObserver;
import io.github.poolstarter.tracking.HeldConnection;
import io.github.poolstarter.tracking.HistorySample;
import io.github.poolstarter.tracking.LeakThresholds;
import io.github.poolstarter.tracking.PoolStats;
import org.jspecify.annotations.Nullable;

/**
 * Tells the alerts of the Redis pools, as neither of them knows the other. An alert names
 * such a pool {@code redis.cache}.
 */
final class RedisAlerts implements RedisPoolObserver {

	static final String GROUP = RedisPool.GROUP;

	private final PoolAlerts alerts;

	private final LeakThresholds leakThresholds;

	RedisAlerts(PoolAlerts alerts, LeakThresholds leakThresholds) {
		this.alerts = alerts;
		this.leakThresholds = leakThresholds;
	}

	/**
	 * The name of a pool in alerts.
	 * @param pool the name of the pool
	 * @return the name with that of the group
	 */
	static String qualified(String pool) {
		return GROUP + "." + pool;
	}

	@Override
	public void sampled(RedisPool pool, HistorySample sample) {
		String failure = pool.tracker().connectFailure();
		this.alerts.sampled(pool.qualifiedName(), (failure != null) ? wanting(sample) : sample, held(pool, sample),
				describe(pool, failure));
	}

	// While all is well, it matters only who never gives a connection back
	private List<HeldConnection> held(RedisPool pool, HistorySample sample) {
		boolean well = !sample.state().exhausted() && sample.counts().timeouts() == 0;
		return pool.held((well) ? this.leakThresholds.of(pool.qualifiedName()) : Duration.ZERO);
	}

	private static @Nullable String describe(RedisPool pool, @Nullable String failure) {
		return (failure != null) ? pool.definition().server() + ": " + failure : null;
	}

	// A pool that could not connect goes on trying until it has one connection
	private static HistorySample wanting(HistorySample sample) {
		PoolStats state = sample.state();
		PoolStats wanting = new PoolStats(state.active(), state.idle(), state.total(), state.pending(),
				Math.max(1, state.minimumIdle()), state.maximumPoolSize());
		return new HistorySample(sample.endMillis(), sample.seconds(), wanting, sample.peakActive(),
				sample.peakPending(), sample.counts(), sample.acquire(), sample.hold(), 0, 0);
	}

}
