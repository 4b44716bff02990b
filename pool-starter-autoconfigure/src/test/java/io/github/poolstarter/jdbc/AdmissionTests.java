package io.github.poolstarter.jdbc;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import javax.sql.DataSource;

import io.github.poolstarter.PoolExhaustedException;
import io.github.poolstarter.PoolRejectedException;
import io.github.poolstarter.PoolRejectedException.Reason;
import io.github.poolstarter.PoolTemplate;
import io.github.poolstarter.autoconfigure.PoolsAutoConfiguration;
import io.github.poolstarter.pool.BorrowStats;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.PostgresServer.Database;
import io.github.poolstarter.tracking.Borrow;
import io.github.poolstarter.tracking.BorrowContext;
import io.github.poolstarter.tracking.CallSiteRegistry;
import io.github.poolstarter.tracking.DelegatingConnection;
import io.github.poolstarter.tracking.PoolTracker;
import io.github.poolstarter.tracking.PoolTrackers;
import io.github.poolstarter.tracking.RouteCounts;
import io.github.poolstarter.tracking.TrackedHikariDataSource;
import io.github.poolstarter.tracking.busy.BusyTimeMode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.AbstractDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Who is let in to a pool: as many as may wait, nobody where it is suspended or closed.
 */
class AdmissionTests {

	private static final int BURST = 64;

	private static Database database;

	private static ApplicationContextRunner runner;

