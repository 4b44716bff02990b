package io.github.poolstarter.autoconfigure.actuate;

import java.net.http.HttpResponse;
import java.util.Map;

import io.github.poolstarter.AiWork;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.PoolTemplate;
import io.github.poolstarter.UsePool;
import io.github.poolstarter.test.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.json.JsonContent;
import org.springframework.test.json.JsonContentAssert;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of {@code /actuator/pools} as other programs see it.
 */
class PoolsEndpointWebTests {

	private static final PostgresServer.Database database = PostgresServer.createDatabase();

	private static PoolsApplication application;

	@BeforeAll
	static void start() {
		application = PoolsApplication.start("spring.config.name=pools-endpoint",
				"spring.datasource.url=" + database.url(), "spring.datasource.username=" + database.username(),
				"pools.jdbc.ai.url=" + database.url() + "&password=secret-in-url");
	}

	@AfterAll
	static void close() {
		application.close();
		database.close();
	}

	@Test
	void overviewTellsStatusAndFiguresOfEachPool() {
		awaitFigures("", """
				{
				  "status": "UP",
				  "pools": {
				    "ai": {
				      "status": "UP", "active": 0, "idle": %1$d, "total": %1$d, "pending": 0,
				      "minimumIdle": 1, "maximumPoolSize": 3, "usagePercent": 0.0
				    },
				    "general": {
				      "status": "UP", "active": 0, "idle": %2$d, "total": %2$d, "pending": 0,
				      "minimumIdle": 1, "maximumPoolSize": 4, "usagePercent": 0.0
				    },
				    "read": {
				      "status": "UP", "active": 0, "idle": 0, "total": 0, "pending": 0,
				      "minimumIdle": 2, "maximumPoolSize": 2, "usagePercent": 0.0
				    }
				  }
				}
				""");
	}

	@Test
	void statsTellTheFiguresOfAllPools() {
		awaitFigures("/stats", """
				{
				  "pools": {
				    "ai": { "active": 0, "idle": %1$d, "total": %1$d, "maximumPoolSize": 3 },
				    "general": { "active": 0, "idle": %2$d, "total": %2$d, "maximumPoolSize": 4 },
				    "read": { "active": 0, "idle": 0, "total": 0, "maximumPoolSize": 2 }
				  }
				}
				""");
	}

	// HikariCP opens another connection where its housekeeper comes while the only one is
	// out, as for a check of the library
	private static void awaitFigures(String view, String figures) {
		await().untilAsserted(
				() -> assertThatJson(view).isLenientlyEqualTo(figures.formatted(total("ai"), total("general"))));
		assertThat(total("ai")).isBetween(1, 3);
		assertThat(total("general")).isBetween(1, 4);
	}

	private static int total(String pool) {
		return application.context()
			.getBean(PoolRegistry.class)
			.get(pool)
			.dataSource()
			.getHikariPoolMXBean()
			.getTotalConnections();
	}

	@ParameterizedTest
	@ValueSource(strings = { "window=-5m", "window=0s", "step=-1s", "window=soon" })
	void windowOfTheHistoryIsADurationOfMoreThanNothing(String query) {
		assertThat(get("/history?" + query).statusCode()).isEqualTo(400);
	}

	@Test
	void statsTellTheFiguresOfOnePool() {
		assertThatJson("/stats/read").isStrictlyEqualTo(
				"""
						{
						  "active": 0, "idle": 0, "total": 0, "pending": 0,
						  "minimumIdle": 2, "maximumPoolSize": 2, "peakActive": 0, "usagePercent": 0.0,
						  "acquire": { "count": 0, "p50Millis": 0.0, "p95Millis": 0.0, "p99Millis": 0.0, "maxMillis": 0.0 },
						  "waits": {
						    "immediate": 0,
						    "queued": { "count": 0, "p50Millis": 0.0, "p95Millis": 0.0, "p99Millis": 0.0, "maxMillis": 0.0 },
						    "validated": { "count": 0, "p50Millis": 0.0, "p95Millis": 0.0, "p99Millis": 0.0, "maxMillis": 0.0 },
						    "opened": { "count": 0, "p50Millis": 0.0, "p95Millis": 0.0, "p99Millis": 0.0, "maxMillis": 0.0 },
						    "unreachable": { "count": 0, "p50Millis": 0.0, "p95Millis": 0.0, "p99Millis": 0.0, "maxMillis": 0.0 }
						  },
						  "hold": { "count": 0, "p50Millis": 0.0, "p95Millis": 0.0, "p99Millis": 0.0, "maxMillis": 0.0 },
						  "idleInHoldPercent": null, "timeouts": 0, "rejected": 0, "interrupted": 0, "created": 0, "closed": 0, "failed": 0, "nested": 0
						}
						""");
	}

