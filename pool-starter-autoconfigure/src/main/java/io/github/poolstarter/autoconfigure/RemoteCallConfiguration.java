package io.github.poolstarter.autoconfigure;

import io.github.poolstarter.remotecall.RemoteCallGuard;
import io.github.poolstarter.remotecall.RemoteCallObservationHandler;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.http.client.observation.ClientRequestObservationContext;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Watches the HTTP clients that are made with Spring Boot's builders, by their
 * observations.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({ ClientRequestObservationContext.class, ObservationRegistry.class })
class RemoteCallConfiguration {

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static RemoteCallPostProcessor restClientCallPostProcessor(ObjectProvider<RemoteCallGuard> guard) {
		return new RemoteCallPostProcessor(guard::getObject, RemoteCallObservationHandler::forRestClient);
	}

	@Bean
	UnwatchedRemoteCallsCheck unwatchedRemoteCallsCheck(RemoteCallGuard guard,
			ObjectProvider<ObservationRegistry> registries, Environment environment, BeanFactory beanFactory) {
		return new UnwatchedRemoteCallsCheck(guard.reaction(), registries, environment, beanFactory);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(WebClient.class)
	static class WebClientConfiguration {

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static RemoteCallPostProcessor webClientCallPostProcessor(ObjectProvider<RemoteCallGuard> guard) {
			return new RemoteCallPostProcessor(guard::getObject, RemoteCallObservationHandler::forWebClient);
		}

	}

}
