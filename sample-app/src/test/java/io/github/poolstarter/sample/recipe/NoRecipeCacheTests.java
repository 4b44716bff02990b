package io.github.poolstarter.sample.recipe;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the recipes where there is no Redis server.
 */
@ExtendWith(OutputCaptureExtension.class)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "pools.redis.cache.port=1")
class NoRecipeCacheTests {

	private RestTestClient client;

	@BeforeEach
	void createClient(@LocalServerPort int port) {
		this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
	}

	@Test
	void recipesAreReadAndTheLogSaysOnceThatTheyAreNotCached(CapturedOutput output) {
		for (int i = 0; i < 5; i++) {
			assertThat(get("/recipes/4711")).contains("\"ingredients\"");
		}
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> get("/actuator/pools/alerts/redis.cache").contains("CANNOT_CONNECT"));
		assertThat(output.getOut().split("No Redis at localhost:1: recipes are not cached until there is one"))
			.hasSize(2);
	}

	@Test
	void applicationIsUpWhileThePoolIsDown() {
		assertThat(get("/actuator/health")).endsWith("\"status\":\"UP\"}").contains("\"redis.cache\"");
		assertThat(get("/actuator/pools/health/redis.cache")).contains("\"status\":\"DOWN\"");
	}

	private String get(String uri) {
		return this.client.get()
			.uri(uri)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
	}

}
