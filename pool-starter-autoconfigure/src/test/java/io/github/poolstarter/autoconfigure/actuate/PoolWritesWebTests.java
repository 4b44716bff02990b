package io.github.poolstarter.autoconfigure.actuate;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.security.Principal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.test.PostgresServer;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.json.JsonContent;
import org.springframework.test.json.JsonContentAssert;
import org.springframework.web.filter.OncePerRequestFilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of what other programs can do about a pool by {@code /actuator/pools}.
 */
class PoolWritesWebTests {

	private static final PostgresServer.Database database = PostgresServer.createDatabase();

	private static PoolsApplication application;

	@BeforeAll
	static void start() {
		application = start("management.endpoint.pools.access=unrestricted");
	}

	@AfterAll
	static void close() {
		application.close();
		database.close();
	}

	private static PoolsApplication start(String... properties) {
		List<String> all = new ArrayList<>(List.of(database.properties()));
		all.addAll(List.of("management.endpoints.web.exposure.include=pools", "pools.jdbc.general.maximum-pool-size=1",
				"pools.jdbc.ai.minimum-idle=2", "pools.jdbc.ai.maximum-pool-size=6", "pools.jdbc.batch.minimum-idle=2",
				"pools.jdbc.batch.maximum-pool-size=6"));
		all.addAll(List.of(properties));
		return PoolsApplication.start(new Class<?>[] { UserConfiguration.class }, all.toArray(String[]::new));
	}

	@Test
	void changeOfSettingsAnswersWithTheNewConfiguration() {
		JsonContentAssert config = assertThatJson(application.post("/actuator/pools/config/batch", """
				{ "maximumPoolSize": 4, "connectionTimeout": "10s", "idleTimeout": "PT3M", "leakThreshold": "5s" }
				"""));
		config.extractingPath("maximumPoolSize.value").isEqualTo(4);
		config.extractingPath("maximumPoolSize.source").isEqualTo("runtime");
		config.extractingPath("maximumPoolSize.origin")
			.asString()
			.matches("POST /actuator/pools/config/batch by alice at 20.*Z");
		config.extractingPath("connectionTimeout.value").isEqualTo("10s");
		config.extractingPath("idleTimeout.value").isEqualTo("3m");
		config.extractingPath("leakThreshold.value").isEqualTo("5s");
		config.extractingPath("minimumIdle.value").isEqualTo(2);
		config.extractingPath("minimumIdle.source").isEqualTo("property");
		assertThat(pool("batch").dataSource().getMaximumPoolSize()).isEqualTo(4);
		assertThat(new JsonContent(application.get("/actuator/pools/config/batch").body()))
			.extractingPath("maximumPoolSize.source")
			.isEqualTo("runtime");
		assertThat(new JsonContent(application.get("/actuator/pools/config/general").body()))
			.extractingPath("maximumPoolSize.source")
			.isEqualTo("property");
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';',
			value = { "{ \"maximumPoolSize\": 0 };must be at least 1",
					"{ \"maximumPoolSize\": 1 };Lower minimum-idle to at most 1",
					"{ \"maximumPoolSize\": 9, \"connectionTimeout\": \"1ms\" };must be at least 250ms",
					"{};Give at least one of", "{ \"maximumPolSize\": 4 };Give at least one of" })
	void changeThatCanNotBeIsABadRequestWithTheReason(String body, String reason) {
		HttpResponse<String> response = application.post("/actuator/pools/config/ai", body);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(new JsonContent(response.body())).extractingPath("error").asString().contains(reason);
		assertThat(pool("ai").dataSource().getMaximumPoolSize()).isEqualTo(6);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{ \"maximumPoolSize\": \"many\" }", "{ \"connectionTimeout\": \"soon\" }", "[", "" })
	void bodyThatCanNotBeReadIsABadRequest(String body) {
		assertThat(application.post("/actuator/pools/config/ai", body).statusCode()).isEqualTo(400);
	}

	@Test
	void changeWithoutABodyIsABadRequest() {
		assertThat(application.post("/actuator/pools/config/ai").statusCode()).isEqualTo(400);
	}

	@ParameterizedTest
	@ValueSource(strings = { "config/aii", "evict/aii", "suspend/aii", "resume/aii", "weather/ai", "config" })
	void actionOrPoolThatDoesNotExistIsNotFound(String path) {
		assertThat(application.post("/actuator/pools/" + path).statusCode()).isEqualTo(404);
		assertThat(application.post("/actuator/pools/" + path, "{ \"maximumPoolSize\": 4 }").statusCode())
			.isEqualTo(404);
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';',
			value = { "evict;'evict' needs a pool: POST /actuator/pools/evict/{pool}",
					"config;'config' needs a pool: POST /actuator/pools/config/{pool}",
					"stats/ai;'stats' is a view: use GET", "stats;'stats' is a view: use GET" },
			quoteCharacter = '"')
	void callThatIsNoActionSaysHowToCallIt(String path, String error) {
		HttpResponse<String> response = application.post("/actuator/pools/" + path);
		assertThat(response.statusCode()).isEqualTo(404);
		assertThat(new JsonContent(response.body())).extractingPath("error").isEqualTo(error);
	}