	@Test
	void healthTellsTheConditionOfAllPools() {
		assertThatJson("/health").isStrictlyEqualTo("""
				{
				  "status": "UP",
				  "pools": {
				    "ai": { "status": "UP", "usagePercent": 0.0, "active": 0, "available": 3, "pending": 0 },
				    "general": { "status": "UP", "usagePercent": 0.0, "active": 0, "available": 4, "pending": 0 },
				    "read": {
				      "status": "UP", "usagePercent": 0.0, "active": 0, "available": 2, "pending": 0,
				      "note": "not started: connects at first use"
				    }
				  }
				}
				""");
	}

	@Test
	void healthTellsTheConditionOfOnePool() {
		assertThatJson("/health/general").isStrictlyEqualTo("""
				{ "status": "UP", "usagePercent": 0.0, "active": 0, "available": 4, "pending": 0 }
				""");
	}

	@Test
	void configTellsEachSettingOfAPoolAndWhereItComesFrom() {
		assertThatJson("/config/ai").isStrictlyEqualTo("""
				{
				  "url": {
				    "value": "%s&password=******", "source": "property",
				    "origin": "\\"pools.jdbc.ai.url\\" from property source \\"commandLineArgs\\""
				  },
				  "username": {
				    "value": "postgres", "source": "property",
				    "origin": "\\"spring.datasource.username\\" from property source \\"commandLineArgs\\""
				  },
				  "minimumIdle": {
				    "value": 1, "source": "property",
				    "origin": "class path resource [pools-endpoint.yaml] - 11:21"
				  },
				  "maximumPoolSize": {
				    "value": 3, "source": "property",
				    "origin": "class path resource [pools-endpoint.yaml] - 12:26"
				  },
				  "connectionTimeout": {
				    "value": "45s", "source": "property",
				    "origin": "class path resource [pools-endpoint.yaml] - 13:27"
				  },
				  "validationTimeout": { "value": "5s", "source": "default" },
				  "idleTimeout": { "value": "10m", "source": "default" },
				  "maxLifetime": { "value": "30m", "source": "default" },
				  "keepaliveTime": { "value": "2m", "source": "default" },
				  "statementTimeout": {
				    "value": "30s", "source": "property",
				    "origin": "class path resource [pools-endpoint.yaml] - 4:24"
				  },
				  "readOnly": { "value": false, "source": "default" },
				  "autoCommit": { "value": true, "source": "default" },
				  "connectionInitSql": {
				    "value": "******", "source": "property",
				    "origin": "class path resource [pools-endpoint.yaml] - 14:28"
				  },
				  "registerMbeans": { "value": false, "source": "default" },
				  "startup": { "value": "required", "source": "default" },
				  "dataSourceProperties": {
				    "value": { "ApplicationName": "******", "sslpassword": "******" }, "source": "property"
				  },
				  "leakThreshold": { "value": "1m", "source": "default" }
				}
				""".formatted(database.url()));
	}

	@Test
	void configTellsWhatComesFromThePreset() {
		assertThatJson("/config/general").hasPathSatisfying("connectionTimeout",
				(setting) -> setting.assertThat().isEqualTo(Map.of("value", "5s", "source", "preset")));
	}

	@Test
	void configOfAllPoolsIsByTheirNames() {
		assertThatJson("/config").extractingPath("pools").asMap().containsOnlyKeys("ai", "general", "read");
		assertThatJson("/config").extractingPath("pools.general.maximumPoolSize.value").isEqualTo(4);
		assertThatJson("/config").extractingPath("pools.ai.maximumPoolSize.value").isEqualTo(3);
		assertThatJson("/config").extractingPath("pools.read.readOnly.value").isEqualTo(true);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/stats", "/health", "/config", "/config/general", "/config/ai", "/routes" })
	void noViewTellsASecret(String view) {
		assertThat(get(view).body()).doesNotContain("secret");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/weather", "/weather/ai", "/stats/aii", "/health/aii", "/config/aii", "/routes/aii",
			"/stats/ai/more" })
	void viewOrPoolThatDoesNotExistIsNotFound(String view) {
		assertThat(get(view).statusCode()).isEqualTo(404);
	}

	@Test
	void linksTellOfTheEndpoint() {
		assertThat(new JsonContent(application.get("/actuator").body())).extractingPath("_links")
			.asMap()
			.containsKeys("pools", "pools-path");
	}

