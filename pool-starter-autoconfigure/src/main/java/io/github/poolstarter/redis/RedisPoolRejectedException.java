package io.github.poolstarter.redis;

import java.io.Serial;

import org.springframework.data.redis.RedisConnectionFailureException;

/**
 * Thrown at once, where a Redis pool takes nobody any more, because the application is
 * shutting down.
 */
public class RedisPoolRejectedException extends RedisConnectionFailureException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String pool;

	public RedisPoolRejectedException(String pool) {
		super("Redis pool '%s' accepts no more borrowers: the application is shutting down".formatted(pool));
		this.pool = pool;
	}

	/**
	 * The name of the pool.
	 */
	public String getPool() {
		return this.pool;
	}

}
