package io.github.poolstarter.autoconfigure.actuate;

import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.TcpForwarder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.test.json.JsonContent;
import org.springframework.test.json.JsonContentAssert;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what {@code /actuator/health} tells of the pools.
 */
class PoolsHealthWebTests {

	private static final PostgresServer.Database database = PostgresServer.createDatabase();

	private static TcpForwarder forwarder;

	private static PoolsApplication application;

	@BeforeAll
	static void start() {
		forwarder = TcpForwarder.to(database.url());
		application = PoolsApplication.start("spring.datasource.url=" + database.url(),
				"spring.datasource.username=" + database.username(), "spring.datasource.password=secret-password",
				"management.endpoint.health.show-details=always", "management.endpoints.web.exposure.include=*",
				"pools.defaults.minimum-idle=0", "pools.defaults.maximum-pool-size=2",
				"pools.defaults.connection-timeout=60s", "pools.defaults.validation-timeout=500ms",
				"pools.jdbc.general.startup=required", "pools.jdbc.required.url=" + forwarder.url(),
				"pools.jdbc.optional.url=jdbc:postgresql://localhost:1/none?password=secret-in-url",
				"pools.jdbc.optional.startup=optional", "pools.jdbc.later.startup=lazy");
	}

	@AfterAll
	static void close() {
		application.close();
		forwarder.close();
		database.close();
	}

	@Test
	void everyPoolIsAMemberAndTheDataSourceIsNotCheckedBesides() {
		JsonContentAssert health = assertThatJson(200);
		health.extractingPath("status").isEqualTo("UP");
		health.extractingPath("components").asMap().containsKey("pools").doesNotContainKey("db");
		health.extractingPath("components.pools.status").isEqualTo("UP");
		health.extractingPath("components.pools.components")
			.asMap()
			.containsOnlyKeys("general", "required", "optional", "later");
	}

	@Test
	void memberTellsTheConditionOfItsPool() {
		assertThat(new JsonContent(application.get("/actuator/health/pools/general").body())).isStrictlyEqualTo("""
				{
				  "status": "UP",
				  "details": { "status": "UP", "usagePercent": 0.0, "active": 0, "available": 2, "pending": 0 }
				}
				""");
	}

	@Test
	void poolThatWasNotStartedIsUp() {
		assertThat(new JsonContent(application.get("/actuator/health/pools/later").body())).isStrictlyEqualTo("""
				{
				  "status": "UP",
				  "details": {
				    "status": "UP", "usagePercent": 0.0, "active": 0, "available": 2, "pending": 0,
				    "note": "not started: connects at first use"
				  }
				}
				""");
	}

	@Test
	void optionalPoolThatCannotConnectLeavesTheApplicationUp() {
		JsonContentAssert health = assertThatJson(200);
		health.extractingPath("status").isEqualTo("UP");
		health.extractingPath("components.pools.components.optional.status").isEqualTo("UNKNOWN");
		health.extractingPath("components.pools.components.optional.details.status").isEqualTo("DOWN");
		health.extractingPath("components.pools.components.optional.details.error").asString().isNotBlank();
	}

	@Test
	void requiredPoolThatCannotConnectIsDown() {
		forwarder.cut();
		try {
			JsonContentAssert health = assertThatJson(503);
			health.extractingPath("status").isEqualTo("DOWN");
			health.extractingPath("components.pools.status").isEqualTo("DOWN");
			health.extractingPath("components.pools.components.required.status").isEqualTo("DOWN");
			health.extractingPath("components.pools.components.general.status").isEqualTo("UP");
			assertThat(new JsonContent(application.get("/actuator/pools").body())).extractingPath("status")
				.isEqualTo("DOWN");
		}
		finally {
			forwarder.join();
		}
		Awaitility.await().untilAsserted(() -> assertThat(get().statusCode()).isEqualTo(200));
	}

	@Test
	void busyAndExhaustedPoolsAreUp() throws SQLException {
		JdbcPool general = application.context().getBean(JdbcPools.class).get("general");
		CompletableFuture<Void> waiter;
		try (Connection one = general.getConnection(); Connection other = general.getConnection()) {
			assertThat(one).isNotEqualTo(other);
			JsonContentAssert busy = assertThatJson(200);
			busy.extractingPath("components.pools.components.general.status").isEqualTo("UP");
			busy.extractingPath("components.pools.components.general.details.status").isEqualTo("BUSY");
			waiter = CompletableFuture.runAsync(() -> borrowAndReturn(general));
			Awaitility.await().untilAsserted(() -> assertThat(general.state().pending()).isOne());
			assertThat(new JsonContent(application.get("/actuator/health/pools/general").body())).isStrictlyEqualTo("""
					{
					  "status": "UP",
					  "details": {
					    "status": "EXHAUSTED", "usagePercent": 100.0, "active": 2, "available": 0, "pending": 1
					  }
					}
					""");
			assertThat(waiter).isNotDone();
		}
		waiter.join();
	}

	private static void borrowAndReturn(JdbcPool pool) {
		try {
			pool.getConnection().close();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void healthTellsNoSecret() {
		assertThat(get().body()).doesNotContain("secret");
	}

	private static HttpResponse<String> get() {
		return application.get("/actuator/health");
	}

	private static JsonContentAssert assertThatJson(int status) {
		HttpResponse<String> response = get();
		assertThat(response.statusCode()).isEqualTo(status);
		return assertThat(new JsonContent(response.body()));
	}

}
