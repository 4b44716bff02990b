package io.github.poolstarter.redis;

import java.time.Duration;

import io.github.poolstarter.StartupPolicy;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * What a Redis pool was defined to be. Immutable.
 *
 * @param name the name of the pool
 * @param server where its server is, for people: without user and password
 * @param limits how many connections it may have
 * @param maxWait how long a borrower waits for a connection, {@code null} for as long as
 * it takes
 * @param validation how it makes sure that a connection can be used
 * @param validationTimeout how long the answer to a PING may take
 * @param startup what the start of the application asks of it
 * @param connectTimeout how long the opening of a connection may take
 * @param commandTimeout how long a command may take, {@code null} for as long as it takes
 */
public record RedisPoolDefinition(String name, String server, Limits limits, @Nullable Duration maxWait,
		RedisValidation validation, Duration validationTimeout, StartupPolicy startup, Duration connectTimeout,
		@Nullable Duration commandTimeout) {

	public RedisPoolDefinition {
		Assert.hasText(name, "'name' must not be empty");
		Assert.hasText(server, "'server' must not be empty");
	}

	/**
	 * How many connections a pool may have. Immutable.
	 *
	 * @param maxActive the most connections that the pool opens
	 * @param maxIdle the most connections that stay open when nobody uses them
	 * @param minIdle the number of idle connections that the pool tries to keep
	 * @param evictionInterval how often idle connections are validated and the minimum is
	 * made up for, {@code null} for never
	 */
	public record Limits(int maxActive, int maxIdle, int minIdle, @Nullable Duration evictionInterval) {

		public Limits {
			Assert.isTrue(maxActive >= 1, "'maxActive' must be at least 1");
			Assert.isTrue(maxIdle >= 0 && maxIdle <= maxActive, "'maxIdle' must be from 0 to 'maxActive'");
			Assert.isTrue(minIdle >= 0 && minIdle <= maxIdle, "'minIdle' must be from 0 to 'maxIdle'");
		}

	}

}
