package io.github.poolstarter.autoconfigure.redis;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.poolstarter.redis.PooledLettuceConnectionFactory;
import io.github.poolstarter.redis.RedisPool;
import org.jspecify.annotations.Nullable;

import org.springframework.core.task.AsyncTaskExecutor;

/**
 * Makes the beans of the Redis pools, which {@link RedisPoolBeansRegistrar} defines.
 */
final class RedisPoolBeans {

	private final Map<String, ConfiguredRedisPool> pools;

	private final @Nullable AsyncTaskExecutor executor;

	RedisPoolBeans(Map<String, ConfiguredRedisPool> pools, @Nullable AsyncTaskExecutor executor) {
		this.pools = pools;
		this.executor = executor;
	}

	/**
	 * All pools.
	 */
	List<RedisPool> pools() {
		return this.pools.values().stream().map(ConfiguredRedisPool::pool).toList();
	}

	/**
	 * What a pool was made of.
	 */
	ConfiguredRedisPool get(String name) {
		return Objects.requireNonNull(this.pools.get(name));
	}

	/**
	 * Make the connection factory of a pool.
	 */
	PooledLettuceConnectionFactory connectionFactory(String name) {
		ConfiguredRedisPool configured = get(name);
		PooledLettuceConnectionFactory factory = new PooledLettuceConnectionFactory(configured.pool(),
				configured.server().configuration(), configured.client());
		factory.setShareNativeConnection(configured.shareConnection());
		if (this.executor != null) {
			factory.setExecutor(this.executor);
		}
		return factory;
	}

}
