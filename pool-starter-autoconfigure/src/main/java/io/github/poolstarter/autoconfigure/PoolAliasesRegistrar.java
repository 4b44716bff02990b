package io.github.poolstarter.autoconfigure;

import java.util.List;
import java.util.function.Predicate;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Gives the one data source the names of the pools, so that {@code @Qualifier} with such
 * a name finds it. Aliases, because further beans would be further data sources to Spring
 * Boot, which then no longer replaces, checks and measures the only one.
 */
class PoolAliasesRegistrar implements ImportBeanDefinitionRegistrar {

	private final Environment environment;

	private final ConfigurableListableBeanFactory beanFactory;

	PoolAliasesRegistrar(Environment environment, BeanFactory beanFactory) {
		this.environment = environment;
		this.beanFactory = (ConfigurableListableBeanFactory) beanFactory;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
		registerAliases(registry);
	}

	void registerAliases(BeanDefinitionRegistry registry) {
		List<String> dataSources = List.of(this.beanFactory.getBeanNamesForType(DataSource.class, true, false));
		String candidate = candidate(dataSources);
		if (candidate == null) {
			return;
		}
		for (String pool : new PoolPropertySources(this.environment).poolNames()) {
			if (dataSources.stream().noneMatch((bean) -> isQualified(bean, pool))) {
				registerAlias(registry, candidate, pool);
				registerAlias(registry, candidate, pool + PoolBeansRegistrar.BEAN_SUFFIX);
			}
		}
	}

	private @Nullable String candidate(List<String> dataSources) {
		List<String> candidates = dataSources.stream().filter(is(PoolAliasesRegistrar::isDefaultCandidate)).toList();
		return (candidates.size() == 1) ? candidates.get(0)
				: candidates.stream().filter(is(BeanDefinition::isPrimary)).findFirst().orElse(null);
	}

	private Predicate<String> is(Predicate<BeanDefinition> condition) {
		return (name) -> this.beanFactory.containsBeanDefinition(name)
				&& condition.test(this.beanFactory.getMergedBeanDefinition(name));
	}

	private static boolean isDefaultCandidate(BeanDefinition definition) {
		return definition.isAutowireCandidate()
				&& !(definition instanceof AbstractBeanDefinition bean && !bean.isDefaultCandidate());
	}

	private boolean isQualified(String bean, String qualifier) {
		return BeanFactoryAnnotationUtils.isQualifierMatch(qualifier::equals, bean, this.beanFactory);
	}

	private static void registerAlias(BeanDefinitionRegistry registry, String name, String alias) {
		if (!registry.isBeanNameInUse(alias)) {
			registry.registerAlias(name, alias);
		}
	}

}
