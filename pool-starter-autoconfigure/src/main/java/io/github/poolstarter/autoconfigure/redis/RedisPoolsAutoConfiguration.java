package io.github.poolstarter.autoconfigure.redis;

import io.github.poolstarter.autoconfigure.CallSiteConfiguration;
import io.github.poolstarter.autoconfigure.ObservedPoolsConfiguration;
import io.github.poolstarter.autoconfigure.PoolPropertySources;
import io.github.poolstarter.autoconfigure.PoolsAutoConfiguration;
import io.github.poolstarter.autoconfigure.PoolsProperties;
import io.github.poolstarter.autoconfigure.actuate.PoolsEndpointAutoConfiguration;
import io.github.poolstarter.autoconfigure.actuate.PoolsHealthContributorAutoConfiguration;
import io.github.poolstarter.autoconfigure.metrics.PoolMetersAutoConfiguration;
import io.github.poolstarter.pool.LeakThresholds;
import io.github.poolstarter.redis.RedisPoolCare;
import io.github.poolstarter.redis.RedisPools;
import io.github.poolstarter.tracking.StackCallSites;
import io.lettuce.core.RedisClient;
import io.lettuce.core.resource.ClientResources;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the Redis pools. Takes the place
 * of Spring Boot's connection factory, and leaves everything to an application that has
 * its own.
 */
@AutoConfiguration(
		before = { DataRedisAutoConfiguration.class, PoolMetersAutoConfiguration.class,
				PoolsEndpointAutoConfiguration.class, PoolsHealthContributorAutoConfiguration.class },
		after = PoolsAutoConfiguration.class)
@ConditionalOnClass({ LettuceConnectionFactory.class, RedisClient.class, GenericObjectPool.class,
		DataRedisConnectionDetails.class })
@Conditional(OnRedisPoolsCondition.class)
@ConditionalOnMissingBean(RedisConnectionFactory.class)
@EnableConfigurationProperties({ PoolsProperties.class, DataRedisProperties.class })
@Import({ RedisPoolBeansRegistrar.class, CallSiteConfiguration.class, ObservedPoolsConfiguration.class })
public final class RedisPoolsAutoConfiguration {

	static final String POOL_BEANS = "redisPoolBeans";

	@Bean(POOL_BEANS)
	RedisPoolBeans redisPoolBeans(Environment environment, PoolsProperties properties, LeakThresholds leakThresholds,
			DataRedisProperties redisProperties, ObjectProvider<DataRedisConnectionDetails> connectionDetails,
			ObjectProvider<SslBundles> sslBundles, ObjectProvider<ClientResources> clientResources,
			ObjectProvider<LettuceClientConfigurationBuilderCustomizer> customizers,
			ObjectProvider<LettuceClientOptionsBuilderCustomizer> optionsCustomizers, StackCallSites stack) {
		RedisServers servers = new RedisServers(connectionDetails.getIfAvailable(), redisProperties,
				sslBundles.getIfAvailable());
		RedisClients clients = new RedisClients(redisProperties, clientResources.getIfAvailable(), customizers,
				optionsCustomizers);
		return new RedisPoolBeans(new RedisPoolFactory(properties, PoolPropertySources.ofRedis(environment), servers,
				clients, leakThresholds, stack)
			.create(), executor(environment));
	}

	private static @Nullable AsyncTaskExecutor executor(Environment environment) {
		if (!Threading.VIRTUAL.isActive(environment)) {
			return null;
		}
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("redis-");
		executor.setVirtualThreads(true);
		return executor;
	}

	@Bean
	RedisPools redisPools(RedisPoolBeans beans) {
		return new RedisPools(beans.pools());
	}

	@Bean
	RedisPoolConfigReport redisPoolConfigReport(RedisPoolBeans beans, LeakThresholds leakThresholds,
			Environment environment) {
		return new RedisPoolConfigReport(PoolPropertySources.ofRedis(environment), beans, leakThresholds);
	}

	@Bean(destroyMethod = "close")
	RedisPoolCare redisPoolCare() {
		return new RedisPoolCare();
	}

	@Bean
	RedisPoolsLifecycle redisPoolsLifecycle(RedisPools pools, PoolsProperties properties) {
		return new RedisPoolsLifecycle(pools, properties.shutdown().drainTimeout());
	}

	@Bean
	@ConditionalOnMissingBean
	LeakThresholds poolLeakThresholds(PoolsProperties properties) {
		return new LeakThresholds(properties.tracking().leakThreshold());
	}

}
