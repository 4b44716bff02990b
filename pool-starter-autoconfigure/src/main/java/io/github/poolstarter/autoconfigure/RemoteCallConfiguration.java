package io.github.poolstarter.autoconfigure;

import io.github.poolstarter.remotecall.RemoteCallClients;
import io.github.poolstarter.remotecall.RemoteCallGuard;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.RestTemplateCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;

/**
 * Watches the HTTP clients that are made with Spring Boot's builders.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({ RestClientCustomizer.class, ClientHttpRequestFactoryBuilder.class })
class RemoteCallConfiguration {

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static RemoteCallPostProcessor remoteCallPostProcessor(ObjectProvider<RemoteCallGuard> guard) {
		return new RemoteCallPostProcessor(guard::getObject);
	}

	@Bean
	RestClientCustomizer heldConnectionRestClientCustomizer(RemoteCallGuard guard) {
		return new RemoteCallClients(guard)::check;
	}

	@Bean
	RestTemplateCustomizer heldConnectionRestTemplateCustomizer(RemoteCallGuard guard) {
		return new RemoteCallClients(guard)::watch;
	}

}
