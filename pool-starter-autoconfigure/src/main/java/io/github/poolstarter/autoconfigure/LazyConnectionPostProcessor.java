package io.github.poolstarter.autoconfigure;

import io.github.poolstarter.routing.RoutingDataSource;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;

/**
 * Makes the routing data source fetch its connections at the first statement, where
 * {@code spring.datasource.connection-fetch} asks for it, as Spring Boot does with its
 * own data source.
 */
class LazyConnectionPostProcessor implements BeanPostProcessor, Ordered {

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return (bean instanceof RoutingDataSource dataSource) ? new LazyConnectionDataSourceProxy(dataSource) : bean;
	}

	@Override
	public int getOrder() {
		return 0;
	}

}
