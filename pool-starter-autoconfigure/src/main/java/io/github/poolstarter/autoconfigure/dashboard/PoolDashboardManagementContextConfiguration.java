package io.github.poolstarter.autoconfigure.dashboard;

import io.github.poolstarter.dashboard.DashboardFiles;
import io.github.poolstarter.dashboard.DashboardFilter;
import io.github.poolstarter.dashboard.DashboardWebFilter;
import io.github.poolstarter.dashboard.PoolDashboardEndpoint;

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
 * {@link ManagementContextConfiguration @ManagementContextConfiguration} for the headers
 * of the dashboard, on the port that it is served on.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
@ConditionalOnBean(PoolDashboardEndpoint.class)
public final class PoolDashboardManagementContextConfiguration {

	private static String path(WebEndpointProperties properties, ObjectProvider<PathMapper> pathMappers) {
		return new EndpointMapping(properties.getBasePath()).createSubPath(
				PathMapper.getRootPath(pathMappers.orderedStream().toList(), EndpointId.of("pooldashboard")));
	}

	/**
	 * On Spring MVC.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(DispatcherServletPath.class)
	@ConditionalOnBean(DispatcherServletPath.class)
	static class WebMvcConfiguration {

		@Bean
		FilterRegistrationBean<DashboardFilter> poolDashboardFilter(WebEndpointProperties properties,
				ObjectProvider<PathMapper> pathMappers, DispatcherServletPath dispatcherServletPath,
				DashboardFiles files) {
			String path = path(properties, pathMappers);
			FilterRegistrationBean<DashboardFilter> registration = new FilterRegistrationBean<>(
					new DashboardFilter(path, files));
			registration.addUrlPatterns(dispatcherServletPath.getRelativePath(path) + "/*");
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
		DashboardWebFilter poolDashboardWebFilter(WebEndpointProperties properties,
				ObjectProvider<PathMapper> pathMappers, DashboardFiles files) {
			return new DashboardWebFilter(path(properties, pathMappers), files);
		}

	}

}
