package io.github.poolstarter.autoconfigure.actuate;

import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.actuate.PoolHealthChecks;
import io.github.poolstarter.actuate.PoolsHealthContributor;
import io.github.poolstarter.autoconfigure.PoolsAutoConfiguration;
import io.github.poolstarter.pool.ObservedPools;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.jdbc.autoconfigure.health.DataSourceHealthContributorAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for the {@link PoolsHealthContributor}.
 * <p>
 * Its bean has the name of Spring Boot's {@code db} contributor as an alias, which makes
 * that one back off: it would check the same pools again, through the data source and one
 * by one, and wait for those that are exhausted. One that the application defines itself
 * under that name stays beside it.
 */
@AutoConfiguration(after = PoolsAutoConfiguration.class, before = DataSourceHealthContributorAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnEnabledHealthIndicator.class)
@ConditionalOnBean(ObservedPools.class)
@ConditionalOnEnabledHealthIndicator("pools")
public final class PoolsHealthContributorAutoConfiguration {

	@Bean({ "poolsHealthContributor", "dbHealthContributor" })
	@ConditionalOnBean(PoolRegistry.class)
	@ConditionalOnMissingBean(name = { "poolsHealthIndicator", "poolsHealthContributor", "dbHealthContributor" })
	PoolsHealthContributor poolsHealthContributor(ObservedPools pools, PoolHealthChecks checks) {
		return new PoolsHealthContributor(pools, checks);
	}

	@Bean("poolsHealthContributor")
	@ConditionalOnMissingBean(name = { "poolsHealthIndicator", "poolsHealthContributor" })
	PoolsHealthContributor poolsHealthContributorWithoutDb(ObservedPools pools, PoolHealthChecks checks) {
		return new PoolsHealthContributor(pools, checks);
	}

}
