package io.github.poolstarter.autoconfigure;

import java.util.Map;

import javax.sql.DataSource;

import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.routing.RoutingDataSource;
import jakarta.persistence.EntityManagerFactory;

import org.springframework.aop.scope.ScopedObject;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.orm.jpa.EntityManagerFactoryInfo;

/**
 * Asks Hibernate itself what it has been told of auto-commit: customizers, persistence
 * units and factories of the application's own are in no property of the environment.
 */
final class EntityManagerFactoryCheck implements SmartInitializingSingleton {

	private static final String DATA_SOURCE = "jakarta.persistence.nonJtaDataSource";

	private final ConfigurableListableBeanFactory beanFactory;

	private final Environment environment;

	private final JdbcPools pools;

	EntityManagerFactoryCheck(ConfigurableListableBeanFactory beanFactory, Environment environment, JdbcPools pools) {
		this.beanFactory = beanFactory;
		this.environment = environment;
		this.pools = pools;
	}

	@Override
	public void afterSingletonsInstantiated() {
		for (String name : this.beanFactory.getBeanNamesForType(EntityManagerFactory.class, true, false)) {
			// One that is lazy is not made for this
			if (this.beanFactory.containsSingleton(name)) {
				EntityManagerFactory factory = this.beanFactory.getBean(name, EntityManagerFactory.class);
				// To ask one of a scope that is not active, as that of a request, would
				// fail
				if (factory instanceof ScopedObject) {
					continue;
				}
				Map<String, Object> properties = factory.getProperties();
				Object dataSource = (factory instanceof EntityManagerFactoryInfo info) ? info.getDataSource()
						: properties.get(DATA_SOURCE);
				if (dataSource instanceof DataSource source && RoutingDataSource.isRouted(source)) {
					new AutoCommitCheck(this.environment).check(this.pools, properties, name);
				}
			}
		}
	}

}
