package io.github.poolstarter.autoconfigure.redis;

import io.github.poolstarter.actuate.PoolsHealthContributor;
import io.github.poolstarter.autoconfigure.actuate.PoolHealthNamesAutoConfiguration;
import io.github.poolstarter.autoconfigure.actuate.PoolsHealthContributorAutoConfiguration;
import io.github.poolstarter.redis.RedisPools;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.data.redis.autoconfigure.health.DataRedisHealthContributorAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.health.DataRedisReactiveHealthContributorAutoConfiguration;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.type.AnnotationMetadata;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that gives the health of the pools
 * the name of Spring Boot's own Redis health as well: that one would check the same
 * servers a second time, and wait for a pool that is saturated.
 */
@AutoConfiguration(after = PoolsHealthContributorAutoConfiguration.class,
		before = { DataRedisReactiveHealthContributorAutoConfiguration.class,
				DataRedisHealthContributorAutoConfiguration.class, PoolHealthNamesAutoConfiguration.class })
@ConditionalOnClass({ HealthContributor.class, RedisPools.class })
@ConditionalOnBean(value = RedisPools.class, name = "poolsHealthContributor")
@ConditionalOnMissingBean(name = { "redisHealthIndicator", "redisHealthContributor" })
@Import(RedisHealthAutoConfiguration.Registrar.class)
public final class RedisHealthAutoConfiguration {

	/**
	 * Registers the alias of the {@link PoolsHealthContributor}.
	 */
	static class Registrar implements ImportBeanDefinitionRegistrar {

		@Override
		public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
			registry.registerAlias("poolsHealthContributor", "redisHealthContributor");
		}

	}

}
