package io.github.poolstarter.autoconfigure.actuate;

import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.test.PostgresServer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what {@code /actuator/pools} suggests and predicts, after load that is known.
 */
class SuggestionsWebTests {

	private static final PostgresServer.Database database = PostgresServer.createDatabase();

	private static final JsonMapper json = JsonMapper.builder().build();

	private static PoolsApplication application;

	@BeforeAll
	static void start() {
		List<String> properties = new ArrayList<>(List.of(database.properties()));
		properties.addAll(List.of("management.endpoints.web.exposure.include=pools",
				"management.endpoint.pools.access=unrestricted", "pools.jdbc.general.maximum-pool-size=2",
				"pools.jdbc.busy.maximum-pool-size=2", "pools.jdbc.idle.maximum-pool-size=20"));
		application = PoolsApplication.start(properties.toArray(String[]::new));
	}

	@AfterAll
	static void close() {
		application.close();
		database.close();
	}

	@Test
	void poolThatIsTooSmallIsToBeRaisedAndIsByOneCall() throws Exception {
		load("busy", 8, 160, "select pg_sleep(0.004)", 0);
		JsonNode suggestion = suggestion("busy", "busy-raise-maximum-pool-size-3");
		assertThat(suggestion.path("property").asString()).isEqualTo("pools.jdbc.busy.maximum-pool-size");
		assertThat(suggestion.path("severity").asString()).isEqualTo("MEDIUM");
		assertThat(suggestion.path("from").asInt()).isEqualTo(2);
		assertThat(suggestion.path("to").asInt()).isEqualTo(3);
		JsonNode predicted = suggestion.path("predicted").path("p99WaitMillis");
		assertThat(predicted.path("low").asDouble()).isLessThanOrEqualTo(predicted.path("high").asDouble());
		assertThat(suggestion.path("evidence").path("borrows").asInt()).isBetween(1000, 1280);
		Map<String, Map<String, Map<String, Map<String, Integer>>>> yaml = new Yaml()
			.load(suggestion.path("yaml").asString());
		assertThat(yaml).isEqualTo(Map.of("pools", Map.of("jdbc", Map.of("busy", Map.of("maximum-pool-size", 3)))));
		assertThat(get("").path("suggestions").toString()).contains("busy-raise-maximum-pool-size-3");
		JsonNode prediction = get("/predict/busy?size=8");
		assertThat(prediction.path("currentSize").asInt()).isEqualTo(2);
		assertThat(prediction.path("size").asInt()).isEqualTo(8);
		assertThat(prediction.path("p99WaitMillis").path("high").asDouble())
			.isLessThan(get("/predict/busy?size=2").path("p99WaitMillis").path("high").asDouble());
		assertThat(prediction.path("extrapolated").asBoolean()).isTrue();
		assertThat(prediction.path("evidence").path("peakInUse").asInt()).isEqualTo(2);
		assertThat(application.get("/actuator/pools/predict/busy?size=0").statusCode()).isEqualTo(400);
		assertThatCurveIsThatOfTheSuggestion(get("/predict/busy"));

		HttpResponse<String> withSettings = application
			.post("/actuator/pools/suggestions/busy-raise-maximum-pool-size-3", "{ \"maximumPoolSize\": 9 }");
		assertThat(withSettings.statusCode()).isEqualTo(400);
		assertThat(withSettings.body()).contains("This action takes no settings.");
		assertThat(pool("busy").dataSource().getMaximumPoolSize()).isEqualTo(2);
		HttpResponse<String> applied = application.post("/actuator/pools/suggestions/busy-raise-maximum-pool-size-3");
		assertThat(applied.statusCode()).as(applied.body()).isEqualTo(200);
		assertThat(pool("busy").dataSource().getMaximumPoolSize()).isEqualTo(3);
		JsonNode setting = get("/config/busy").path("maximumPoolSize");
		assertThat(setting.path("value").asInt()).isEqualTo(3);
		assertThat(setting.path("source").asString()).isEqualTo("runtime");
		assertThat(setting.path("origin").asString()).matches("suggestion busy-raise-maximum-pool-size-3 at 20.*Z");
		JsonNode after = get("/suggestions/busy");
		assertThat(after.path("suggestions").size()).isZero();
		assertThat(after.path("notEnoughEvidence").get(0).asString()).isEqualTo("busy");
		JsonNode decisions = get("/sizing/busy").path("decisions");
		assertThat(decisions.size()).isEqualTo(2);
		JsonNode decision = decisions.get(0);
		assertThat(decision.path("kind").asString()).isEqualTo("APPLIED");
		assertThat(decision.path("from").asInt()).isEqualTo(2);
		assertThat(decision.path("to").asInt()).isEqualTo(3);
		assertThat(decision.path("inputs")).isEqualTo(suggestion.path("evidence"));
		assertThat(decision.path("predicted")).isEqualTo(suggestion.path("predicted"));
		assertThat(decision.path("because")).isEqualTo(suggestion.path("issue"));
		assertThat(decision.has("by")).isFalse();
		assertThat(decision.has("outcome")).isFalse();
		assertThat(decisions.get(1).path("kind").asString()).isEqualTo("PROPOSED");
		assertThat(decisions.get(1).path("suggestion").asString()).isEqualTo("busy-raise-maximum-pool-size-3");
	}

