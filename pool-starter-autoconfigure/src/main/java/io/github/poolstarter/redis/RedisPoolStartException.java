package io.github.poolstarter.redis;

import java.io.Serial;

/**
 * Thrown at start when a Redis pool that is required can't connect to its server.
 */
public class RedisPoolStartException extends IllegalStateException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String pool;

	public RedisPoolStartException(String pool, String server, String reason, Throwable cause) {
		super("Redis pool '%s' could not connect to %s: %s".formatted(pool, server, reason), cause);
		this.pool = pool;
	}

	/**
	 * The name of the pool.
	 */
	public String getPool() {
		return this.pool;
	}

}