	@Test
	void evictionTellsWhatIsReplaced() throws SQLException {
		Awaitility.await().until(() -> pool("ai").dataSource().getHikariPoolMXBean().getIdleConnections() == 2);
		try (Connection connection = pool("ai").getConnection()) {
			assertThat(connection.isValid(1)).isTrue();
			Awaitility.await().until(() -> pool("ai").dataSource().getHikariPoolMXBean().getActiveConnections() == 1);
			JsonContentAssert answer = assertThatJson(application.post("/actuator/pools/evict/ai"));
			answer.extractingPath("pool").isEqualTo("ai");
			answer.extractingPath("marked").isEqualTo(1);
		}
	}

	@Test
	void leakThresholdTakesEffectInTheHolders() throws SQLException {
		try (Connection connection = pool("general").getConnection()) {
			assertThat(connection.isValid(1)).isTrue();
			assertThat(holders()).doesNotContain("\"stack\"");
			assertThat(application.post("/actuator/pools/config/general", "{ \"leakThreshold\": \"1s\" }").statusCode())
				.isEqualTo(200);
			Awaitility.await().untilAsserted(() -> assertThat(holders()).contains("\"stack\""));
		}
	}

	private String holders() {
		return application.get("/actuator/pools/holders/general").body();
	}

	@ParameterizedTest
	@ValueSource(strings = { "management.endpoint.pools.access=read-only", "management.endpoints.access.default=none",
			"management.endpoint.pools.access=unrestricted,management.endpoints.access.max-permitted=read-only", "" })
	void writesAreOffUnlessTheOperatorOpensThem(String access) {
		int expected = access.contains("none") ? 404 : 405;
		try (PoolsApplication closed = start(access.isEmpty() ? new String[0] : access.split(","))) {
			for (String path : List.of("config/ai", "evict/ai", "suspend/ai", "resume/ai", "reset-stats")) {
				assertThat(closed.post("/actuator/pools/" + path, "{ \"maximumPoolSize\": 4 }").statusCode()).as(path)
					.isEqualTo(expected);
				assertThat(closed.post("/actuator/pools/" + path).statusCode()).as(path).isEqualTo(expected);
			}
			assertThat(pool(closed, "ai").dataSource().getMaximumPoolSize()).isEqualTo(6);
		}
	}

	@Test
	void maximumOverWhatTheServerAllowsIsRefusedWhereTheStartWouldFail() {
		try (PoolsApplication limited = start("management.endpoint.pools.access=unrestricted",
				"pools.budget.on-exceeded=fail")) {
			HttpResponse<String> response = limited.post("/actuator/pools/config/ai", "{ \"maximumPoolSize\": 1000 }");
			assertThat(response.statusCode()).isEqualTo(400);
			assertThat(response.body()).contains("maximumPoolSize = 1000 (requested)", "max_connections")
				.doesNotContain("start anyway");
			assertThat(pool(limited, "ai").dataSource().getMaximumPoolSize()).isEqualTo(6);
			assertThat(limited.post("/actuator/pools/config/ai", "{ \"maximumPoolSize\": 7 }").statusCode())
				.isEqualTo(200);
		}
	}

	@Test
	void suspendedPoolKeepsBorrowersUntilItIsResumed() throws Exception {
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try {
			assertThatJson(application.post("/actuator/pools/suspend/ai")).extractingPath("suspended").isEqualTo(true);
			Future<Boolean> borrower = executor.submit(() -> {
				try (Connection connection = pool("ai").getConnection()) {
					return connection.isValid(5);
				}
			});
			await().until(() -> pool("ai").state().pending() == 1);
			JsonContentAssert health = assertThatJson(application.get("/actuator/pools/health/ai"));
			health.extractingPath("suspended").isEqualTo(true);
			assertThatJson(application.get("/actuator/pools/health")).extractingPath("pools.ai.suspended")
				.isEqualTo(true);
			assertThat(borrower).isNotDone();
			assertThatJson(application.post("/actuator/pools/resume/ai")).extractingPath("suspended").isEqualTo(false);
			assertThat(borrower.get(30, TimeUnit.SECONDS)).isTrue();
			assertThatJson(application.get("/actuator/pools/health/ai")).doesNotHavePath("suspended");
		}
		finally {
			pool("ai").gate().resume();
			executor.shutdownNow();
		}
	}

	@Test
	void settingsForAnActionThatTakesNoneAreRefused() {
		HttpResponse<String> response = application.post("/actuator/pools/evict/ai", "{\"maximumPoolSize\": 3}");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body())
			.contains("This action takes no settings. Leave them out, or use POST /actuator/pools/config/{pool}.");
	}

	private static JdbcPool pool(String name) {
		return pool(application, name);
	}

	private static JdbcPool pool(PoolsApplication application, String name) {
		return application.context().getBean(JdbcPools.class).get(name);
	}

	private static JsonContentAssert assertThatJson(HttpResponse<String> response) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return assertThat(new JsonContent(response.body()));
	}

	@Configuration(proxyBeanMethods = false)
	static class UserConfiguration {

		@Bean
		Filter userFilter() {
			return new OncePerRequestFilter() {

				@Override
				protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response,
						FilterChain chain) throws ServletException, IOException {
					chain.doFilter(new HttpServletRequestWrapper(request) {

						@Override
						public Principal getUserPrincipal() {
							return () -> "alice";
						}

					}, response);
				}

			};
		}

	}

}
