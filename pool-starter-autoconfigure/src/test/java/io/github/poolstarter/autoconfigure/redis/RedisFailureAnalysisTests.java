package io.github.poolstarter.autoconfigure.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.poolstarter.autoconfigure.PoolsPropertiesAutoConfiguration;
import io.github.poolstarter.test.EnabledIfRedisInstalled;
import io.github.poolstarter.test.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for what an application says for people when its Redis pools keep it from
 * starting.
 */
@ExtendWith(OutputCaptureExtension.class)
class RedisFailureAnalysisTests {

	@TempDir
	private Path directory;

	@Test
	@EnabledIfRedisInstalled
	void wrongPassword(CapturedOutput output) {
		try (RedisServer server = RedisServer.start("--requirepass", "right-secret")) {
			fail("""
					pools:
					  redis:
					    cache:
					      url: redis://:wrong-secret@localhost:%d
					""".formatted(server.port()));
			assertThat(output)
				.contains("APPLICATION FAILED TO START",
						"Redis pool 'cache' could not connect to redis://localhost:%d: WRONGPASS"
							.formatted(server.port()),
						"Defined by: pools.redis.cache.url = ... (", "4:12",
						"set pools.redis.cache.startup to optional")
				.doesNotContain("wrong-secret", "right-secret");
		}
	}

	@Test
	void settingThatCanNotWork(CapturedOutput output) {
		fail("""
				pools:
				  redis:
				    cache: { max-active: 3, max-idle: 4 }
				""");
		assertThat(output).contains("APPLICATION FAILED TO START", "pools.redis.cache.max-idle = 4 (", "3:39",
				"must not exceed pools.redis.cache.max-active = 3 (", "3:26");
	}

	@Test
	void unknownSetting(CapturedOutput output) {
		fail("""
				pools:
				  redis:
				    cache: { max-activ: 3 }
				""");
		assertThat(output).contains("APPLICATION FAILED TO START", "Unknown properties under 'pools'",
				"pools.redis.cache.max-activ", "Redis pools under pools.redis.<name>");
	}

	@Test
	@EnabledIfRedisInstalled
	void poolOfWhichThereIsOnlyTheNameInheritsEverything() throws IOException {
		try (RedisServer server = RedisServer.start(); ConfigurableApplicationContext context = run("""
				spring.data.redis.port: %d
				spring.data.redis.lettuce.pool.max-active: 3
				pools:
				  redis:
				    cache:
				""".formatted(server.port()))) {
			assertThat(RedisPoolTestContexts.pool(context, "cache").definition().server())
				.isEqualTo("redis://localhost:" + server.port());
			assertThat(RedisPoolTestContexts.pool(context, "cache").state().maximumPoolSize()).isEqualTo(8);
		}
	}

	@Test
	@EnabledIfRedisInstalled
	void settingsOfSpringBootsSinglePoolHaveNoEffectAndThatIsSaid(CapturedOutput output) throws IOException {
		try (RedisServer server = RedisServer.start(); ConfigurableApplicationContext context = run("""
				spring.data.redis.lettuce.pool.max-active: 3
				pools.redis.cache.port: %d
				""".formatted(server.port()))) {
			assertThat(RedisPoolTestContexts.pool(context, "cache").state().maximumPoolSize()).isEqualTo(8);
			assertThat(output).contains("spring.data.redis.lettuce.pool.* has no effect on the pools");
		}
	}

	private void fail(String yaml) {
		assertThatException().isThrownBy(() -> run(yaml).close());
	}

	private ConfigurableApplicationContext run(String yaml) throws IOException {
		Path file = Files.writeString(this.directory.resolve("application.yaml"), yaml);
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.run("--spring.config.location=" + file.toUri());
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ PoolsPropertiesAutoConfiguration.class, RedisLibraryCheckAutoConfiguration.class,
			RedisPoolsAutoConfiguration.class, DataRedisAutoConfiguration.class })
	static class Application {

	}

}
