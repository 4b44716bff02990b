package io.github.poolstarter.autoconfigure.redis;

import java.time.Clock;

import io.github.poolstarter.alert.PoolAlerts;
import io.github.poolstarter.redis.RedisPoolMeters;
import io.github.poolstarter.redis.RedisPools;
import io.github.poolstarter.tracking.LeakThresholds;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the meters of the Redis pools.
 */
@AutoConfiguration(after = { RedisPoolsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class })
@ConditionalOnClass({ MeterRegistry.class, RedisPools.class })
@ConditionalOnBean({ RedisPools.class, MeterRegistry.class })
public final class RedisPoolMetersAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	RedisPoolMeters redisPoolMeters(RedisPools pools, LeakThresholds leakThresholds) {
		return new RedisPoolMeters(pools, leakThresholds, Clock.systemUTC());
	}

	@Bean
	RedisAlertMeters redisAlertMeters(RedisPools pools, PoolAlerts alerts) {
		return new RedisAlertMeters(pools, alerts);
	}

}
