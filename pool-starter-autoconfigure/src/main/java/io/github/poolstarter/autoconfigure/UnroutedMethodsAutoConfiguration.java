package io.github.poolstarter.autoconfigure;

import io.github.poolstarter.routing.RoutingAdvisor;
import io.github.poolstarter.routing.check.UnroutedMethodsCheck;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * {@link AutoConfiguration Auto-configuration} that warns of marked methods where there
 * are no pools, unless they are switched off.
 */
@AutoConfiguration(after = { PoolsAutoConfiguration.class, ChildContextAutoConfiguration.class })
@ConditionalOnBooleanProperty(name = "pools.enabled", matchIfMissing = true)
@ConditionalOnMissingBean(RoutingAdvisor.class)
public final class UnroutedMethodsAutoConfiguration {

	@Bean
	UnroutedMethodsCheck unroutedMethodsCheck(ConfigurableListableBeanFactory beanFactory, Environment environment) {
		NoPoolsReason reason = new NoPoolsReason(beanFactory, environment);
		return new UnroutedMethodsCheck(beanFactory, reason::describe);
	}

}
