package io.github.poolstarter.autoconfigure.actuate;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import javax.sql.DataSource;

import io.github.poolstarter.AiWork;
import io.github.poolstarter.PoolExhaustedException;
import io.github.poolstarter.UsePool;
import io.github.poolstarter.test.PostgresServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

/**
 * Loads of which everything is known, and what the endpoint says of them.
 */
class KnownLoadTests {

	private static final PostgresServer.Database database = PostgresServer.createDatabase();

	private static final JsonMapper json = JsonMapper.builder().build();

	private static PoolsApplication application;

	private static Kitchen kitchen;

	@BeforeAll
	static void start() {
		application = PoolsApplication.start(new Class<?>[] { KitchenConfiguration.class },
				"spring.datasource.url=" + database.url(), "spring.datasource.username=" + database.username(),
				"management.endpoints.web.exposure.include=pools", "management.endpoint.pools.access=unrestricted",
				"pools.jdbc.general.minimum-idle=2", "pools.jdbc.general.maximum-pool-size=4",
				"pools.jdbc.ai.minimum-idle=2", "pools.jdbc.ai.maximum-pool-size=2",
				"pools.jdbc.ai.connection-timeout=300ms", "pools.jdbc.ai.initialization-fail-timeout=30s",
				"pools.tracking.leak-threshold=1s");
		kitchen = application.context().getBean(Kitchen.class);
	}

	@AfterAll
	static void close() {
		application.close();
		database.close();
	}

	@BeforeEach
	void reset() {
		assertThat(application.post("/actuator/pools/reset-stats").statusCode()).isEqualTo(200);
		assertThat(get("stats/ai").path("hold").path("count").asLong()).isZero();
	}

	@Test
	void holdsAreAsLongAsTheyWereAndIdleWhileNothingRuns() {
		int holds = 3;
		Duration inSql = Duration.ofMillis(300);
		Duration outside = Duration.ofMillis(200);
		long begin = System.nanoTime();
		for (int i = 0; i < holds; i++) {
			kitchen.cook(inSql, outside);
		}
		double elapsed = millisSince(begin);
		double sql = holds * inSql.toMillis();
		double idle = holds * outside.toMillis();
		JsonNode stats = get("stats/ai");
		assertThat(stats.path("acquire").path("count").asLong()).isEqualTo(holds);
		assertThat(stats.path("hold").path("count").asLong()).isEqualTo(holds);
		assertThat(stats.path("hold").path("p50Millis").asDouble()).isBetween(500.0, elapsed);
		assertThat(stats.path("hold").path("maxMillis").asDouble()).isBetween(500.0, elapsed - 1000);
		assertThat(stats.path("idleInHoldPercent").asDouble()).isBetween(100 * idle / elapsed - 0.1,
				100 * (1 - sql / elapsed) + 0.1);
		assertThat(stats.path("peakActive").asInt()).isEqualTo(1);
		assertThat(stats.path("nested").asLong()).isZero();
		JsonNode callSites = get("holders/ai").path("callSites");
		assertThat(callSites.size()).isEqualTo(1);
		JsonNode site = callSites.get(0);
		assertThat(site.path("callSite").asString()).isEqualTo("KnownLoadTests.Kitchen.cook");
		assertThat(site.path("borrows").asLong()).isEqualTo(holds);
		assertThat(site.path("estimated").asBoolean()).isFalse();
		assertThat(site.path("sharePercent").asDouble()).isEqualTo(100.0);
		assertThat(site.path("idleInHoldPercent").asDouble()).isCloseTo(stats.path("idleInHoldPercent").asDouble(),
				within(0.11));
		assertThat(get("routes/ai").path("counts").path("ai").path("annotation").asLong()).isEqualTo(holds);
	}

	@Test
	void holderIsShownWithItsThreadAndAfterTheThresholdWithItsStack() throws InterruptedException {
		CountDownLatch end = new CountDownLatch(1);
		Thread thread = new Thread(() -> kitchen.keep(end), "cook-1");
		thread.start();
		Awaitility.await().untilAsserted(() -> {
			JsonNode held = get("holders/general").path("held");
			assertThat(held.size()).isEqualTo(1);
			JsonNode holder = held.get(0);
			assertThat(holder.path("callSite").asString()).isEqualTo("KnownLoadTests.Kitchen.keep");
			assertThat(holder.path("thread").asString()).isEqualTo("cook-1");
			assertThat(holder.path("heldMillis").asLong()).isGreaterThanOrEqualTo(1000);
			assertThat(holder.path("stack").toString()).contains("Kitchen.lambda$keep");
			assertThat(holder.path("busyPercent").asDouble()).isLessThan(50);
		});
		Awaitility.await().untilAsserted(() -> {
			JsonNode active = get("alerts/general").path("active");
			assertThat(active.size()).isEqualTo(1);
			assertThat(active.get(0).path("alert").asString()).isEqualTo("LEAK");
			assertThat(active.get(0).path("severity").asString()).isEqualTo("WARNING");
			assertThat(active.get(0).path("message").asString()).contains("Kitchen.keep", "cook-1");
		});
		end.countDown();
		thread.join();
		Awaitility.await().untilAsserted(() -> {
			assertThat(get("alerts/general").path("active").size()).isZero();
			JsonNode resolved = get("alerts/general").path("resolved");
			assertThat(resolved.get(0).path("alert").asString()).isEqualTo("LEAK");
			assertThat(resolved.get(0).path("until").asString()).endsWith("Z");
		});
		assertThat(get("holders/general").path("held").size()).isZero();
	}

