package io.github.poolstarter.autoconfigure.redis;

import java.util.List;

import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.autoconfigure.PoolPropertySources;
import io.github.poolstarter.redis.PooledLettuceConnectionFactory;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Registers the beans of each Redis pool: a connection factory and a template, to be had
 * by {@code @Qualifier} with the pool's name. Those of the primary pool are in addition
 * what is injected where nothing is asked for, so that Spring Boot and its
 * auto-configurations see one of each; they also have the names of Spring Boot's own.
 */
class RedisPoolBeansRegistrar implements ImportBeanDefinitionRegistrar {

	private static final String FACTORY_SUFFIX = "RedisConnectionFactory";

	private static final String TEMPLATE_SUFFIX = "StringRedisTemplate";

	private final PoolPropertySources sources;

	RedisPoolBeansRegistrar(Environment environment) {
		this.sources = PoolPropertySources.ofRedis(environment);
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
		String primary = primary();
		for (String pool : this.sources.poolNames()) {
			boolean isPrimary = pool.equals(primary);
			registry.registerBeanDefinition(pool + FACTORY_SUFFIX, factory(pool, isPrimary));
			registry.registerBeanDefinition(pool + TEMPLATE_SUFFIX, template(pool, isPrimary));
		}
		registerAlias(registry, primary + FACTORY_SUFFIX, "redisConnectionFactory");
		registerAlias(registry, primary + TEMPLATE_SUFFIX, "stringRedisTemplate");
	}

	// A bean of the application that is called so stays
	private static void registerAlias(BeanDefinitionRegistry registry, String name, String alias) {
		if (!registry.containsBeanDefinition(alias)) {
			registry.registerAlias(name, alias);
		}
	}

	private String primary() {
		List<String> marked = this.sources.poolNames().stream().filter(this::isMarked).toList();
		if (marked.size() > 1) {
			throw new PoolConfigurationException(
					"More than one Redis pool is primary: %s and %s.".formatted(
							this.sources.describe(marked.get(0), "primary", true),
							this.sources.describe(marked.get(1), "primary", true)),
					"Set primary to true for only one of them.");
		}
		return (marked.isEmpty()) ? this.sources.poolNames().iterator().next() : marked.get(0);
	}

	private boolean isMarked(String pool) {
		return Boolean.TRUE.equals(this.sources.value(pool, "primary", Boolean.class));
	}

	private static RootBeanDefinition factory(String pool, boolean primary) {
		RootBeanDefinition definition = new RootBeanDefinition(PooledLettuceConnectionFactory.class);
		definition.setFactoryBeanName(RedisPoolsAutoConfiguration.POOL_BEANS);
		definition.setFactoryMethodName("connectionFactory");
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, pool);
		// The pool is to be filled at start
		definition.setLazyInit(false);
		return describe(definition, pool, primary, "Connection factory");
	}

	private static RootBeanDefinition template(String pool, boolean primary) {
		RootBeanDefinition definition = new RootBeanDefinition(StringRedisTemplate.class);
		definition.getConstructorArgumentValues()
			.addIndexedArgumentValue(0, new RuntimeBeanReference(pool + FACTORY_SUFFIX));
		return describe(definition, pool, primary, "String template");
	}

	private static RootBeanDefinition describe(RootBeanDefinition definition, String pool, boolean primary,
			String what) {
		definition.setDefaultCandidate(primary);
		definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, pool));
		definition.setDescription(what + " of Redis pool '" + pool + "'");
		return definition;
	}

}
