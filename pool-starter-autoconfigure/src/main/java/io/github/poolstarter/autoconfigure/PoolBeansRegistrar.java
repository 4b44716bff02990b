package io.github.poolstarter.autoconfigure;

import com.zaxxer.hikari.HikariDataSource;

import org.springframework.aop.config.AopConfigUtils;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers each pool as a bean of its own: a {@code HikariDataSource} named after the
 * pool, to be had by {@code @Qualifier} with the pool's name, and no candidate for
 * injection points without one. Sees to it that annotated beans are proxied, also where
 * nothing else in the application asks for proxies.
 */
class PoolBeansRegistrar implements ImportBeanDefinitionRegistrar {

	static final String BEAN_SUFFIX = "DataSource";

	private final PoolPropertySources sources;

	PoolBeansRegistrar(Environment environment) {
		this.sources = new PoolPropertySources(environment);
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
		AopConfigUtils.registerAutoProxyCreatorIfNecessary(registry);
		for (String pool : this.sources.poolNames()) {
			registry.registerBeanDefinition(beanName(pool), definition(pool));
		}
	}

	static String beanName(String pool) {
		return pool + BEAN_SUFFIX;
	}

	private static RootBeanDefinition definition(String pool) {
		RootBeanDefinition definition = new RootBeanDefinition(HikariDataSource.class);
		definition.setFactoryBeanName(PoolsAutoConfiguration.POOL_DATA_SOURCES);
		definition.setFactoryMethodName("get");
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, pool);
		definition.setDefaultCandidate(false);
		definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, pool));
		// Closed together with the others, by the registry
		definition.setDestroyMethodName("");
		definition.setDescription("Connection pool '" + pool + "'");
		return definition;
	}

}
