package io.github.poolstarter.autoconfigure.redis;

import java.time.Duration;

import io.github.poolstarter.redis.RedisPools;

import org.springframework.context.SmartLifecycle;

/**
 * Fills the Redis pools after their connection factories have started and before web
 * servers take requests, and drains them before the factories stop.
 */
final class RedisPoolsLifecycle implements SmartLifecycle {

	// The connection factories' is 0
	private static final int PHASE = 1;

	private final RedisPools pools;

	private final Duration drainTimeout;

	private volatile boolean running;

	RedisPoolsLifecycle(RedisPools pools, Duration drainTimeout) {
		this.pools = pools;
		this.drainTimeout = drainTimeout;
	}

	@Override
	public void start() {
		this.pools.fill();
		this.running = true;
	}

	@Override
	public void stop() {
		this.pools.drain(this.drainTimeout);
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
