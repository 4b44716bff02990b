package io.github.poolstarter.autoconfigure;

import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.routing.RoutingDataSource;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.env.Environment;

/**
 * Takes the pools away where something has replaced the bean {@code dataSource}, as tests
 * do: nothing may connect to the database that was replaced. Comes after all that changes
 * bean definitions, and so too late for conditions: what else is defined stays, and has
 * no pools.
 */
class ReplacedDataSourcePostProcessor implements BeanFactoryPostProcessor {

	private final Environment environment;

	ReplacedDataSourcePostProcessor(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		if (beanFactory.isTypeMatch(PoolsAutoConfiguration.DATA_SOURCE, RoutingDataSource.class)) {
			return;
		}
		BeanDefinitionRegistry registry = (BeanDefinitionRegistry) beanFactory;
		registry.removeBeanDefinition(PoolsAutoConfiguration.POOL_REGISTRY);
		registry.registerBeanDefinition(PoolsAutoConfiguration.POOL_REGISTRY,
				new RootBeanDefinition(JdbcPools.class, JdbcPools::none));
		for (String pool : new PoolPropertySources(this.environment).poolNames()) {
			registry.removeBeanDefinition(pool + PoolBeansRegistrar.BEAN_SUFFIX);
		}
		new PoolAliasesRegistrar(this.environment, beanFactory).registerAliases(registry);
	}

}
