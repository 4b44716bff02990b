package io.github.poolstarter.autoconfigure;

import java.util.function.Supplier;

import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.routing.RoutingDataSource;
import liquibase.integration.spring.SpringLiquibase;

import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Gives Liquibase the default pool where it would have the routing data source.
 */
class DefaultPoolLiquibasePostProcessor implements BeanPostProcessor {

	private final Supplier<JdbcPools> pools;

	DefaultPoolLiquibasePostProcessor(Supplier<JdbcPools> pools) {
		this.pools = pools;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (bean instanceof SpringLiquibase liquibase && liquibase.getDataSource() != null
				&& RoutingDataSource.isRouted(liquibase.getDataSource())) {
			liquibase.setDataSource(this.pools.get().defaultPool().dataSource());
		}
		return bean;
	}

}
