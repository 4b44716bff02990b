package io.github.poolstarter.autoconfigure.redis;

import io.github.poolstarter.actuate.PoolGroup;
import io.github.poolstarter.actuate.PoolsEndpoint;
import io.github.poolstarter.alert.PoolAlerts;
import io.github.poolstarter.autoconfigure.PoolPropertySources;
import io.github.poolstarter.autoconfigure.PoolsProperties;
import io.github.poolstarter.autoconfigure.actuate.PoolsEndpointAutoConfiguration;
import io.github.poolstarter.autoconfigure.actuate.PoolsHealthContributorAutoConfiguration;
import io.github.poolstarter.redis.RedisPoolChecks;
import io.github.poolstarter.redis.RedisPools;
import io.github.poolstarter.tracking.LeakThresholds;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that shows the Redis pools at the
 * {@link PoolsEndpoint} and in the health.
 */
@AutoConfiguration(after = RedisPoolsAutoConfiguration.class,
		before = { PoolsEndpointAutoConfiguration.class, PoolsHealthContributorAutoConfiguration.class })
@ConditionalOnClass({ ConditionalOnAvailableEndpoint.class, RedisPools.class })
@ConditionalOnBean(RedisPools.class)
public final class RedisPoolsEndpointAutoConfiguration {

	@Bean
	PoolGroup redisPoolGroup(RedisPools pools, RedisPoolChecks checks, RedisPoolBeans beans, PoolAlerts alerts,
			LeakThresholds leakThresholds, PoolsProperties properties, Environment environment) {
		return new RedisPoolGroup(pools, checks,
				new RedisPoolConfigReport(PoolPropertySources.ofRedis(environment), beans, leakThresholds), alerts,
				leakThresholds, properties.getAlerts().getUsage());
	}

}