	@Test
	void routesTellWhatIsRoutedAndHowOftenEachPoolWasUsed() {
		try (PoolsApplication routed = PoolsApplication.start(new Class<?>[] { MenuConfiguration.class },
				"spring.config.name=pools-endpoint", "spring.datasource.url=" + database.url(),
				"spring.datasource.username=" + database.username())) {
			useEveryRoute(routed);
			assertThat(new JsonContent(routed.get("/actuator/pools/routes").body())).isLenientlyEqualTo(
					"""
							{
							  "counts": {
							    "general": {
							      "annotation": 0, "readOnlyTransaction": 0, "template": 0, "default": 2, "fallbackFrom": 0, "pinned": 1, "fallback": 0
							    },
							    "ai": { "annotation": 1, "readOnlyTransaction": 0, "template": 1, "default": 0, "fallbackFrom": 0, "pinned": 0, "fallback": 0 },
							    "read": { "annotation": 0, "readOnlyTransaction": 1, "template": 0, "default": 0, "fallbackFrom": 0, "pinned": 0, "fallback": 0 }
							  }
							}
							""");
			assertThat(new JsonContent(routed.get("/actuator/pools/routes/ai").body())).isStrictlyEqualTo(
					"""
							{
							  "methods": [ { "class": "%s", "method": "generate", "pool": "ai" } ],
							  "counts": {
							    "ai": { "annotation": 1, "readOnlyTransaction": 0, "template": 1, "default": 0, "fallbackFrom": 0, "pinned": 0, "fallback": 0 }
							  }
							}
							"""
						.formatted(MenuService.class.getName()));
			assertThat(new JsonContent(routed.get("/actuator/pools/routes/general").body())).extractingPath("methods")
				.asArray()
				.singleElement()
				.asString()
				.contains("method=store", "pool=general",
						"finding=generateAndStore() in the same class calls it directly");
		}
	}

	private static void useEveryRoute(PoolsApplication routed) {
		MenuService menus = routed.context().getBean(MenuService.class);
		menus.generate();
		routed.context().getBean(PoolTemplate.class).run("ai", menus::plain);
		menus.plain();
		TransactionTemplate transaction = new TransactionTemplate(
				routed.context().getBean(PlatformTransactionManager.class));
		transaction.executeWithoutResult((status) -> menus.generate());
		transaction.setReadOnly(true);
		transaction.executeWithoutResult((status) -> menus.plain());
	}

	@Test
	void endpointFollowsTheBasePath() {
		try (PoolsApplication moved = startPlain("management.endpoints.web.exposure.include=pools",
				"management.endpoints.web.base-path=/manage")) {
			assertThat(moved.get("/manage/pools").statusCode()).isEqualTo(200);
			assertThat(moved.get("/manage/pools/stats/general").statusCode()).isEqualTo(200);
			assertThat(moved.get("/actuator/pools").statusCode()).isEqualTo(404);
		}
	}

	@Test
	void endpointFollowsTheManagementPort() {
		try (PoolsApplication moved = startPlain("management.endpoints.web.exposure.include=pools",
				"management.server.port=0")) {
			assertThat(moved.getFromManagementPort("/actuator/pools").statusCode()).isEqualTo(200);
			assertThat(moved.getFromManagementPort("/actuator/pools/health/general").statusCode()).isEqualTo(200);
			assertThat(moved.get("/actuator/pools").statusCode()).isEqualTo(404);
		}
	}

	@Test
	void endpointIsNotExposedByDefault() {
		try (PoolsApplication plain = startPlain()) {
			assertThat(plain.get("/actuator/health").statusCode()).isEqualTo(200);
			assertThat(plain.get("/actuator/pools").statusCode()).isEqualTo(404);
		}
	}

	@Test
	void endpointWithoutAccessIsNotFound() {
		try (PoolsApplication closed = startPlain("management.endpoints.web.exposure.include=*",
				"management.endpoint.pools.access=none")) {
			assertThat(closed.get("/actuator/pools").statusCode()).isEqualTo(404);
			assertThat(closed.get("/actuator/pools/stats").statusCode()).isEqualTo(404);
		}
	}

	private static PoolsApplication startPlain(String... properties) {
		String[] all = new String[properties.length + 4];
		all[0] = "spring.datasource.url=" + database.url();
		all[1] = "spring.datasource.username=" + database.username();
		all[2] = "pools.jdbc.general.minimum-idle=1";
		all[3] = "pools.jdbc.general.maximum-pool-size=2";
		System.arraycopy(properties, 0, all, 4, properties.length);
		return PoolsApplication.start(all);
	}

	private static HttpResponse<String> get(String view) {
		return application.get("/actuator/pools" + view);
	}

	private static JsonContentAssert assertThatJson(String view) {
		HttpResponse<String> response = get(view);
		assertThat(response.statusCode()).isEqualTo(200);
		return assertThat(new JsonContent(response.body()));
	}

	@Configuration(proxyBeanMethods = false)
	static class MenuConfiguration {

		@Bean
		MenuService menuService(JdbcTemplate jdbc) {
			return new MenuService(JdbcClient.create(jdbc));
		}

	}

	static class MenuService {

		private final JdbcClient jdbc;

		MenuService(JdbcClient jdbc) {
			this.jdbc = jdbc;
		}

		@AiWork
		void generate() {
			plain();
		}

		@UsePool("general")
		void store() {
			plain();
		}

		void generateAndStore() {
			store();
		}

		void plain() {
			this.jdbc.sql("select 1").query(Integer.class).single();
		}

	}

}