	@Test
	void borrowInsideAnotherIsNested() throws SQLException {
		kitchen.borrowTwice();
		JsonNode stats = get("stats/general");
		assertThat(stats.path("nested").asLong()).isEqualTo(1);
		assertThat(stats.path("peakActive").asInt()).isEqualTo(2);
		assertThat(stats.path("hold").path("count").asLong()).isEqualTo(2);
	}

	@Test
	void borrowThatTimesOutIsCountedAndSaysWhoHasTheConnections() throws Exception {
		CountDownLatch end = new CountDownLatch(1);
		// Not the common pool, which may have one thread
		Executor threads = (task) -> new Thread(task).start();
		List<CompletableFuture<Void>> holders = List.of(CompletableFuture.runAsync(() -> kitchen.simmer(end), threads),
				CompletableFuture.runAsync(() -> kitchen.simmer(end), threads));
		Awaitility.await().until(() -> get("stats/ai").path("active").asInt() == 2);
		assertThatExceptionOfType(CannotGetJdbcConnectionException.class)
			.isThrownBy(() -> kitchen.cook(Duration.ofMillis(1), Duration.ZERO))
			.havingCause()
			.isInstanceOf(PoolExhaustedException.class)
			.withMessageStartingWith("Timeout reached waiting for ai pool connection: none of 2 became free")
			.withMessageContaining("Kitchen.simmer (2, the oldest for ");
		end.countDown();
		CompletableFuture.allOf(holders.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
		JsonNode stats = get("stats/ai");
		assertThat(stats.path("timeouts").asLong()).isEqualTo(1);
		assertThat(stats.path("hold").path("count").asLong()).isEqualTo(2);
		assertThat(stats.path("acquire").path("count").asLong()).isEqualTo(3);
		assertThat(stats.path("acquire").path("maxMillis").asDouble()).isGreaterThanOrEqualTo(300);
		assertThat(stats.path("waits").path("queued").path("count").asLong()).isEqualTo(1);
		assertThat(stats.path("rejected").asLong()).isZero();
		Awaitility.await().untilAsserted(() -> {
			JsonNode history = get("history/ai?window=1m");
			assertThat(
					history.path("samples").valueStream().mapToLong((sample) -> sample.path("timeouts").asLong()).sum())
				.isEqualTo(1);
			assertThat(history.path("summary").path("timeouts").asLong()).isEqualTo(1);
			assertThat(history.path("summary").path("acquire").path("count").asLong()).isEqualTo(3);
		});
	}

	private static JsonNode get(String view) {
		return json.readTree(application.get("/actuator/pools/" + view).body());
	}

	private static double millisSince(long beginNanos) {
		return (System.nanoTime() - beginNanos) / 1e6;
	}

	@Configuration(proxyBeanMethods = false)
	static class KitchenConfiguration {

		@Bean
		Kitchen kitchen(JdbcTemplate jdbc, DataSource dataSource) {
			return new Kitchen(jdbc, dataSource);
		}

	}

	static class Kitchen {

		private final JdbcTemplate jdbc;

		private final DataSource dataSource;

		Kitchen(JdbcTemplate jdbc, DataSource dataSource) {
			this.jdbc = jdbc;
			this.dataSource = dataSource;
		}

		@AiWork
		void cook(Duration inSql, Duration outside) {
			this.jdbc.execute((ConnectionCallback<Boolean>) (connection) -> {
				connection.createStatement().execute("select pg_sleep(" + inSql.toNanos() / 1e9 + ")");
				long end = System.nanoTime() + outside.toNanos();
				while (end - System.nanoTime() > 0) {
					LockSupport.parkNanos(end - System.nanoTime());
				}
				return true;
			});
		}

		@AiWork
		void simmer(CountDownLatch end) {
			keep(end);
		}

		@UsePool("general")
		void keep(CountDownLatch end) {
			this.jdbc.execute((ConnectionCallback<Boolean>) (connection) -> {
				try {
					return end.await(1, TimeUnit.MINUTES);
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			});
		}

		@UsePool("general")
		void borrowTwice() throws SQLException {
			try (Connection outer = this.dataSource.getConnection();
					Connection inner = this.dataSource.getConnection()) {
				assertThat(outer).isNotSameAs(inner);
			}
		}

	}

}
