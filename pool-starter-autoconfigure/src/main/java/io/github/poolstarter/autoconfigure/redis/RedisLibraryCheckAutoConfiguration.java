package io.github.poolstarter.autoconfigure.redis;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.autoconfigure.PoolPropertySources;

import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that does nothing, but fails where
 * Redis pools are defined and a library that they need is not there: without it they
 * would be missing without a word.
 */
@AutoConfiguration
@Conditional(OnRedisPoolsCondition.class)
public final class RedisLibraryCheckAutoConfiguration implements BeanClassLoaderAware {

	private final PoolPropertySources sources;

	RedisLibraryCheckAutoConfiguration(Environment environment) {
		this.sources = PoolPropertySources.ofRedis(environment);
	}

	@Override
	public void setBeanClassLoader(ClassLoader classLoader) {
		Map<String, String> libraries = new LinkedHashMap<>();
		libraries.put("org.springframework.boot:spring-boot-starter-data-redis",
				"org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails");
		libraries.put("org.springframework.data:spring-data-redis",
				"org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory");
		libraries.put("io.lettuce:lettuce-core", "io.lettuce.core.RedisClient");
		libraries.put("org.apache.commons:commons-pool2", "org.apache.commons.pool2.impl.GenericObjectPool");
		List<String> missing = libraries.entrySet()
			.stream()
			.filter((library) -> !ClassUtils.isPresent(library.getValue(), classLoader))
			.map(Map.Entry::getKey)
			.toList();
		if (!missing.isEmpty()) {
			throw new PoolConfigurationException(
					"Redis pools are defined, but the libraries that they need are not all on the class path: %s. Missing: %s."
						.formatted(this.sources.describePool(this.sources.poolNames().iterator().next()),
								String.join(", ", missing)),
					"Add the dependency %s, or remove pools.redis.*."
						.formatted((missing.contains("org.apache.commons:commons-pool2") && missing.size() == 1)
								? missing.get(0) : missing.get(0) + " and org.apache.commons:commons-pool2"));
		}
	}

}
