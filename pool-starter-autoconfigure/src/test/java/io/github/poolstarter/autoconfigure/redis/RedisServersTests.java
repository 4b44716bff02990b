package io.github.poolstarter.autoconfigure.redis;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for where a pool's server is. None of them needs one, the pools are lazy.
 */
class RedisServersTests {

	@Test
	void settingsOfThePoolBeatThoseOfSpringBoot() {
		runner("spring.data.redis.host=inherited", "spring.data.redis.port=6380", "spring.data.redis.username=someone",
				"spring.data.redis.password=secret", "spring.data.redis.database=4", "spring.data.redis.timeout=7s",
				"pools.redis.cache.host=own", "pools.redis.cache.database=2")
			.run((context) -> {
				LettuceConnectionFactory factory = context.getBean(LettuceConnectionFactory.class);
				RedisStandaloneConfiguration server = factory.getStandaloneConfiguration();
				assertThat(server.getHostName()).isEqualTo("own");
				assertThat(server.getPort()).isEqualTo(6380);
				assertThat(server.getDatabase()).isEqualTo(2);
				assertThat(server.getUsername()).isEqualTo("someone");
				assertThat(server.getPassword().toOptional()).hasValue("secret".toCharArray());
				assertThat(factory.getClientConfiguration().getCommandTimeout()).isEqualTo(Duration.ofSeconds(7));
			});
	}

	@Test
	void containerIsTheServerOfAPoolThatHasNone() {
		runner().withUserConfiguration(Container.class).run((context) -> {
			LettuceConnectionFactory factory = context.getBean(LettuceConnectionFactory.class);
			assertThat(factory.getHostName()).isEqualTo("container");
			assertThat(factory.getPort()).isEqualTo(32768);
			assertThat(RedisPoolTestContexts.pool(context, "cache").definition().server())
				.isEqualTo("redis://container:32768");
		});
	}

	@Test
	void urlSaysEverything() {
		runner("spring.data.redis.username=someone", "spring.data.redis.password=secret",
				"pools.redis.cache.url=rediss://me:mine@own:6390/5")
			.run((context) -> {
				LettuceConnectionFactory factory = context.getBean(LettuceConnectionFactory.class);
				RedisStandaloneConfiguration server = factory.getStandaloneConfiguration();
				assertThat(server.getHostName()).isEqualTo("own");
				assertThat(server.getPort()).isEqualTo(6390);
				assertThat(server.getDatabase()).isEqualTo(5);
				assertThat(server.getUsername()).isEqualTo("me");
				assertThat(server.getPassword().toOptional()).hasValue("mine".toCharArray());
				assertThat(factory.getClientConfiguration().isUseSsl()).isTrue();
				assertThat(RedisPoolTestContexts.pool(context, "cache").definition().server())
					.isEqualTo("rediss://own:6390/5");
			});
	}

	@Test
	void clusterIsConfigured() {
		runner("pools.redis.cache.cluster.nodes=one:6379,two:6380", "pools.redis.cache.cluster.max-redirects=5",
				"pools.redis.cache.password=mine")
			.run((context) -> {
				RedisClusterConfiguration cluster = context.getBean(LettuceConnectionFactory.class)
					.getClusterConfiguration();
				assertThat(cluster).isNotNull();
				assertThat(cluster.getClusterNodes()).extracting(Object::toString)
					.containsExactlyInAnyOrder("one:6379", "two:6380");
				assertThat(cluster.getMaxRedirects()).isEqualTo(5);
				assertThat(cluster.getPassword().toOptional()).hasValue("mine".toCharArray());
			});
	}

	@Test
	void sentinelsAreConfigured() {
		runner("pools.redis.cache.sentinel.master=first", "pools.redis.cache.sentinel.nodes=one:26379,two:26379",
				"pools.redis.cache.sentinel.username=guard", "pools.redis.cache.sentinel.password=watch",
				"pools.redis.cache.database=3")
			.run((context) -> {
				RedisSentinelConfiguration sentinel = context.getBean(LettuceConnectionFactory.class)
					.getSentinelConfiguration();
				assertThat(sentinel).isNotNull();
				assertThat(sentinel.getMaster().getName()).isEqualTo("first");
				assertThat(sentinel.getSentinels()).hasSize(2);
				assertThat(sentinel.getSentinelUsername()).isEqualTo("guard");
				assertThat(sentinel.getDatabase()).isEqualTo(3);
			});
	}

	@Test
	void clusterOfSpringBootIsInherited() {
		runner("spring.data.redis.cluster.nodes=one:6379", "spring.data.redis.cluster.max-redirects=2")
			.run((context) -> assertThat(
					context.getBean(LettuceConnectionFactory.class).getClusterConfiguration().getMaxRedirects())
				.isEqualTo(2));
	}

	private static ApplicationContextRunner runner(String... properties) {
		return RedisPoolTestContexts.runner()
			.withPropertyValues("pools.redis.cache.startup=lazy")
			.withPropertyValues(properties);
	}

	@Configuration(proxyBeanMethods = false)
	static class Container {

		@Bean
		DataRedisConnectionDetails containerConnectionDetails() {
			return new DataRedisConnectionDetails() {

				@Override
				public Standalone getStandalone() {
					return Standalone.of("container", 32768);
				}

			};
		}

	}

}
