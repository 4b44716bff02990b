package io.github.poolstarter.autoconfigure.redis;

import java.nio.file.Path;

import io.github.poolstarter.autoconfigure.PoolsAutoConfiguration;
import io.github.poolstarter.redis.PooledLettuceConnectionFactory;
import io.github.poolstarter.redis.RedisPools;
import io.github.poolstarter.test.EnabledIfRedisInstalled;
import io.github.poolstarter.test.RedisServer;
import io.github.poolstarter.test.ServerCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the beans of Redis pools. Where they need no server, the pools are lazy.
 */
class RedisPoolBeansTests {

	@Test
	void eachPoolIsInjectedByItsNameAndTheFirstWithoutOne() {
		runner().withUserConfiguration(Injected.class).run((context) -> {
			Injected injected = context.getBean(Injected.class);
			assertThat(poolOf(injected.factory)).isEqualTo("main");
			assertThat(poolOf(injected.template.getConnectionFactory())).isEqualTo("main");
			assertThat(poolOf(injected.mainTemplate.getConnectionFactory())).isEqualTo("main");
			assertThat(poolOf(injected.cacheTemplate.getConnectionFactory())).isEqualTo("cache");
			assertThat(poolOf(injected.cacheFactory)).isEqualTo("cache");
		});
	}

	@Test
	void primaryPoolIsInjectedWithoutAName() {
		runner().withPropertyValues("pools.redis.cache.primary=true")
			.withUserConfiguration(Injected.class)
			.run((context) -> {
				Injected injected = context.getBean(Injected.class);
				assertThat(poolOf(injected.factory)).isEqualTo("cache");
				assertThat(poolOf(injected.template.getConnectionFactory())).isEqualTo("cache");
				assertThat(poolOf(injected.mainTemplate.getConnectionFactory())).isEqualTo("main");
			});
	}

	@Test
	void springBootSeesOneConnectionFactoryAndHasNoneOfItsOwn() {
		runner().run((context) -> {
			assertThat(context).getBeans(LettuceConnectionFactory.class).hasSize(2);
			assertThat(poolOf(context.getBean(RedisConnectionFactory.class))).isEqualTo("main");
			assertThat(context.getBean("redisConnectionFactory"))
				.isSameAs(context.getBean(RedisConnectionFactory.class));
			assertThat(context.getBean("stringRedisTemplate")).isSameAs(context.getBean(StringRedisTemplate.class));
			RedisTemplate<?, ?> template = context.getBean("redisTemplate", RedisTemplate.class);
			assertThat(poolOf(template.getConnectionFactory())).isEqualTo("main");
			assertThat(context).hasSingleBean(ReactiveStringRedisTemplate.class);
		});
	}

	@Test
	void applicationsOwnConnectionFactoryTurnsThePoolsOff() {
		runner().withUserConfiguration(OwnFactory.class).run((context) -> {
			assertThat(context).doesNotHaveBean(RedisPools.class);
			assertThat(context).getBean(RedisConnectionFactory.class)
				.isNotInstanceOf(PooledLettuceConnectionFactory.class);
		});
	}

	@Test
	void switchedOffPoolsLeaveEverythingToSpringBoot() {
		runner().withPropertyValues("pools.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(RedisPools.class).hasSingleBean(LettuceConnectionFactory.class);
			assertThat(context).getBean(LettuceConnectionFactory.class)
				.isNotInstanceOf(PooledLettuceConnectionFactory.class);
		});
	}

	@Test
	void withoutRedisPoolsThereIsNothing() {
		RedisPoolTestContexts.runner()
			.withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class))
			.run((context) -> assertThat(context).doesNotHaveBean(RedisPools.class)
				.doesNotHaveBean("redisPoolMonitor"));
	}

	@Test
	void poolOfWhichOnlyTheNameIsGivenInheritsEverything() {
		RedisPoolTestContexts.runner()
			.withPropertyValues("spring.data.redis.host=inherited", "pools.redis.cache.startup=lazy",
					"pools.redis.plain.startup=lazy")
			.run((context) -> assertThat(RedisPoolTestContexts.pool(context, "plain").definition().server())
				.isEqualTo("redis://inherited:6379"));
	}

	@Test
	@EnabledIfRedisInstalled
	void connectionsUseTls(@TempDir Path directory) {
		ServerCertificate certificate = ServerCertificate.create(directory);
		try (RedisServer server = RedisServer.startWithTls(certificate)) {
			RedisPoolTestContexts.runner()
				.withPropertyValues("pools.redis.cache.url=rediss://localhost:" + server.port(),
						"pools.redis.cache.ssl.bundle=server",
						"spring.ssl.bundle.pem.server.truststore.certificate=" + certificate.certificate().toUri())
				.run((context) -> {
					assertThat(context).hasNotFailed();
					StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
					template.opsForValue().set("key", "value");
					assertThat(template.opsForValue().get("key")).isEqualTo("value");
				});
			RedisPoolTestContexts.runner()
				.withPropertyValues("pools.redis.cache.url=rediss://localhost:" + server.port())
				.run((context) -> assertThat(context).hasFailed());
		}
	}

	@Test
	@EnabledIfRedisInstalled
	void reactiveCommandsGoThroughTheConnectionFactoryOfThePool() {
		try (RedisServer server = RedisServer.start()) {
			RedisPoolTestContexts.runner()
				.withPropertyValues("pools.redis.cache.url=" + server.url())
				.run((context) -> {
					ReactiveStringRedisTemplate template = context.getBean(ReactiveStringRedisTemplate.class);
					assertThat(
							template.opsForValue().set("key", "value").then(template.opsForValue().get("key")).block())
						.isEqualTo("value");
				});
		}
	}

	@Test
	void namesInBracketsAreNamesLikeAnyOther() {
		runner().withPropertyValues("pools.redis[night-cache].startup=lazy", "pools.redis[night-cache].max-active=3")
			.run((context) -> assertThat(context.getBean(RedisPools.class))
				.filteredOn((pool) -> pool.name().equals("night-cache"))
				.singleElement()
				.satisfies((pool) -> assertThat(pool.definition().limits().maxActive()).isEqualTo(3)));
	}

	private static ApplicationContextRunner runner() {
		return RedisPoolTestContexts.runner()
			.withPropertyValues("pools.redis.main.startup=lazy", "pools.redis.cache.startup=lazy");
	}

	private static String poolOf(RedisConnectionFactory factory) {
		return ((PooledLettuceConnectionFactory) factory).getPool().name();
	}

	static class Injected {

		@Autowired
		private RedisConnectionFactory factory;

		@Autowired
		private StringRedisTemplate template;

		@Autowired
		@Qualifier("main")
		private StringRedisTemplate mainTemplate;

		@Autowired
		@Qualifier("cache")
		private StringRedisTemplate cacheTemplate;

		@Autowired
		@Qualifier("cache")
		private LettuceConnectionFactory cacheFactory;

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnFactory {

		@Bean
		LettuceConnectionFactory ownConnectionFactory() {
			return new LettuceConnectionFactory();
		}

	}

}
