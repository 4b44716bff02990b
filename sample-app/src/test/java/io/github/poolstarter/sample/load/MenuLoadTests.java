package io.github.poolstarter.sample.load;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MenuLoad}, over HTTP and on a real database.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "sample.load.enabled=true", "pools.redis.cache.port=1" })
class MenuLoadTests {

	@Test
	void suggestionNamesTheMethodThatHoldsAConnectionWhileItWaitsForTheModel(@LocalServerPort int port) {
		RestTestClient client = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
		Awaitility.await()
			.atMost(Duration.ofMinutes(2))
			.pollInterval(Duration.ofSeconds(1))
			.untilAsserted(() -> assertThat(client.get()
				.uri("/actuator/pools/suggestions/ai")
				.exchange()
				.returnResult(String.class)
				.getResponseBody()).contains("ai-idle-hold-menuservice-generate",
						"Moving the remote call out of MenuService.generate frees"));
	}

}
