package io.github.poolstarter.autoconfigure.redis;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.poolstarter.test.EnabledIfRedisInstalled;
import io.github.poolstarter.test.RedisServer;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.data.jdbc.autoconfigure.DataJdbcRepositoriesAutoConfiguration;
import org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jooq.autoconfigure.JooqAutoConfiguration;
import org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for what the endpoint, the health and the meters show of Redis pools, beside JDBC
 * pools on H2 and without them.
 */
@EnabledIfRedisInstalled
@ExtendWith(OutputCaptureExtension.class)
class RedisPoolsEndpointTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final String[] JDBC = { "spring.datasource.url=jdbc:h2:mem:redispools",
			"pools.jdbc.general.maximum-pool-size=2", "pools.jdbc.cache.maximum-pool-size=3",
			"pools.default-pool=general" };

	private static RedisServer server;

	private final HttpClient client = HttpClient.newHttpClient();

	@BeforeAll
	static void start() {
		server = RedisServer.start();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void redisPoolsStandBesideJdbcPools() {
		try (ConfigurableApplicationContext context = run(JDBC)) {
			JsonNode overview = get(context, "pools");
			assertThat(overview.get("status").asString()).isEqualTo("UP");
			assertThat(overview.get("pools").propertyNames()).containsExactly("general", "cache");
			assertThat(overview.get("redis").propertyNames()).containsExactly("main", "cache");
			assertThat(overview.at("/redis/cache/status").asString()).isEqualTo("UP");
			assertThat(overview.at("/redis/cache/maximumPoolSize").intValue()).isEqualTo(2);
			for (String view : List.of("stats", "config", "history", "health")) {
				JsonNode all = get(context, "pools/" + view);
				assertThat(all.get("pools").propertyNames()).as(view).containsExactly("general", "cache");
				assertThat(all.get("redis").propertyNames()).as(view).containsExactly("main", "cache");
			}
			assertThat(get(context, "pools/health").get("status").asString()).isEqualTo("UP");
			assertThat(get(context, "pools/stats/cache").get("maximumPoolSize").intValue()).isEqualTo(3);
			assertThat(get(context, "pools/stats/redis.cache").get("maximumPoolSize").intValue()).isEqualTo(2);
			assertThat(get(context, "pools/stats/main").get("maximumPoolSize").intValue()).isEqualTo(8);
			assertThat(send(context, "pools/stats/redis.none").statusCode()).isEqualTo(404);
			assertThat(send(context, "pools/routes/main").statusCode()).isEqualTo(404);
			JsonNode config = get(context, "pools/config/redis.cache");
			assertThat(config.at("/maxActive/value").intValue()).isEqualTo(2);
			assertThat(config.at("/maxActive/source").asString()).isEqualTo("property");
			assertThat(config.at("/maxActive/origin").asString()).isNotEmpty();
			assertThat(config.at("/maxIdle/source").asString()).isEqualTo("default");
			assertThat(config.at("/url/value").asString()).isEqualTo("redis://localhost:" + server.port());
		}
	}

	@Test
	void redisPoolsAreMembersOfTheHealthAndAreCheckedOnce() {
		try (ConfigurableApplicationContext context = run(JDBC)) {
			JsonNode health = get(context, "health");
			assertThat(health.get("status").asString()).isEqualTo("UP");
			assertThat(health.at("/components/pools/components").propertyNames()).containsExactlyInAnyOrder("general",
					"cache", "redis.main", "redis.cache");
			assertThat(health.at("/components").propertyNames()).doesNotContain("redis", "db");
			assertThat(get(context, "health/pools/redis.cache").at("/details/available").intValue()).isEqualTo(2);
		}
	}

	@Test
	void redisAndDbInAHealthGroupMeanThePoolsOfEach() {
		List<String> properties = new ArrayList<>(List.of(JDBC));
		properties.add("management.endpoint.health.group.servers.include=redis");
		properties.add("management.endpoint.health.group.databases.include=db");
		try (ConfigurableApplicationContext context = run(properties.toArray(String[]::new))) {
			assertThat(get(context, "health/servers").at("/components/pools/components").propertyNames())
				.containsExactlyInAnyOrder("redis.main", "redis.cache");
			assertThat(get(context, "health/databases").at("/components/pools/components").propertyNames())
				.containsExactlyInAnyOrder("general", "cache");
			assertThat(get(context, "health/redis").at("/components").propertyNames())
				.containsExactlyInAnyOrder("redis.main", "redis.cache");
		}
	}

	@Test
	void saturatedPoolIsExhaustedAndNotDownAndRaisesAnAlert() throws Exception {
		try (ConfigurableApplicationContext context = run(JDBC);
				StandaloneClient other = new StandaloneClient(server)) {
			StringRedisTemplate template = RedisPoolTestContexts.template(context, "cache");
			List<CompletableFuture<String>> blocked = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				blocked.add(RedisPoolTestContexts
					.async(() -> template.opsForList().leftPop("endpoint", Duration.ofSeconds(60))));
			}
			await().atMost(LONG)
				.until(() -> "EXHAUSTED".equals(get(context, "pools/health/redis.cache").get("status").asString()));
			assertThat(get(context, "pools").get("status").asString()).isEqualTo("EXHAUSTED");
			assertThat(get(context, "pools/health").get("status").asString()).isEqualTo("EXHAUSTED");
			assertThat(get(context, "health").get("status").asString()).isEqualTo("UP");
			assertThat(get(context, "pools/health/main").get("status").asString()).isEqualTo("UP");
			await().atMost(LONG)
				.until(() -> get(context, "pools/alerts/redis.cache").at("/active")
					.findValuesAsString("alert")
					.contains("EXHAUSTED"));
			assertThat(get(context, "pools/alerts/redis.cache").at("/active").findValuesAsString("message"))
				.anyMatch((message) -> message.contains("held by RedisPoolsEndpointTests."));
			assertThat(get(context, "pools/alerts/cache").at("/active")).isEmpty();
			assertThat(context.getBean(MeterRegistry.class)
				.get("pools.alerts.active")
				.tags("pool", "redis.cache", "alert", "exhausted")
				.gauge()
				.value()).isEqualTo(1);
			blocked.forEach((one) -> other.push("endpoint"));
			for (CompletableFuture<String> one : blocked) {
				assertThat(one).succeedsWithin(LONG);
			}
			await().atMost(LONG)
				.until(() -> get(context, "pools/stats/redis.cache").at("/hold/count").longValue() == 3);
			assertThat(get(context, "pools/stats/redis.cache").at("/acquire/count").longValue()).isEqualTo(3);
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			await().atMost(LONG)
				.until(() -> meters.get("pools.redis.borrows").tags("pool", "cache").functionCounter().count() == 3);
			assertThat(meters.get("pools.redis.connections.max").tags("pool", "cache").gauge().value()).isEqualTo(2);
			post(context, "pools/reset-stats");
			assertThat(get(context, "pools/stats/redis.cache").at("/hold/count").longValue()).isZero();
			assertThat(meters.get("pools.redis.borrows").tags("pool", "cache").functionCounter().count()).isEqualTo(3);
		}
	}

	@Test
	void serverThatIsGoneIsDownAndRaisesAnAlert() {
		try (RedisServer gone = RedisServer.start();
				ConfigurableApplicationContext context = run("pools.redis.cache.url=" + gone.url(),
						"pools.redis.cache.timeout=2s", "pools.redis.cache.connect-timeout=1s")) {
			gone.stop();
			await().atMost(LONG)
				.until(() -> "DOWN".equals(get(context, "pools/health/redis.cache").get("status").asString()));
			assertThat(get(context, "health").get("status").asString()).isEqualTo("DOWN");
			assertThat(get(context, "pools/health/redis.cache").get("note").asString()).isNotEmpty();
			await().atMost(LONG)
				.until(() -> get(context, "pools/alerts/redis.cache").at("/active")
					.findValuesAsString("alert")
					.contains("CANNOT_CONNECT"));
			assertThat(get(context, "pools/alerts/redis.cache").at("/active/0/message").asString())
				.contains(gone.url());
			gone.restart();
			await().atMost(LONG)
				.until(() -> "UP".equals(get(context, "pools/health/redis.cache").get("status").asString()));
			await().atMost(LONG).until(() -> get(context, "pools/alerts/redis.cache").at("/active").isEmpty());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "pools.tracking.leak-threshold=1s", "pools.redis.cache.leak-threshold=1s" })
	void holdersAreListedAndLeaksRaiseAnAlert(String threshold) throws Exception {
		List<String> properties = new ArrayList<>(List.of(JDBC));
		properties.add(threshold);
		try (ConfigurableApplicationContext context = run(properties.toArray(String[]::new));
				StandaloneClient other = new StandaloneClient(server)) {
			StringRedisTemplate template = RedisPoolTestContexts.template(context, "cache");
			assertThat(get(context, "pools/holders/redis.cache").get("held")).isEmpty();
			CompletableFuture<String> blocked = RedisPoolTestContexts
				.async(() -> template.opsForList().leftPop("leaked", Duration.ofSeconds(60)));
			await().atMost(LONG)
				.until(() -> get(context, "pools/alerts/redis.cache").at("/active")
					.findValuesAsString("alert")
					.contains("LEAK"));
			assertThat(get(context, "pools/alerts/redis.cache").at("/active/0/message").asString())
				.contains(getClass().getSimpleName(), "has held a connection for");
			JsonNode holder = get(context, "pools/holders/redis.cache").at("/held/0");
			assertThat(holder.get("pool").asString()).isEqualTo("redis.cache");
			assertThat(holder.get("callSite").asString()).startsWith(getClass().getSimpleName() + ".");
			assertThat(holder.get("thread").asString()).startsWith("pool-");
			assertThat(holder.get("heldMillis").longValue()).isGreaterThanOrEqualTo(1000);
			assertThat(get(context, "pools/config/redis.cache").at("/leakThreshold/value").asString()).isEqualTo("1s");
			assertThat(get(context, "pools/config/redis.cache").at("/leakThreshold/source").asString())
				.isEqualTo("property");
			assertThat(holder.get("stack").toString()).contains("leftPop");
			assertThat(get(context, "pools/holders").at("/held").findValuesAsString("pool"))
				.containsExactly("redis.cache");
			assertThat(context.getBean(MeterRegistry.class)
				.get("pools.redis.connections.leaked")
				.tags("pool", "cache")
				.gauge()
				.value()).isEqualTo(1);
			other.push("leaked");
			assertThat(blocked).succeedsWithin(LONG);
			await().atMost(LONG).until(() -> get(context, "pools/alerts/redis.cache").at("/active").isEmpty());
			assertThat(get(context, "pools/holders/redis.cache").get("held")).isEmpty();
		}
	}

	@Test
	void statisticsAreLoggedAtTheInterval(CapturedOutput output) {
		try (ConfigurableApplicationContext context = run("pools.tracking.log-interval=1s",
				"logging.level.io.github.poolstarter.tracking.PoolStatsLog=info")) {
			assertThat(context.isRunning()).isTrue();
			await().atMost(LONG)
				.until(() -> output.getOut().contains("Redis.cache Pool Stats (total=1, active=0, idle=1, waiting=0)")
						&& output.getOut().contains("Redis.main Pool Stats"));
		}
	}

	@Test
	void redisPoolsAreShownWhereThereAreNoJdbcPools() {
		try (ConfigurableApplicationContext context = run("management.endpoint.health.group.servers.include=redis")) {
			assertThat(get(context, "pools").get("pools")).isEmpty();
			assertThat(get(context, "pools").get("redis").propertyNames()).containsExactly("main", "cache");
			assertThat(get(context, "pools/stats/cache").get("maximumPoolSize").intValue()).isEqualTo(2);
			assertThat(get(context, "pools/alerts").get("active")).isEmpty();
			assertThat(get(context, "pools/holders").get("held")).isEmpty();
			assertThat(get(context, "health").at("/components/pools/components").propertyNames())
				.containsExactlyInAnyOrder("redis.main", "redis.cache");
			assertThat(get(context, "health").at("/components").propertyNames()).doesNotContain("redis");
			assertThat(get(context, "health/servers").at("/components").propertyNames()).containsExactly("pools");
		}
	}

	private static ConfigurableApplicationContext run(String... properties) {
		List<String> arguments = new ArrayList<>(List.of("server.port=0", "pools.redis.main.port=" + server.port(),
				"pools.redis.cache.max-active=2", "management.endpoints.web.exposure.include=*",
				"management.endpoint.health.show-details=always", "management.endpoint.pools.access=unrestricted"));
		if (List.of(properties).stream().noneMatch((property) -> property.startsWith("pools.redis.cache.url"))) {
			arguments.add("pools.redis.cache.port=" + server.port());
		}
		Collections.addAll(arguments, properties);
		return SpringApplication.run(Application.class,
				arguments.stream().map((argument) -> "--" + argument).toArray(String[]::new));
	}

	private JsonNode get(ConfigurableApplicationContext context, String path) {
		HttpResponse<String> response = send(context, path);
		assertThat(response.statusCode()).as(path + ": " + response.body()).isIn(200, 503);
		return JsonMapper.shared().readTree(response.body());
	}

	private HttpResponse<String> send(ConfigurableApplicationContext context, String path) {
		return send(request(context, path).build());
	}

	private void post(ConfigurableApplicationContext context, String path) {
		assertThat(send(request(context, path).POST(HttpRequest.BodyPublishers.noBody()).build()).statusCode())
			.isEqualTo(200);
	}

	private static HttpRequest.Builder request(ConfigurableApplicationContext context, String path) {
		return HttpRequest.newBuilder(URI.create("http://localhost:"
				+ context.getEnvironment().getRequiredProperty("local.server.port") + "/actuator/" + path));
	}

	private HttpResponse<String> send(HttpRequest request) {
		try {
			return this.client.send(request, HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = { HibernateJpaAutoConfiguration.class,
			DataJpaRepositoriesAutoConfiguration.class, DataJdbcRepositoriesAutoConfiguration.class,
			JooqAutoConfiguration.class, FlywayAutoConfiguration.class, LiquibaseAutoConfiguration.class })
	static class Application {

	}

}
