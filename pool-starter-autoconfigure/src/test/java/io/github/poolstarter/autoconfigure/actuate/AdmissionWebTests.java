package io.github.poolstarter.autoconfigure.actuate;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.PoolRejectedException;
import io.github.poolstarter.test.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What a web application shows of refusals, and what it answers while it shuts down.
 */
class AdmissionWebTests {

	private static final PostgresServer.Database database = PostgresServer.createDatabase();

	@AfterAll
	static void dropDatabase() {
		database.close();
	}

	@Test
	void refusalsAreInTheStatisticsAndInTheMeters() throws SQLException {
		try (PoolsApplication application = start("pools.jdbc.ai.max-waiting=0")) {
			ManagedPool ai = application.context().getBean(PoolRegistry.class).get("ai");
			try (Connection held = ai.getConnection()) {
				assertThat(held.isClosed()).isFalse();
				for (int i = 0; i < 3; i++) {
					assertThatExceptionOfType(PoolRejectedException.class).isThrownBy(ai::getConnection);
				}
			}
			JsonNode stats = json(application, "/actuator/pools/stats/ai");
			assertThat(stats.path("rejected").asLong()).isEqualTo(3);
			assertThat(stats.path("timeouts").asLong()).isZero();
			assertThat(stats.path("acquire").path("count").asLong()).isEqualTo(1);
			// Meters are read off figures that may be a moment old
			await().untilAsserted(() -> {
				JsonNode meter = json(application, "/actuator/metrics/pools.borrows.rejected?tag=pool:ai");
				assertThat(meter.path("measurements").get(0).path("value").asDouble()).isEqualTo(3);
			});
		}
	}

	@Test
	void aRequestUnderWayGetsItsConnectionWhileTheApplicationShutsDown() throws Exception {
		PoolsApplication application = start("server.shutdown=graceful");
		ExecutorService threads = Executors.newCachedThreadPool();
		try {
			Notes notes = application.context().getBean(Notes.class);
			threads.submit(() -> application.get("/notes"));
			assertThat(notes.arrived.await(1, TimeUnit.MINUTES)).isTrue();
			Future<?> closing = threads.submit(application::close);
			// Not what the client gets: Tomcat may count a request as done, and close its
			// socket, just before the answer is sent
			assertThat(notes.read.get(1, TimeUnit.MINUTES)).isEqualTo(1);
			closing.get(1, TimeUnit.MINUTES);
		}
		finally {
			threads.shutdownNow();
			application.close();
		}
	}

	private static PoolsApplication start(String property) {
		return PoolsApplication.start(new Class<?>[] { Notes.class }, "spring.datasource.url=" + database.url(),
				"spring.datasource.username=" + database.username(),
				"management.endpoints.web.exposure.include=pools,metrics", "pools.default-pool=ai",
				"pools.jdbc.ai.maximum-pool-size=1", property);
	}

	private static JsonNode json(PoolsApplication application, String path) {
		return JsonMapper.shared().readTree(application.get(path).body());
	}

	@RestController
	static class Notes {

		private final JdbcTemplate jdbc;

		private final CountDownLatch arrived = new CountDownLatch(1);

		private final CountDownLatch closing = new CountDownLatch(1);

		private final CompletableFuture<Integer> read = new CompletableFuture<>();

		Notes(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@GetMapping("/notes")
		Integer read() throws InterruptedException {
			this.arrived.countDown();
			this.closing.await();
			try {
				this.read.complete(this.jdbc.queryForObject("select 1", Integer.class));
			}
			catch (DataAccessException ex) {
				this.read.completeExceptionally(ex);
			}
			return this.read.join();
		}

		@EventListener
		void closing(ContextClosedEvent event) {
			this.closing.countDown();
		}

	}

}
