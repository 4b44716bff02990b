package io.github.poolstarter.autoconfigure.actuate;

import java.util.Arrays;

import io.github.poolstarter.actuate.PoolHealthNames;
import io.github.poolstarter.actuate.PoolsHealthContributor;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for the {@link PoolHealthNames}: those
 * that the bean of the {@link PoolsHealthContributor} has as aliases.
 */
@AutoConfiguration(after = PoolsHealthContributorAutoConfiguration.class)
@ConditionalOnClass({ ConditionalOnEnabledHealthIndicator.class, HealthEndpointGroupsPostProcessor.class })
@ConditionalOnBean(value = PoolsHealthContributor.class, name = PoolHealthNamesAutoConfiguration.CONTRIBUTOR)
public final class PoolHealthNamesAutoConfiguration {

	static final String CONTRIBUTOR = "poolsHealthContributor";

	private static final String SUFFIX = "HealthContributor";

	private PoolHealthNamesAutoConfiguration() {
	}

	@Bean
	static PoolHealthNames poolHealthNames(BeanFactory beanFactory) {
		return new PoolHealthNames(() -> Arrays.stream(beanFactory.getAliases(CONTRIBUTOR))
			.filter((alias) -> alias.endsWith(SUFFIX))
			.map((alias) -> alias.substring(0, alias.length() - SUFFIX.length()))
			.toList());
	}

}
