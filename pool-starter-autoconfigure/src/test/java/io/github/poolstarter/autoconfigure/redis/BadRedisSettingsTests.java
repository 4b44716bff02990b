package io.github.poolstarter.autoconfigure.redis;

import io.github.poolstarter.PoolConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for settings of Redis pools that can't work. None of them needs a server.
 */
class BadRedisSettingsTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					max-active=0              | pools.redis.cache.max-active = 0 | must be at least 1
					max-active=-1             | pools.redis.cache.max-active = -1 | must be at least 1
					max-idle=9                | pools.redis.cache.max-idle = 9   | must not exceed pools.redis.cache.max-active = 8 (not set)
					max-idle=-1               | pools.redis.cache.max-idle = -1  | must be at least 0
					min-idle=9                | pools.redis.cache.min-idle = 9   | must not exceed pools.redis.cache.max-active = 8
					min-idle=-2               | pools.redis.cache.min-idle = -2  | must be at least 0
					max-wait=0                | pools.redis.cache.max-wait = 0s  | must be at least 1ms
					timeout=0                 | pools.redis.cache.timeout = 0s   | must be at least 1ms
					connect-timeout=-1s       | pools.redis.cache.connect-timeout | must be at least 1ms
					time-between-eviction-runs=-1s | pools.redis.cache.time-between-eviction-runs | 0 means never
					port=70000                | pools.redis.cache.port = 70000   | must be between 1 and 65535
					database=-1               | pools.redis.cache.database = -1  | must be at least 0
					url=http://:topsecret@localhost | pools.redis.cache.url = ... | must be redis://host:port
					url=redis://              | pools.redis.cache.url = ...      | must be redis://host:port
					url=redis://localhost/topsecret | pools.redis.cache.url = ... | must be redis://host:port
					cluster.nodes=one         | pools.redis.cache.cluster.nodes  | must be a list of host:port
					sentinel.nodes=one:26379  | pools.redis.cache.sentinel.master | the name of the server that the sentinels monitor
					sentinel.master=first     | pools.redis.cache.sentinel.nodes | must name at least one sentinel
					""")
	void valueIsRefusedWithItsPropertyAndTheRule(String property, String description, String rule) {
		runner("pools.redis.cache." + property).run((context) -> {
			PoolConfigurationException failure = failure(context.getStartupFailure());
			assertThat(failure.getDescription()).contains(description, rule);
			assertThat(failure.getAction()).isEqualTo("Correct the values.");
			assertThat(failure.getMessage()).doesNotContain("topsecret");
		});
	}

	@Test
	void minimumOverTheIdleConnectionsThatMayStayIsRefused() {
		runner("pools.redis.cache.min-idle=3", "pools.redis.cache.max-idle=2")
			.run((context) -> assertThat(failure(context.getStartupFailure()).getDescription()).contains("min-idle = 3",
					"must not exceed pools.redis.cache.max-idle = 2"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			cluster.nodes=one:6379 | sentinel.master=first | cluster and by sentinel
			url=redis://localhost  | host=other            | url and by host and port
			url=redis://localhost  | database=2            | url and by database
			url=redis://localhost  | cluster.nodes=one:1   | url and by cluster
			port=6380              | cluster.nodes=one:1   | host and port and by cluster
			""")
	void serverThatIsGivenTwiceIsRefused(String one, String other, String description) {
		runner("pools.redis.cache." + one, "pools.redis.cache." + other)
			.run((context) -> assertThat(failure(context.getStartupFailure()).getDescription()).contains(description));
	}

	@Test
	void secondPrimaryIsRefused() {
		runner("pools.redis.cache.primary=true", "pools.redis.main.primary=true")
			.run((context) -> assertThat(failure(context.getStartupFailure()).getDescription())
				.contains("pools.redis.cache.primary = true", "pools.redis.main.primary = true"));
	}

	@Test
	void nameThatNoPoolMayHaveIsRefused() {
		runner("pools.redis.1st.port=6379")
			.run((context) -> assertThat(failure(context.getStartupFailure()).getDescription())
				.contains("'1st' under pools.redis can't be the name of a pool"));
	}

	@Test
	void unknownSettingIsRefused() {
		runner("pools.redis.cache.max-activ=3").run((context) -> assertThat(context.getStartupFailure()).rootCause()
			.satisfies((cause) -> assertThat(cause).hasMessageContaining("pools.redis.cache.max-activ"))
			.isNotInstanceOf(BindException.class));
	}

	@ParameterizedTest
	@CsvSource({ "org.springframework.boot.data.redis, org.springframework.boot:spring-boot-starter-data-redis",
			"org.springframework.data.redis, org.springframework.data:spring-data-redis",
			"io.lettuce, io.lettuce:lettuce-core", "org.apache.commons.pool2, org.apache.commons:commons-pool2" })
	void missingLibraryIsNamed(String packageName, String library) {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(RedisLibraryCheckAutoConfiguration.class, RedisPoolsAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(packageName))
			.withPropertyValues("pools.redis.cache.port=6379")
			.run((context) -> {
				PoolConfigurationException failure = failure(context.getStartupFailure());
				assertThat(failure.getDescription()).contains("pools.redis.cache.port", "Missing: " + library);
				assertThat(failure.getAction()).contains("commons-pool2");
			});
	}

	@Test
	void withoutALibraryAndWithoutAPoolNothingHappens() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(RedisLibraryCheckAutoConfiguration.class, RedisPoolsAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.data.redis", "io.lettuce",
					"org.apache.commons.pool2", DataRedisAutoConfiguration.class.getPackageName()))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private static ApplicationContextRunner runner(String... properties) {
		return RedisPoolTestContexts.runner().withPropertyValues(properties);
	}

	private static PoolConfigurationException failure(Throwable startupFailure) {
		Throwable cause = startupFailure;
		while (cause != null && !(cause instanceof PoolConfigurationException)) {
			cause = cause.getCause();
		}
		assertThat(cause).as("" + startupFailure).isNotNull();
		return (PoolConfigurationException) cause;
	}

}
