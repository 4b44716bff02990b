package io.github.poolstarter.autoconfigure.redis;

import java.time.Duration;

import io.github.poolstarter.redis.RedisPool;
import io.github.poolstarter.redis.RedisPoolMonitor;
import io.github.poolstarter.redis.RedisPoolObserver;
import io.github.poolstarter.tracking.HistorySample;
import io.github.poolstarter.tracking.PoolStatsLog;

/**
 * Logs the statistics of the Redis pools as those of the JDBC pools. The log is one of
 * its own, as two monitors come by two threads. Used by the thread of the
 * {@link RedisPoolMonitor} only.
 */
final class RedisPoolStatsLog implements RedisPoolObserver {

	private final PoolStatsLog log;

	RedisPoolStatsLog(Duration interval) {
		this.log = new PoolStatsLog(interval);
	}

	@Override
	public void sampled(RedisPool pool, HistorySample sample) {
		this.log.sampled(pool.qualifiedName(), pool.tracker().history(), sample);
	}

}
