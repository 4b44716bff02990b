package io.github.poolstarter.sample.recipe;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the cache of recipes, on a real Redis server.
 */
@EnabledIfRedisInstalled
@ExtendWith(OutputCaptureExtension.class)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "pools.redis.cache.timeout=10s", "pools.redis.cache.connect-timeout=10s" })
class RecipeCacheTests {

	private static RedisServer server;

	@Autowired
	private JdbcClient jdbcClient;

	private RestTestClient client;

	@DynamicPropertySource
	static void startServer(DynamicPropertyRegistry registry) {
		server = RedisServer.start();
		registry.add("pools.redis.cache.port", server::port);
	}

	@AfterAll
	static void stopServer() {
		server.close();
	}

	@BeforeEach
	void createClient(@LocalServerPort int port) {
		this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
	}

	@Test
	void logSaysThatRecipesAreCached(CapturedOutput output) {
		assertThat(output).contains("Recipes are cached in Redis at localhost:" + server.port());
	}

	@Test
	void secondReadOfARecipeComesFromTheCacheUntilTheNutritionBatchHasRun() {
		String name = nameOf(11);
		rename(11, "Another dish");
		assertThat(nameOf(11)).isEqualTo(name);
		this.client.post().uri("/nutrition/run").exchange().expectStatus().isOk();
		assertThat(nameOf(11)).isEqualTo("Another dish");
	}

	@Test
	void poolShowsWhatTheCacheDoes() {
		long before = cache().at("/hold/count").longValue();
		nameOf(12);
		nameOf(12);
		JsonNode cache = cache();
		assertThat(cache.get("status").asString()).isEqualTo("UP");
		// Looked up and put, and looked up again
		assertThat(cache.at("/hold/count").longValue() - before).isEqualTo(3);
		assertThat(cache.get("peakActive").intValue()).isPositive();
		assertThat(cache.get("created").longValue()).isPositive();
	}

	@Test
	void recipesAreReadWhileTheServerIsGoneAndCachedWhenItIsBack(CapturedOutput output) {
		String name = nameOf(13);
		server.stop();
		rename(13, "A dish of the database");
		assertThat(nameOf(13)).isNotEqualTo(name);
		eventually().until(() -> output.getOut().contains("No Redis at localhost:" + server.port()));
		server.restart();
		eventually().until(() -> output.getOut()
			.contains("Redis at localhost:" + server.port() + " is there: recipes are cached"));
		assertThat(nameOf(13)).isEqualTo("A dish of the database");
		rename(13, "Yet another dish");
		assertThat(nameOf(13)).isEqualTo("A dish of the database");
		assertThat(output.getOut().split("No Redis at localhost:" + server.port())).hasSize(2);
	}

	private static ConditionFactory eventually() {
		return Awaitility.await().atMost(Duration.ofSeconds(30));
	}

	private void rename(long id, String name) {
		this.jdbcClient.sql("update recipe set name = :name where id = :id")
			.param("name", name)
			.param("id", id)
			.update();
	}

	private String nameOf(long id) {
		return get("/recipes/" + id).get("name").asString();
	}

	private JsonNode cache() {
		return get("/actuator/pools").at("/redis/cache");
	}

	private JsonNode get(String uri) {
		return JsonMapper.shared()
			.readTree(this.client.get()
				.uri(uri)
				.exchange()
				.expectStatus()
				.isOk()
				.expectBody(String.class)
				.returnResult()
				.getResponseBody());
	}

}
