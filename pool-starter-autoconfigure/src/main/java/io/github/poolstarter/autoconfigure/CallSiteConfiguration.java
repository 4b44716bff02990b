package io.github.poolstarter.autoconfigure;

import java.util.List;

import io.github.poolstarter.routing.BatchWorkNames;
import io.github.poolstarter.tracking.StackCallSites;
import io.github.poolstarter.tracking.WorkNames;

import org.springframework.batch.core.scope.context.StepSynchronizationManager;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Finds call-sites in the packages of the application.
 */
@Configuration(proxyBeanMethods = false)
public class CallSiteConfiguration {

	@Bean
	StackCallSites poolStackCallSites(BeanFactory beanFactory, ObjectProvider<WorkNames> work) {
		List<String> packages = (AutoConfigurationPackages.has(beanFactory))
				? AutoConfigurationPackages.get(beanFactory) : List.of();
		return new StackCallSites(packages, work.getIfUnique());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(StepSynchronizationManager.class)
	static class BatchConfiguration {

		@Bean
		BatchWorkNames poolBatchWorkNames() {
			return new BatchWorkNames();
		}

	}

}
