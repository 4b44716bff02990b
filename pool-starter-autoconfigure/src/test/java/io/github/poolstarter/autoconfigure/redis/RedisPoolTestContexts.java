package io.github.poolstarter.autoconfigure.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

import io.github.poolstarter.autoconfigure.PoolsPropertiesAutoConfiguration;
import io.github.poolstarter.redis.RedisPool;
import io.github.poolstarter.redis.RedisPools;

import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Application contexts of the tests of this package.
 */
final class RedisPoolTestContexts {

	private RedisPoolTestContexts() {
	}

	/**
	 * A runner with the Redis pools and all of Spring Boot's Redis, and no property.
	 * @return the runner
	 */
	static ApplicationContextRunner runner() {
		return new ApplicationContextRunner().withConfiguration(
				AutoConfigurations.of(PoolsPropertiesAutoConfiguration.class, RedisLibraryCheckAutoConfiguration.class,
						RedisPoolsAutoConfiguration.class, DataRedisAutoConfiguration.class,
						DataRedisReactiveAutoConfiguration.class, SslAutoConfiguration.class));
	}

	/**
	 * The template of a pool.
	 * @param context the application context
	 * @param pool the name of the pool
	 * @return the template
	 */
	static StringRedisTemplate template(ApplicationContext context, String pool) {
		return BeanFactoryAnnotationUtils.qualifiedBeanOfType(context.getAutowireCapableBeanFactory(),
				StringRedisTemplate.class, pool);
	}

	/**
	 * A pool.
	 * @param context the application context
	 * @param pool the name of the pool
	 * @return the pool
	 */
	static RedisPool pool(ApplicationContext context, String pool) {
		return context.getBean(RedisPools.class)
			.pools()
			.stream()
			.filter((each) -> each.name().equals(pool))
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Run an action on a thread of its own.
	 * @param <T> the type of the result
	 * @param action the action
	 * @return the result to come
	 */
	static <T> CompletableFuture<T> async(Supplier<T> action) {
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try {
			return CompletableFuture.supplyAsync(action, executor);
		}
		finally {
			executor.shutdown();
		}
	}

}