	private static void assertThatCurveIsThatOfTheSuggestion(JsonNode curve) {
		assertThat(curve.propertyNames()).containsExactly("pool", "currentSize", "targetWaitMillis", "serverBound",
				"suggestedSize", "predictions", "evidence");
		assertThat(curve.path("pool").asString()).isEqualTo("busy");
		assertThat(curve.path("currentSize").asInt()).isEqualTo(2);
		assertThat(curve.path("suggestedSize").asInt()).isEqualTo(3);
		assertThat(curve.path("targetWaitMillis").asDouble()).isPositive();
		List<Integer> sizes = new ArrayList<>();
		for (JsonNode point : curve.path("predictions")) {
			sizes.add(point.path("size").asInt());
			assertThat(point.propertyNames()).containsExactly("size", "p50WaitMillis", "p99WaitMillis", "timeouts",
					"extrapolated", "serverBound");
			JsonNode alone = get("/predict/busy?size=" + point.path("size").asInt());
			assertThat(point.path("p99WaitMillis")).isEqualTo(alone.path("p99WaitMillis"));
		}
		assertThat(sizes).containsExactly(2, 3, 4);
	}

	@Test
	void holdsThatDoNothingAreNamedBeforeThereIsEnoughForAPrediction() throws Exception {
		load("idle", 20, 2, "select pg_sleep(0.05)", 1000);
		JsonNode suggestion = suggestion("idle", null);
		assertThat(suggestion.path("id").asString()).startsWith("idle-idle-hold-");
		assertThat(suggestion.path("evidence").path("idleInHoldPercent").asDouble()).isBetween(60.0, 100.0);
		assertThat(suggestion.path("suggestion").asString()).contains("of 20 connections");
		assertThat(suggestion.has("property")).isFalse();
		assertThat(suggestion.has("yaml")).isFalse();
		HttpResponse<String> response = application
			.post("/actuator/pools/suggestions/" + suggestion.path("id").asString());
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains("can't be applied");
		HttpResponse<String> prediction = application.get("/actuator/pools/predict/idle?size=16");
		assertThat(prediction.statusCode()).isEqualTo(409);
		assertThat(prediction.body()).contains("of 1000 usable borrows so far");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/predict/none?size=4", "/suggestions/none" })
	void unknownPoolIsNotFound(String path) {
		assertThat(application.get("/actuator/pools" + path).statusCode()).isEqualTo(404);
	}

	@Test
	void unknownSuggestionIsNotFound() {
		HttpResponse<String> response = application.post("/actuator/pools/suggestions/busy-raise-maximum-pool-size-99");
		assertThat(response.statusCode()).isEqualTo(404);
		assertThat(response.body()).contains("There is no suggestion 'busy-raise-maximum-pool-size-99'",
				"\"suggestions\":[");
	}

	@Test
	void sizeThatIsNoNumberIsABadRequest() {
		assertThat(application.get("/actuator/pools/predict/general?size=many").statusCode()).isEqualTo(400);
	}

	@Test
	void nothingIsSuggestedWhereThatIsOff() {
		List<String> properties = new ArrayList<>(List.of(database.properties()));
		properties.addAll(List.of("management.endpoints.web.exposure.include=pools",
				"pools.jdbc.general.maximum-pool-size=2", "pools.sizing.mode=off"));
		try (PoolsApplication off = PoolsApplication.start(properties.toArray(String[]::new))) {
			assertThat(off.get("/actuator/pools/suggestions").statusCode()).isEqualTo(404);
			assertThat(off.get("/actuator/pools").statusCode()).isEqualTo(200);
		}
	}

	private static JsonNode suggestion(String pool, @Nullable String id) {
		JsonNode[] found = new JsonNode[1];
		Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
			JsonNode suggestions = get("/suggestions/" + pool).path("suggestions");
			assertThat(suggestions.size()).isEqualTo(1);
			found[0] = suggestions.get(0);
		});
		if (id != null) {
			assertThat(found[0].path("id").asString()).isEqualTo(id);
		}
		return found[0];
	}

	private static void load(String pool, int threads, int borrows, String sql, long outsideMillis) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			List<Future<?>> all = new ArrayList<>();
			for (int thread = 0; thread < threads; thread++) {
				all.add(executor.submit(() -> {
					for (int i = 0; i < borrows; i++) {
						work(pool, sql, outsideMillis);
					}
					return null;
				}));
			}
			for (Future<?> thread : all) {
				thread.get();
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

	private static void work(String pool, String sql, long outsideMillis) throws SQLException, InterruptedException {
		try (Connection connection = pool(pool).getConnection(); Statement statement = connection.createStatement()) {
			statement.execute(sql);
			Thread.sleep(outsideMillis);
		}
	}

	private static ManagedPool pool(String name) {
		return application.context().getBean(PoolRegistry.class).get(name);
	}

	private static JsonNode get(String path) {
		HttpResponse<String> response = application.get("/actuator/pools" + path);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return json.readTree(response.body());
	}

}
