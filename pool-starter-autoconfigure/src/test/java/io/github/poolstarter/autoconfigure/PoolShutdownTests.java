package io.github.poolstarter.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import io.github.poolstarter.PoolRejectedException;
import io.github.poolstarter.PoolRejectedException.Reason;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.jdbc.PoolDrain;
import io.github.poolstarter.test.Kitchen;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.PostgresServer.Database;
import io.github.poolstarter.tracking.PoolTracker;
import io.github.poolstarter.tracking.PoolTrackers;
import jakarta.annotation.PreDestroy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What happens to work under way when the application shuts down.
 */
@ExtendWith(OutputCaptureExtension.class)
class PoolShutdownTests {

	private static Database database;

	private final ApplicationContextRunner runner = PoolTestContexts.runner(database, "general", "ai")
		.withPropertyValues("pools.defaults.connection-timeout=1m", "pools.shutdown.drain-timeout=5m");

	private final LoggingSystem logging = LoggingSystem.get(PoolShutdownTests.class.getClassLoader());

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@BeforeAll
	static void createDatabase() throws SQLException {
		database = PostgresServer.createDatabase();
		execute("create table note (text varchar(100))");
	}

	@AfterAll
	static void dropDatabase() {
		database.close();
	}

	@BeforeEach
	void deleteNotes() throws SQLException {
		execute("delete from note");
	}

	@BeforeEach
	void logAll() {
		this.logging.setLogLevel(PoolDrain.class.getName(), LogLevel.INFO);
	}

