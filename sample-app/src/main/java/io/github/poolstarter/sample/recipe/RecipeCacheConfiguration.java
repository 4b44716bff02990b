package io.github.poolstarter.sample.recipe;

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
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Keeps recipes in Redis, by way of the pool {@code cache}, which is the only one of its
 * kind here and so the one that Spring Boot's cache works with. A second pool would be
 * had by {@code @Qualifier}.
 */
@Configuration(proxyBeanMethods = false)
@EnableCaching
class RecipeCacheConfiguration implements CachingConfigurer {

	private static final int CLEARED_AT_ONCE = 500;

	private final RecipeCacheWatch watch;

	RecipeCacheConfiguration(RecipeCacheWatch watch) {
		this.watch = watch;
	}

	// The keys tell of which database they are: an embedded one is another at each start.
	// Writes that are not immediate would go past the pool, on a reactive connection
	@Bean
	RedisCacheManagerBuilderCustomizer recipeCache(RedisConnectionFactory connections, JsonMapper jsonMapper,
			JdbcClient jdbcClient) {
		SerializationPair<Recipe> json = SerializationPair
			.fromSerializer(new JacksonJsonRedisSerializer<>(jsonMapper, Recipe.class));
		String database = jdbcClient
			.sql("select system_identifier || ' ' || current_database() from pg_control_system()")
			.query(String.class)
			.single();
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
		return this.watch;
	}

}