	@BeforeAll
	static void createDatabase() {
		database = PostgresServer.createDatabase();
		runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class))
			.withPropertyValues(database.properties())
			.withPropertyValues("pools.default-pool=ai", "pools.jdbc.ai.minimum-idle=0",
					"pools.jdbc.ai.maximum-pool-size=2", "pools.jdbc.ai.connection-timeout=1m",
					"pools.jdbc.general.maximum-pool-size=1");
	}

	@AfterAll
	static void dropDatabase() {
		database.close();
	}

	@Test
	void ofABurstExactlyThoseGetThroughWhoHoldOrMayWait() {
		runner.withPropertyValues("pools.jdbc.ai.max-waiting=3").run((context) -> {
			JdbcPool ai = ai(context);
			for (int round = 1; round <= 20; round++) {
				try (Borrowers borrowers = Borrowers.start(BURST, context.getBean(DataSource.class),
						context.getBean("aiDataSource", DataSource.class))) {
					await().until(() -> borrowers.failures().size() >= BURST - 5 && borrowers.holding() == 2
							&& ai.state().pending() == 3);
					assertThat(borrowers.failures()).hasSize(BURST - 5).allSatisfy(AdmissionTests::isQueueFull);
					borrowers.finish();
					assertThat(borrowers.served()).isEqualTo(5);
					BorrowStats stats = tracker(context).stats();
					assertThat(stats.hold().count()).isEqualTo(5 * round);
					assertThat(stats.rejected()).isEqualTo((BURST - 5) * round);
					assertThat(stats.timeouts() + stats.interrupted()).isZero();
				}
			}
			assertThat(tracker(context).borrows().stream().filter(Borrow::rejected)).hasSize(20 * (BURST - 5));
		});
	}

	@Test
	void withNobodyToWaitWhoFindsAllConnectionsOutIsRefusedAtOnce() {
		runner.withPropertyValues("pools.jdbc.ai.max-waiting=0").run((context) -> {
			JdbcPool ai = ai(context);
			try (Connection one = ai.getConnection(); Connection two = ai.getConnection()) {
				assertThat(one).isNotSameAs(two);
				assertThatExceptionOfType(PoolRejectedException.class).isThrownBy(ai::getConnection)
					.satisfies(AdmissionTests::isQueueFull)
					.withMessage("Pool 'ai' of 2 connections is full: 0 threads are already waiting for a "
							+ "connection, and pools.jdbc.ai.max-waiting is 0. Raise it, or find out what holds the "
							+ "connections");
				giveBack(two);
				ai.getConnection().close();
			}
			assertThat(tracker(context).stats().rejected()).isEqualTo(1);
			assertThat(tracker(context).stats().hold().count()).isEqualTo(3);
		});
	}

	@Test
	void withNobodyToWaitAsManyThreadsAsConnectionsAreNeverRefused() {
		runner
			.withPropertyValues("pools.jdbc.ai.max-waiting=0", "pools.jdbc.ai.maximum-pool-size=4",
					"pools.jdbc.ai.minimum-idle=1")
			.run((context) -> {
				JdbcPool ai = ai(context);
				ExecutorService threads = Executors.newFixedThreadPool(4);
				try {
					List<Future<?>> borrowers = new ArrayList<>();
					for (int thread = 0; thread < 4; thread++) {
						borrowers.add(threads.submit(() -> {
							for (int i = 0; i < 5000; i++) {
								Connection connection = ai.getConnection();
								if (i % 1000 == 999) {
									ai.dataSource().evictConnection(connection);
								}
								connection.close();
							}
							return null;
						}));
					}
					for (Future<?> borrower : borrowers) {
						borrower.get(1, TimeUnit.MINUTES);
					}
				}
				finally {
					threads.shutdownNow();
				}
				assertThat(tracker(context).stats().hold().count()).isEqualTo(20_000);
				assertThat(tracker(context).stats().rejected()).isZero();
			});
	}

	@Test
	void withNobodyToWaitAsManyThreadsAsConnectionsAreNotRefusedWhileBackendsAreTerminated() {
		runner
			.withPropertyValues("pools.jdbc.ai.max-waiting=0", "pools.jdbc.ai.maximum-pool-size=5",
					"pools.jdbc.ai.minimum-idle=5")
			.run((context) -> {
				JdbcPool ai = ai(context);
				JdbcTemplate general = new JdbcTemplate(context.getBean("generalDataSource", DataSource.class));
				AtomicInteger broken = new AtomicInteger();
				assertThatNobodyIsRefused(5, () -> broken.get() < 100, () -> {
					try (Connection connection = ai.getConnection();
							Statement statement = connection.createStatement()) {
						statement.execute("select pg_sleep(0.002)");
					}
					catch (SQLException ex) {
						assertThat((Throwable) ex).isNotInstanceOf(PoolRejectedException.class);
						broken.incrementAndGet();
					}
				}, () -> {
					general.queryForList("select pg_terminate_backend(pid) from pg_stat_activity where datname = ? "
							+ "and pid <> pg_backend_pid()", database.name());
					TimeUnit.MILLISECONDS.sleep(20);
				});
				assertThat(tracker(context).stats().rejected()).isZero();
			});
	}

	@Test
	void withNobodyToWaitAsManyThreadsAsConnectionsAreNotRefusedWhileOldOnesAreClosedSlowly() throws Exception {
		PoolTracker tracker = new PoolTrackers(new CallSiteRegistry(), Duration.ofMinutes(1)).add("ai", false);
		try (TrackedHikariDataSource pool = new TrackedHikariDataSource(tracker, BusyTimeMode.OFF)) {
			pool.setDataSource(new SlowlyClosingDataSource());
			pool.setMaximumPoolSize(4);
			new AdmissionGate(pool, 0);
			AtomicInteger evicted = new AtomicInteger();
			assertThatNobodyIsRefused(4, () -> evicted.get() < 100, () -> {
				try (Connection connection = pool.getConnection()) {
					if (evicted.incrementAndGet() % 2 == 0) {
						pool.evictConnection(connection);
					}
					else {
						assertThatExceptionOfType(SQLException.class).isThrownBy(connection::createStatement);
					}
				}
			}, () -> TimeUnit.MILLISECONDS.sleep(10));
			assertThat(tracker.stats().rejected()).isZero();
		}
	}

	private static void assertThatNobodyIsRefused(int number, BooleanSupplier goesOn, Step borrow, Step besides)
			throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(number);
		try {
			List<Future<?>> borrowers = new ArrayList<>();
			for (int thread = 0; thread < number; thread++) {
				borrowers.add(threads.submit(() -> {
					while (goesOn.getAsBoolean()) {
						borrow.take();
					}
					return null;
				}));
			}
			while (borrowers.stream().noneMatch(Future::isDone)) {
				besides.take();
			}
			for (Future<?> borrower : borrowers) {
				borrower.get(1, TimeUnit.MINUTES);
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void whoHasClearedTheWarningsOfAConnectionHoldsItAllTheSame() {
		run("pools.jdbc.ai.max-waiting=0", (context) -> {
			try (Connection one = ai(context).getConnection(); Connection two = ai(context).getConnection()) {
				one.clearWarnings();
				two.clearWarnings();
				assertThatExceptionOfType(PoolRejectedException.class).isThrownBy(ai(context)::getConnection);
			}
		});
	}

	@Test
	void withoutALimitAllWait() {
		runner.run((context) -> {
			try (Borrowers borrowers = Borrowers.start(BURST, ai(context).dataSource())) {
				await().until(() -> borrowers.holding() == 2 && ai(context).state().pending() == BURST - 2);
				borrowers.finish();
				assertThat(borrowers.served()).isEqualTo(BURST);
			}
		});
	}

	@Test
	void whileTheServerIsAwayAsManyMoreWaitAsThePoolCouldOpenConnections() throws IOException {
		int port = freePort();
		runner
			.withPropertyValues("pools.jdbc.ai.max-waiting=1", "pools.jdbc.ai.startup=optional",
					"pools.jdbc.ai.url=jdbc:postgresql://localhost:" + port + "/away")
			.run((context) -> {
				JdbcPool ai = ai(context);
				try (Borrowers borrowers = Borrowers.start(8, ai.dataSource())) {
					await().until(() -> borrowers.failures().size() >= 5);
					// One more is the library's own, which waits for the server
					await().until(() -> ai.state().pending() == 4);
					assertThat(borrowers.failures()).hasSize(5).allSatisfy(AdmissionTests::isQueueFull);
				}
				assertThat(tracker(context).stats().rejected()).isEqualTo(5);
				assertThat(tracker(context).stats().interrupted()).isEqualTo(3);
			});
	}

	@Test
	void whoTimesOutMakesRoomForOthers() {
		runner
			.withPropertyValues("pools.jdbc.ai.max-waiting=1", "pools.jdbc.ai.minimum-idle=1",
					"pools.jdbc.ai.maximum-pool-size=1", "pools.jdbc.ai.connection-timeout=250ms",
					"pools.jdbc.ai.initialization-fail-timeout=30s")
			.run((context) -> {
				JdbcPool ai = ai(context);
				try (Connection held = ai.getConnection()) {
					assertThat(held.isClosed()).isFalse();
					for (int i = 0; i < 3; i++) {
						assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(ai::getConnection);
					}
				}
				assertThat(tracker(context).stats().timeouts()).isEqualTo(3);
				assertThat(tracker(context).stats().rejected()).isZero();
			});
	}

	@Test
	void whoIsInterruptedMakesRoomForOthers() {
		runner.withPropertyValues("pools.jdbc.ai.max-waiting=1", "pools.jdbc.ai.maximum-pool-size=1").run((context) -> {
			JdbcPool ai = ai(context);
			try (Connection held = ai.getConnection()) {
				try (Borrowers waiting = Borrowers.start(1, ai.dataSource())) {
					await().until(() -> ai.state().pending() == 1);
					assertThatExceptionOfType(PoolRejectedException.class).isThrownBy(ai::getConnection);
					waiting.interrupt();
					assertThat(waiting.failures()).singleElement()
						.extracting(Throwable::getCause)
						.isInstanceOf(InterruptedException.class);
				}
				try (Borrowers waiting = Borrowers.start(1, ai.dataSource())) {
					await().until(() -> ai.state().pending() == 1);
					giveBack(held);
					waiting.finish();
					assertThat(waiting.served()).isEqualTo(1);
				}
			}
			BorrowStats stats = tracker(context).stats();
			assertThat(List.of(stats.hold().count(), stats.timeouts(), stats.rejected(), stats.interrupted()))
				.containsExactly(2L, 0L, 1L, 1L);
		});
	}

	@Test
	void theLibrarysOwnBorrowsAreNeitherRefusedNorCountedNorKept() {
		runner.withPropertyValues("pools.jdbc.ai.max-waiting=0", "pools.jdbc.ai.maximum-pool-size=1").run((context) -> {
			JdbcPool ai = ai(context);
			try (Connection own = BorrowContext.borrowInternally(ai.dataSource())) {
				// It is back in a moment, and no reason to refuse anybody
				try (Borrowers waiting = Borrowers.start(1, ai.dataSource())) {
					await().until(() -> ai.state().pending() == 1);
					giveBack(own);
					waiting.finish();
					assertThat(waiting.served()).isEqualTo(1);
				}
			}
			gate(ai).suspend();
			BorrowContext.borrowInternally(ai.dataSource()).close();
			gate(ai).close();
			BorrowContext.borrowInternally(ai.dataSource()).close();
			assertThat(tracker(context).stats().rejected()).isZero();
		});
	}

	@Test
	void theLibrarysOwnBorrowsWaitWhereOthersAreRefused() {
		runner
			.withPropertyValues("pools.jdbc.ai.max-waiting=0", "pools.jdbc.ai.minimum-idle=1",
					"pools.jdbc.ai.maximum-pool-size=1", "pools.jdbc.ai.connection-timeout=250ms",
					"pools.jdbc.ai.initialization-fail-timeout=30s")
			.run((context) -> {
				JdbcPool ai = ai(context);
				try (Connection held = ai.getConnection()) {
					assertThat(held.isClosed()).isFalse();
					assertThatExceptionOfType(SQLTransientConnectionException.class)
						.isThrownBy(() -> BorrowContext.borrowInternally(ai.dataSource()))
						.isNotInstanceOf(PoolRejectedException.class);
				}
				assertThat(tracker(context).stats().rejected()).isZero();
			});
	}

	@Test
	void springTranslatesARefusalAsItDoesATimeout() {
		run("pools.jdbc.ai.max-waiting=0", (context) -> {
			JdbcTemplate jdbc = new JdbcTemplate(context.getBean(DataSource.class));
			try (Connection one = ai(context).getConnection(); Connection two = ai(context).getConnection()) {
				assertThat(one).isNotSameAs(two);
				assertThatExceptionOfType(CannotGetJdbcConnectionException.class)
					.isThrownBy(() -> jdbc.queryForObject("select 1", Integer.class))
					.withCauseInstanceOf(PoolRejectedException.class);
			}
		});
	}

	@Test
	void aRefusalIsNotRetried() {
		run("pools.jdbc.ai.max-waiting=0", (context) -> {
			PoolTemplate template = context.getBean(PoolTemplate.class);
			try (Connection one = ai(context).getConnection(); Connection two = ai(context).getConnection()) {
				assertThat(one).isNotSameAs(two);
				assertThatExceptionOfType(CannotGetJdbcConnectionException.class)
					.isThrownBy(() -> template.executeWithRetry("ai", Connection::getCatalog));
			}
			assertThat(tracker(context).stats().rejected()).isEqualTo(1);
		});
	}

	@Test
	void whoIsRefusedForTheQueueFallsBackAndWhoIsForAnotherReasonDoesNot() {
		runner.withPropertyValues("pools.jdbc.ai.max-waiting=0", "pools.jdbc.ai.fallback.to=general").run((context) -> {
			JdbcPool ai = ai(context);
			try (Connection one = ai.getConnection();
					Connection two = ai.getConnection();
					Connection third = ai.getConnection()) {
				assertThat(List.of(one, two)).doesNotContain(third);
				assertThat(PoolTracker.poolOf(third)).isEqualTo("general");
			}
			assertThat(context.getBean(RouteCounts.class).snapshot().get("ai").fallback()).isEqualTo(1);
			gate(ai).suspend();
			assertThatExceptionOfType(PoolRejectedException.class).isThrownBy(ai::getConnection)
				.satisfies((ex) -> isRefused(ex, Reason.SUSPENDED));
			gate(ai).close();
			assertThatExceptionOfType(PoolRejectedException.class).isThrownBy(ai::getConnection)
				.satisfies((ex) -> isRefused(ex, Reason.SHUTTING_DOWN));
			assertThat(context.getBean(RouteCounts.class).snapshot().get("ai").fallback()).isEqualTo(1);
			assertThat(tracker(context).stats().rejected()).isEqualTo(3);
		});
	}

	@Test
	void aSuspendedPoolKeepsBorrowersUntilItIsResumed() {
		run("pools.jdbc.ai.minimum-idle=2", (context) -> {
			JdbcPool ai = ai(context);
			assertThat(gate(ai).isSuspended()).isFalse();
			gate(ai).suspend();
			assertThat(gate(ai).isSuspended()).isTrue();
			try (Borrowers borrowers = Borrowers.start(2, context.getBean(DataSource.class),
					context.getBean("aiDataSource", DataSource.class))) {
				await().until(() -> gate(ai).waiting() == 2);
				assertThat(ai.state().pending()).isEqualTo(2);
				assertThat(ai.state().idle()).isEqualTo(2);
				gate(ai).resume();
				await().until(() -> borrowers.holding() == 2);
				borrowers.finish();
			}
			assertThat(gate(ai).isSuspended()).isFalse();
			assertThat(gate(ai).waiting()).isZero();
			assertThat(tracker(context).borrows()).hasSize(2)
				.allSatisfy((borrow) -> assertThat(borrow.waitNanos()).isPositive())
				.allMatch(Borrow::suspended);
			ai.getConnection().close();
			assertThat(tracker(context).borrows().get(2).suspended()).isFalse();
		});
	}

	@Test
	void aConnectionThatIsOutMayBeUsedWhileThePoolIsSuspended() {
		run("pools.jdbc.ai.minimum-idle=2", (context) -> {
			try (Connection held = ai(context).getConnection()) {
				gate(ai(context)).suspend();
				held.createStatement().execute("select 1");
			}
		});
	}

	@Test
	void whoIsNotResumedWithinTheConnectionTimeoutIsRefused() {
		run("pools.jdbc.ai.minimum-idle=2", (context) -> {
			JdbcPool ai = ai(context);
			ai.dataSource().setConnectionTimeout(300);
			gate(ai).suspend();
			assertThatExceptionOfType(PoolRejectedException.class).isThrownBy(ai::getConnection)
				.withMessage("Pool 'ai' is suspended, and was not resumed within 300 ms")
				.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.SUSPENDED));
			assertThat(tracker(context).borrows()).singleElement().satisfies((borrow) -> {
				assertThat(borrow.rejected()).isTrue();
				assertThat(borrow.suspended()).isTrue();
				assertThat(borrow.waitNanos()).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(300));
			});
			assertThat(gate(ai).waiting()).isZero();
		});
	}

	@Test
	void whoIsInterruptedWhileThePoolIsSuspendedGoesAway() {
		run("pools.jdbc.ai.minimum-idle=2", (context) -> {
			JdbcPool ai = ai(context);
			gate(ai).suspend();
			Thread.currentThread().interrupt();
			try {
				assertThatExceptionOfType(SQLException.class).isThrownBy(ai::getConnection)
					.withCauseInstanceOf(InterruptedException.class);
				assertThat(Thread.currentThread().isInterrupted()).isTrue();
			}
			finally {
				assertThat(Thread.interrupted()).isTrue();
			}
			assertThat(gate(ai).waiting()).isZero();
			assertThat(tracker(context).stats().interrupted()).isEqualTo(1);
		});
	}

	@Test
	void noMoreThreadsWaitForASuspendedPoolThanMayWait() {
		runner.withPropertyValues("pools.jdbc.ai.max-waiting=3", "pools.jdbc.ai.minimum-idle=2").run((context) -> {
			JdbcPool ai = ai(context);
			gate(ai).suspend();
			try (Borrowers borrowers = Borrowers.start(BURST, ai.dataSource())) {
				await().until(() -> borrowers.failures().size() >= BURST - 3 && gate(ai).waiting() == 3);
				assertThat(borrowers.failures()).hasSize(BURST - 3)
					.allSatisfy((failure) -> isRefused(failure, Reason.SUSPENDED));
				gate(ai).resume();
				borrowers.finish();
				assertThat(borrowers.served()).isEqualTo(3);
			}
		});
	}

	@Test
	void aClosedGateRefusesAtOnceThoseWhomItKeepsToo() {
		run("pools.jdbc.ai.minimum-idle=2", (context) -> {
			JdbcPool ai = ai(context);
			gate(ai).suspend();
			try (Borrowers borrowers = Borrowers.start(4, ai.dataSource())) {
				await().until(() -> gate(ai).waiting() == 4);
				gate(ai).close();
				await().until(() -> borrowers.failures().size() == 4);
				assertThat(borrowers.failures()).allSatisfy((failure) -> isRefused(failure, Reason.SHUTTING_DOWN));
			}
			gate(ai).resume();
			gate(ai).suspend();
			assertThat(gate(ai).isSuspended()).isFalse();
			assertThatExceptionOfType(PoolRejectedException.class).isThrownBy(ai::getConnection)
				.satisfies((ex) -> isRefused(ex, Reason.SHUTTING_DOWN));
			assertThat(tracker(context).stats().rejected()).isEqualTo(5);
		});
	}

	@Test
	void aClosedGateLetsThroughWhoHoldsAConnectionAlready() {
		run("pools.jdbc.ai.minimum-idle=2", (context) -> {
			JdbcPools pools = context.getBean(JdbcPools.class);
			try (Connection general = pools.get("general").getConnection()) {
				gate(ai(context)).close();
				try (Connection ai = ai(context).getConnection()) {
					assertThat(PoolTracker.poolOf(ai)).isEqualTo("ai");
				}
				giveBack(general);
				assertThatExceptionOfType(PoolRejectedException.class).isThrownBy(ai(context)::getConnection);
			}
		});
	}

	private static void run(String property, ContextConsumer<AssertableApplicationContext> consumer) {
		runner.withPropertyValues(property).run(consumer);
	}

	private static JdbcPool ai(AssertableApplicationContext context) {
		return context.getBean(JdbcPools.class).get("ai");
	}

	private static PoolTracker tracker(AssertableApplicationContext context) {
		return context.getBean(PoolTrackers.class).get("ai");
	}

	private static PoolGate gate(JdbcPool pool) {
		return Objects.requireNonNull(pool.gate());
	}

	private static void isQueueFull(Throwable failure) {
		isRefused(failure, Reason.QUEUE_FULL);
	}

	private static void isRefused(Throwable failure, Reason reason) {
		assertThat(failure).isInstanceOfSatisfying(PoolRejectedException.class, (ex) -> {
			assertThat(ex.getPool()).isEqualTo("ai");
			assertThat(ex.getReason()).isEqualTo(reason);
		});
	}

	private static void giveBack(Connection connection) throws SQLException {
		connection.close();
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	/**
	 * What a thread does over and over.
	 */
	@FunctionalInterface
	private interface Step {

		/**
		 * Do it once.
		 * @throws Exception if it can't be done
		 */
		void take() throws Exception;

	}

	/**
	 * Gives connections that break when they are used, and take their time to close.
	 */
	private static final class SlowlyClosingDataSource extends AbstractDataSource {

		@Override
		public Connection getConnection() throws SQLException {
			return new DelegatingConnection(DriverManager.getConnection("jdbc:h2:mem:slow")) {

				@Override
				public Statement createStatement() throws SQLException {
					throw new SQLException("broken", "08006");
				}

				@Override
				public void close() throws SQLException {
					try {
						TimeUnit.MILLISECONDS.sleep(20);
					}
					catch (InterruptedException ex) {
						Thread.currentThread().interrupt();
					}
					super.close();
				}

			};
		}

		@Override
		public Connection getConnection(String username, String password) throws SQLException {
			return getConnection();
		}

	}

}
