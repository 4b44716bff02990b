package io.github.poolstarter.redis;

import java.io.Serial;
import java.time.Duration;

import org.springframework.data.redis.RedisConnectionFailureException;

/**
 * Thrown when no connection of a Redis pool became free in time.
 */
public class RedisPoolExhaustedException extends RedisConnectionFailureException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String pool;

	public RedisPoolExhaustedException(String pool, int size, Duration waited, int waiting, Throwable cause) {
		super("Timeout reached waiting for %s Redis pool connection: none of %d became free within %d ms, and %d more %s waiting"
			.formatted(pool, size, waited.toMillis(), waiting, (waiting == 1) ? "thread is" : "threads are"), cause);
		this.pool = pool;
	}

	/**
	 * The name of the pool.
	 */
	public String getPool() {
		return this.pool;
	}

}
