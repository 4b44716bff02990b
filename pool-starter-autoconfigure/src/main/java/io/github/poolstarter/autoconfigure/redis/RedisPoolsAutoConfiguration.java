package io.github.poolstarter.autoconfigure.redis;

import java.time.Clock;
import java.util.Objects;

import io.github.poolstarter.alert.AlertPublisher;
import io.github.poolstarter.alert.AlertRules;
import io.github.poolstarter.alert.PoolAlerts;
import io.github.poolstarter.autoconfigure.CallSiteConfiguration;
import io.github.poolstarter.autoconfigure.PoolPropertySources;
import io.github.poolstarter.autoconfigure.PoolsAutoConfiguration;
import io.github.poolstarter.autoconfigure.PoolsProperties;
import io.github.poolstarter.redis.RedisPoolChecks;
import io.github.poolstarter.redis.RedisPoolMonitor;
import io.github.poolstarter.redis.RedisPoolObserver;
import io.github.poolstarter.redis.RedisPools;
import io.github.poolstarter.tracking.LeakThresholds;
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
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.thread.Threading;
import org.springframework.context.ApplicationEventPublisher;
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
@AutoConfiguration(before = DataRedisAutoConfiguration.class, after = PoolsAutoConfiguration.class)
@ConditionalOnClass({ LettuceConnectionFactory.class, RedisClient.class, GenericObjectPool.class,
		DataRedisConnectionDetails.class })
@Conditional(OnRedisPoolsCondition.class)
@ConditionalOnMissingBean(RedisConnectionFactory.class)
@EnableConfigurationProperties({ PoolsProperties.class, DataRedisProperties.class })
@Import({ RedisPoolBeansRegistrar.class, CallSiteConfiguration.class })
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
		return new RedisPoolBeans(new RedisPoolFactory(PoolPropertySources.ofRedis(environment), servers, clients,
				properties.getTracking().getHistory(), leakThresholds, stack)
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

	@Bean(destroyMethod = "close")
	RedisPoolMonitor redisPoolMonitor(RedisPools pools, ObjectProvider<RedisPoolObserver> observers) {
		return new RedisPoolMonitor(pools, observers.orderedStream().toList(), Clock.systemUTC());
	}

	@Bean
	RedisPoolsLifecycle redisPoolsLifecycle(RedisPools pools, RedisPoolMonitor monitor, PoolsProperties properties) {
		return new RedisPoolsLifecycle(pools, monitor, properties.getShutdown().getDrainTimeout());
	}

	@Bean(destroyMethod = "close")
	RedisPoolChecks redisPoolChecks() {
		return new RedisPoolChecks();
	}

	@Bean
	@ConditionalOnMissingBean
	AlertPublisher poolAlertPublisher(ApplicationEventPublisher publisher) {
		return new AlertPublisher(publisher);
	}

	@Bean
	@ConditionalOnMissingBean
	LeakThresholds poolLeakThresholds(PoolsProperties properties) {
		return new LeakThresholds(properties.getTracking().getLeakThreshold());
	}

	@Bean
	@ConditionalOnMissingBean
	PoolAlerts poolAlerts(PoolsProperties properties, LeakThresholds leakThresholds, AlertPublisher publisher) {
		return new PoolAlerts(new AlertRules(properties.getAlerts().getUsage(), leakThresholds), publisher::publish);
	}

	@Bean
	@ConditionalOnProperty("pools.tracking.log-interval")
	RedisPoolStatsLog redisPoolStatsLog(PoolsProperties properties) {
		return new RedisPoolStatsLog(Objects.requireNonNull(properties.getTracking().getLogInterval()));
	}

	@Bean
	RedisAlerts redisAlerts(PoolAlerts alerts, LeakThresholds leakThresholds) {
		return new RedisAlerts(alerts, leakThresholds);
	}

}
