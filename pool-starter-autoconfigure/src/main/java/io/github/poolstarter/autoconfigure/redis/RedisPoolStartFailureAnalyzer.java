package io.github.poolstarter.autoconfigure.redis;

import io.github.poolstarter.autoconfigure.PoolPropertySources;
import io.github.poolstarter.redis.RedisPoolStartException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/**
 * Analyzes that a required Redis pool can't connect.
 */
class RedisPoolStartFailureAnalyzer extends AbstractFailureAnalyzer<RedisPoolStartException> {

	private final PoolPropertySources sources;

	RedisPoolStartFailureAnalyzer(Environment environment) {
		this.sources = PoolPropertySources.ofRedis(environment);
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, RedisPoolStartException cause) {
		String pool = cause.getPool();
		return new FailureAnalysis(
				"%s%n%nDefined by: %s".formatted(cause.getMessage(), this.sources.describePool(pool)),
				("Check that the server is up, and the address, user and password under pools.redis.%s, or those under "
						+ "spring.data.redis where it has none of its own. To start the application without it, "
						+ "set pools.redis.%s.startup to optional.")
					.formatted(pool, pool),
				cause);
	}

}