	@AfterEach
	void stopThreadsAndLogAsBefore() throws InterruptedException {
		this.threads.shutdownNow();
		assertThat(this.threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
		this.logging.setLogLevel(PoolDrain.class.getName(), null);
	}

	@Test
	void beansWriteWhileTheyAreDestroyed() throws SQLException {
		this.runner.withBean(WritingByRegistry.class)
			.withBean(WritingByTemplate.class)
			.withBean(WritingToOnePool.class)
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(notes()).containsExactlyInAnyOrder("by registry", "by template", "to one pool");
	}

	@Test
	void aBeanThatWasMadeBeforeThePoolsWritesToo() throws SQLException {
		this.runner.withUserConfiguration(WritingToOnePool.class, WritingByRegistry.class)
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(notes()).containsExactlyInAnyOrder("by registry", "to one pool");
	}

	@Test
	void threadsOfNoBeanEndTheirWorkAndOthersAreRefused(CapturedOutput output) throws Exception {
		this.runner.run((context) -> {
			DataSource dataSource = context.getBean(DataSource.class);
			DataSource ai = context.getBean("aiDataSource", DataSource.class);
			PoolTracker tracker = context.getBean(PoolTrackers.class).get("ai");
			Holder first = new Holder(dataSource, () -> write(ai, "nested"));
			Holder second = new Holder(ai, () -> null);
			Future<?> closing = close(context);
			awaitRefusal(dataSource);
			awaitRefusal(ai);
			assertThat(closing.isDone()).isFalse();
			second.finish("second");
			await().until(() -> output.getAll().contains("Pool 'ai' is drained after "));
			assertThat(closing.isDone()).isFalse();
			first.finish("first");
			closing.get(1, TimeUnit.MINUTES);
			assertThat(tracker.stats().rejected()).isPositive();
		});
		assertThat(notes()).containsExactlyInAnyOrder("first", "nested", "second");
		assertThat(output).contains(
				"Shutting down: waiting up to 300000 ms for 1 connections of pool 'general', 1 connections of pool 'ai'",
				"Pool 'general' is drained after ")
			.doesNotContain("cut off");
	}

	@Test
	void whoWaitedInTheQueueBeforeIsServed() throws Exception {
		this.runner.withPropertyValues("pools.jdbc.ai.maximum-pool-size=1").run((context) -> {
			DataSource ai = context.getBean("aiDataSource", DataSource.class);
			Holder holder = new Holder(ai, () -> null);
			Future<?> waiting = this.threads.submit(() -> write(ai, "waited"));
			await().until(() -> context.getBean(JdbcPools.class).get("ai").state().pending() == 1);
			Future<?> closing = close(context);
			awaitRefusal(ai);
			holder.finish("held");
			waiting.get(1, TimeUnit.MINUTES);
			closing.get(1, TimeUnit.MINUTES);
		});
		assertThat(notes()).containsExactlyInAnyOrder("held", "waited");
	}

	@Test
	void whoIsNotDoneAtTheDeadlineIsNamedAndCutOff(CapturedOutput output) throws Exception {
		this.runner.withPropertyValues("pools.shutdown.drain-timeout=200ms").run((context) -> {
			Holder holder = new Holder(context.getBean("aiDataSource", DataSource.class), () -> null);
			close(context).get(1, TimeUnit.MINUTES);
			assertThatExceptionOfType(Exception.class).isThrownBy(() -> holder.finish("too late"))
				.withStackTraceContaining("SQLException");
		});
		assertThat(notes()).isEmpty();
		assertThat(output)
			.containsPattern("Pool 'ai' is closed while [\\w.]*Holder\\S*, thread holder, has held one of "
					+ "its connections for \\d+ ms: it is cut off")
			.doesNotContain("is drained");
	}

	@Test
	void longestTimeThatMayBeSetIsWaitedForAsWell(CapturedOutput output) throws Exception {
		this.runner.withPropertyValues("pools.shutdown.drain-timeout=100000d").run((context) -> {
			DataSource ai = context.getBean("aiDataSource", DataSource.class);
			Holder holder = new Holder(ai, () -> null);
			Future<?> closing = close(context);
			awaitRefusal(ai);
			holder.finish("in time");
			closing.get(1, TimeUnit.MINUTES);
		});
		assertThat(notes()).containsExactly("in time");
		assertThat(output).contains("Pool 'ai' is drained after ");
	}

	@Test
	void withNoTimeNobodyIsWaitedFor(CapturedOutput output) throws Exception {
		this.runner.withPropertyValues("pools.shutdown.drain-timeout=0").run((context) -> {
			Holder holder = new Holder(context.getBean("aiDataSource", DataSource.class), () -> null);
			close(context).get(1, TimeUnit.MINUTES);
			assertThatExceptionOfType(Exception.class).isThrownBy(() -> holder.finish("too late"));
		});
		assertThat(output).contains("thread holder").doesNotContain("waiting up to");
	}

	@Test
	void aThreadDoesNotWaitForItself(CapturedOutput output) throws Exception {
		this.runner.run((context) -> this.threads.submit(() -> {
			try (Connection held = context.getBean(DataSource.class).getConnection()) {
				assertThat(PoolTracker.poolOf(held)).isEqualTo("general");
				sourceOf(context).close();
			}
			return null;
		}).get(1, TimeUnit.MINUTES));
		assertThat(output).contains("Pool 'general' is closed while").doesNotContain("waiting up to");
	}

	@Test
	void directConnectionsAreWaitedFor(CapturedOutput output) throws Exception {
		this.runner
			.withPropertyValues("pools.jdbc.ai.fallback.to=direct", "pools.jdbc.ai.max-waiting=0",
					"pools.jdbc.ai.maximum-pool-size=1")
			.run((context) -> {
				JdbcPools pools = context.getBean(JdbcPools.class);
				Holder holder = new Holder(pools.get("ai").dataSource(), () -> null);
				Holder direct = new Holder(pools.get("ai")::getConnection, () -> null);
				Future<?> closing = close(context);
				awaitRefusal(pools.get("general").dataSource());
				holder.finish("pooled");
				await().until(() -> output.getAll().contains("Pool 'ai' is drained after "));
				direct.finish("direct");
				closing.get(1, TimeUnit.MINUTES);
			});
		assertThat(notes()).containsExactlyInAnyOrder("pooled", "direct");
		assertThat(output).contains("Pool 'ai-direct' is drained after ");
	}

	@Test
	void whoWaitsForAServerThatIsAwayIsNotWaitedFor() throws Exception {
		this.runner
			.withPropertyValues("pools.jdbc.away.startup=optional", "pools.jdbc.away.minimum-idle=0",
					"pools.jdbc.away.connection-timeout=20s",
					"pools.jdbc.away.url=jdbc:postgresql://localhost:" + freePort() + "/away")
			.run((context) -> {
				JdbcPools pools = context.getBean(JdbcPools.class);
				this.threads.submit(pools.get("away")::getConnection);
				// One is the library's own
				await().until(() -> pools.get("away").state().pending() == 2);
				await().until(() -> context.getBean(PoolTrackers.class).get("away").connectFailure() != null);
				close(context).get(1, TimeUnit.MINUTES);
			});
	}

	@Test
	void anIdleApplicationSaysNothing(CapturedOutput output) {
		this.runner.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("waiting up to", "is drained", "is closed while");
	}

	private Future<?> close(AssertableApplicationContext context) {
		return this.threads.submit(() -> sourceOf(context).close());
	}

	private static ConfigurableApplicationContext sourceOf(AssertableApplicationContext context) {
		return context.getSourceApplicationContext();
	}

	private static void awaitRefusal(DataSource dataSource) {
		await().untilAsserted(() -> assertThatExceptionOfType(PoolRejectedException.class)
			.isThrownBy(() -> dataSource.getConnection().close())
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.SHUTTING_DOWN)));
	}

	private static Void write(DataSource dataSource, String note) throws SQLException {
		try (Connection connection = Kitchen.take(dataSource)) {
			write(connection, note);
		}
		return null;
	}

	private static void write(Connection connection, String note) throws SQLException {
		connection.createStatement().execute("insert into note values ('" + note + "')");
	}

	private static List<String> notes() throws SQLException {
		try (Connection connection = DriverManager.getConnection(database.url(), database.username(),
				database.password()); var result = connection.createStatement().executeQuery("select text from note")) {
			List<String> notes = new ArrayList<>();
			while (result.next()) {
				notes.add(result.getString(1));
			}
			return notes;
		}
	}

	private static void execute(String sql) throws SQLException {
		try (Connection connection = DriverManager.getConnection(database.url(), database.username(),
				database.password())) {
			connection.createStatement().execute(sql);
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	/**
	 * A thread that has a connection and a transaction, until it is told to write and
	 * commit.
	 */
	private final class Holder {

		private final CountDownLatch goOn = new CountDownLatch(1);

		private volatile String note = "";

		private final Future<?> work;

		Holder(Source source, Callable<?> last) throws InterruptedException {
			CountDownLatch holds = new CountDownLatch(1);
			this.work = PoolShutdownTests.this.threads.submit(() -> {
				Thread.currentThread().setName("holder");
				try (Connection connection = source.getConnection()) {
					connection.setAutoCommit(false);
					connection.createStatement().execute("select 1");
					holds.countDown();
					this.goOn.await();
					write(connection, this.note);
					last.call();
					connection.commit();
				}
				return null;
			});
			assertThat(holds.await(1, TimeUnit.MINUTES)).isTrue();
		}

		Holder(DataSource dataSource, Callable<?> last) throws InterruptedException {
			this((Source) dataSource::getConnection, last);
		}

		void finish(String note) throws Exception {
			this.note = note;
			this.goOn.countDown();
			this.work.get(1, TimeUnit.MINUTES);
		}

	}

	@FunctionalInterface
	private interface Source {

		Connection getConnection() throws SQLException;

	}

	static class WritingByTemplate {

		private final JdbcTemplate jdbc;

		WritingByTemplate(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@PreDestroy
		void close() {
			this.jdbc.update("insert into note values ('by template')");
		}

	}

	static class WritingToOnePool {

		private final DataSource ai;

		WritingToOnePool(@Qualifier("ai") DataSource ai) {
			this.ai = ai;
		}

		@PreDestroy
		void close() throws SQLException {
			write(this.ai, "to one pool");
		}

	}

	static class WritingByRegistry {

		private final JdbcPools pools;

		WritingByRegistry(JdbcPools pools) {
			this.pools = pools;
		}

		@PreDestroy
		void close() throws SQLException {
			write(this.pools.get("general").dataSource(), "by registry");
		}

	}

}
