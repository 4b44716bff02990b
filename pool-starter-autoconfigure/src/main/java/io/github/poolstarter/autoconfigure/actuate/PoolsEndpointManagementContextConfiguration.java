package io.github.poolstarter.autoconfigure.actuate;

import io.github.poolstarter.actuate.PoolsEndpointFilter;
import io.github.poolstarter.actuate.PoolsEndpointWebExtension;
import io.github.poolstarter.actuate.PoolsEndpointWebFilter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.EndpointMapping;
import org.springframework.boot.actuate.endpoint.web.PathMapper;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.server.WebFilter;

/**
 * {@link ManagementContextConfiguration @ManagementContextConfiguration} for the filter
 * before the endpoint, on the port that it is served on.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
@ConditionalOnBean(PoolsEndpointWebExtension.class)
public final class PoolsEndpointManagementContextConfiguration {

	private static String path(WebEndpointProperties properties, ObjectProvider<PathMapper> pathMappers) {
		return new EndpointMapping(properties.getBasePath())
			.createSubPath(PathMapper.getRootPath(pathMappers.orderedStream().toList(), EndpointId.of("pools")));
	}

	/**
	 * On Spring MVC.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(DispatcherServletPath.class)
	@ConditionalOnBean(DispatcherServletPath.class)
	static class WebMvcConfiguration {

		@Bean
		FilterRegistrationBean<PoolsEndpointFilter> poolsEndpointFilter(WebEndpointProperties properties,
				ObjectProvider<PathMapper> pathMappers, DispatcherServletPath dispatcherServletPath) {
			FilterRegistrationBean<PoolsEndpointFilter> registration = new FilterRegistrationBean<>(
					new PoolsEndpointFilter());
			registration.addUrlPatterns(dispatcherServletPath.getRelativePath(path(properties, pathMappers)) + "/*");
			return registration;
		}

	}

	/**
	 * On WebFlux.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(WebFilter.class)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	static class ReactiveConfiguration {

		@Bean
		PoolsEndpointWebFilter poolsEndpointWebFilter(WebEndpointProperties properties,
				ObjectProvider<PathMapper> pathMappers) {
			return new PoolsEndpointWebFilter(path(properties, pathMappers));
		}

	}

}
