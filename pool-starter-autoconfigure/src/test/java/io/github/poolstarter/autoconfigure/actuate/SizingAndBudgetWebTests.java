package io.github.poolstarter.autoconfigure.actuate;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.github.poolstarter.test.PostgresServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.test.json.JsonContent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what {@code /actuator/pools} tells of the servers and of changed sizes.
 */
class SizingAndBudgetWebTests {

	private static final PostgresServer.Database database = PostgresServer.createDatabase();

	private static final JsonMapper json = JsonMapper.builder().build();

	private static PoolsApplication application;

	@BeforeAll
	static void start() {
		List<String> properties = new ArrayList<>(List.of(database.properties()));
		properties.addAll(List.of("management.endpoints.web.exposure.include=pools",
				"management.endpoint.pools.access=unrestricted", "pools.jdbc.general.maximum-pool-size=4",
				"pools.jdbc.general.minimum-idle=1", "pools.jdbc.ai.maximum-pool-size=6",
				"pools.jdbc.ai.minimum-idle=2", "pools.jdbc.changed.url=jdbc:h2:mem:changed",
				"pools.jdbc.changed.username=sa", "pools.jdbc.changed.maximum-pool-size=6",
				"pools.jdbc.changed.minimum-idle=2"));
		application = PoolsApplication.start(properties.toArray(String[]::new));
	}

	@AfterAll
	static void close() {
		application.close();
		database.close();
	}

	@Test
	void budgetTellsWhatTheServerAllowsAndWhatThePoolsMayTake() {
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(get("/budget").path("servers").get(0).has("time")).isTrue());
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(get("/budget").path("servers").get(0).path("ours").asInt())
				.isEqualTo(total("general") + total("ai")));
		String body = application.get("/actuator/pools/budget/ai").body();
		JsonNode server = json.readTree(body).path("servers").get(0);
		String address = server.path("server").asString();
		String url = database.url().replaceAll("\\?.*", "");
		int others = server.path("others").asInt();
		assertThat(Instant.parse(server.path("time").asString())).isBefore(Instant.now().plusSeconds(1));
		assertThat(url).contains(address);
		assertThat(others).isNotNegative();
		assertThat(new JsonContent(body)).isStrictlyEqualTo("""
				{
					"servers": [ {
						"server": "%s",
						"database": "%s",
						"product": "PostgreSQL",
						"maxConnections": 200,
						"reserved": 3,
						"usable": 197,
						"claimed": 10,
						"claimedPercent": 5.1,
						"ours": %d,
						"others": %d,
						"pools": [
							{ "pool": "general", "maximumPoolSize": 4, "total": %d },
							{ "pool": "ai", "maximumPoolSize": 6, "total": %d }
						],
						"time": "%s"
					} ]
				}
				""".formatted(address, url, total("general") + total("ai"), others, total("general"), total("ai"),
				server.path("time").asString()));
		JsonNode overview = get("").path("budget").path("servers").get(0);
		assertThat(overview.propertyNames()).containsExactly("server", "usable", "claimed", "ours", "others");
		JsonNode embedded = get("/budget/changed").path("servers");
		assertThat(embedded.size()).isOne();
		assertThat(embedded.get(0).propertyNames()).containsExactly("server", "database", "claimed", "ours", "pools");
	}

	@Test
	void changeOfASizeIsADecision() {
		assertThat(application.post("/actuator/pools/config/changed", "{ \"connectionTimeout\": \"9s\" }").statusCode())
			.isEqualTo(200);
		assertThat(get("/sizing/changed").path("decisions").size()).as("no size was changed").isZero();
		assertThat(application.post("/actuator/pools/config/changed", "{ \"maximumPoolSize\": 5 }").statusCode())
			.isEqualTo(200);
		assertThat(application.post("/actuator/pools/config/changed", "{ \"maximumPoolSize\": 7, \"minimumIdle\": 2 }")
			.statusCode()).isEqualTo(200);
		String body = application.get("/actuator/pools/sizing/changed").body();
		JsonNode decisions = json.readTree(body).path("decisions");
		assertThat(decisions.size()).isEqualTo(2);
		assertThat(new JsonContent(body)).isStrictlyEqualTo("""
				{
					"decisions": [ {
						"id": "changed-2",
						"pool": "changed",
						"time": "%s",
						"kind": "CHANGED",
						"setting": "maximum-pool-size",
						"from": 5,
						"to": 7,
						"because": "POST /actuator/pools/config/changed",
						"inputs": {}
					}, {
						"id": "changed-1",
						"pool": "changed",
						"time": "%s",
						"kind": "CHANGED",
						"setting": "maximum-pool-size",
						"from": 6,
						"to": 5,
						"because": "POST /actuator/pools/config/changed",
						"inputs": {}
					} ]
				}
				""".formatted(decisions.get(0).path("time").asString(), decisions.get(1).path("time").asString()));
		assertThat(get("/sizing").path("decisions").get(0).path("id").asString()).isEqualTo("changed-2");
		assertThat(get("/sizing/general").path("decisions").size()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/sizing/none", "/budget/none", "/predict/none" })
	void unknownPoolIsNotFound(String path) {
		assertThat(application.get("/actuator/pools" + path).statusCode()).isEqualTo(404);
	}

	private static int total(String pool) {
		return get("/stats/" + pool).path("total").asInt();
	}

	private static JsonNode get(String path) {
		HttpResponse<String> response = application.get("/actuator/pools" + path);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return json.readTree(response.body());
	}

}
