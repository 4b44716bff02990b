package io.github.poolstarter.sample.recipe;

import io.github.poolstarter.PoolRegistry;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.cache.autoconfigure.RedisCacheManagerBuilderCustomizer;
import org.springframework.cache.annotation.CachingConfigurer;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.interceptor.CacheErrorHandler;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.cache.BatchStrategies;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheWriter;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.serializer.JacksonJsonRedisSerializer;
import org.springframework.data.redis.serializer.RedisSerializationContext.SerializationPair;

/**
 * Keeps recipes in Redis, by way of the pool {@code cache}, which is the only one of its
 * kind here and so the one that Spring Boot's cache works with. A second pool would be
 * had by {@code @Qualifier}.
 */
@Configuration(proxyBeanMethods = false)
@EnableCaching
class RecipeCacheConfiguration implements CachingConfigurer {

	private static final int CLEARED_AT_ONCE = 500;

	private final RecipeCacheReport report;

	RecipeCacheConfiguration(RecipeCacheReport report) {
		this.report = report;
	}

	// An embedded database is a new one at each start, so its address is part of the
	// keys.
	// Without immediate writes they would go past the pool, on a reactive connection
	@Bean
	RedisCacheManagerBuilderCustomizer recipeCache(RedisConnectionFactory connections, JsonMapper jsonMapper,
			PoolRegistry pools) {
		SerializationPair<Recipe> json = SerializationPair
			.fromSerializer(new JacksonJsonRedisSerializer<>(jsonMapper, Recipe.class));
		String database = pools.defaultPool().definition().database().displayUrl();
		return (builder) -> {
			RedisCacheConfiguration defaults = builder.cacheDefaults();
			builder
				.cacheWriter(RedisCacheWriter.create(connections,
						(writer) -> writer.immediateWrites().batchStrategy(BatchStrategies.scan(CLEARED_AT_ONCE))))
				.withCacheConfiguration(RecipeService.CACHE,
						defaults.serializeValuesWith(json).prefixCacheNameWith(database + " "));
		};
	}

	@Override
	public CacheErrorHandler errorHandler() {
		return this.report;
	}

}
