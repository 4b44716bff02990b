package io.github.poolstarter.autoconfigure;

import io.github.poolstarter.routing.RemoteCallGuard;
import io.github.poolstarter.routing.RemoteCallInitializer;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.RestTemplateCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Watches the HTTP clients that are made with Spring Boot's builders.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(RestClientCustomizer.class)
class RemoteCallConfiguration {

	@Bean
	RestClientCustomizer heldConnectionRestClientCustomizer(RemoteCallGuard guard) {
		return (builder) -> builder.requestInitializer(new RemoteCallInitializer(guard));
	}

	@Bean
	RestTemplateCustomizer heldConnectionRestTemplateCustomizer(RemoteCallGuard guard) {
		return (restTemplate) -> restTemplate.getClientHttpRequestInitializers().add(new RemoteCallInitializer(guard));
	}

}
