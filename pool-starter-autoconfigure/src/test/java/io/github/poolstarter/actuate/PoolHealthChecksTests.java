package io.github.poolstarter.actuate;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import io.github.poolstarter.StartupPolicy;
import io.github.poolstarter.jdbc.ConnectionFallback;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.jdbc.PoolDefinition;
import io.github.poolstarter.pool.PoolState;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.TcpForwarder;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.HealthIndicator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PoolHealthChecks}, with pools of a real server.
 */
class PoolHealthChecksTests {

	private static final Duration SHORT = Duration.ofMillis(250);

	private final PostgresServer.Database database = PostgresServer.createDatabase();

	private final GatedDataSource gate = new GatedDataSource(this.database.url());

	private final List<AutoCloseable> resources = new ArrayList<>();

	@AfterEach
	void close() throws Exception {
		this.gate.open();
		for (AutoCloseable resource : this.resources) {
			resource.close();
		}
		this.database.close();
	}

	@Test
	void poolWithFreeConnectionsIsUp() throws SQLException {
		JdbcPool pool = started("general", 4, TestPools.LONG, TestPools.LONG);
		hold(pool, 3);
		PoolHealth health = checks(0.75, pool).check(pool);
		assertThat(health).isEqualTo(new PoolHealth(PoolStatus.UP, health.stats(), null));
		assertThat(health.stats().active()).isEqualTo(3);
	}

	@Test
	void poolOverTheThresholdIsBusy() throws SQLException {
		JdbcPool pool = started("general", 4, TestPools.LONG, TestPools.LONG);
		hold(pool, 3);
		assertThat(checks(0.74, pool).check(pool).status()).isEqualTo(PoolStatus.BUSY);
	}

	@Test
	void poolWithAllConnectionsOutAndNobodyWaitingIsBusy() throws SQLException {
		JdbcPool pool = started("general", 2, TestPools.LONG, TestPools.LONG);
		hold(pool, 2);
		assertThat(checks(0.8, pool).check(pool).status()).isEqualTo(PoolStatus.BUSY);
	}

	@Test
	void saturatedPoolIsExhaustedAndTheCheckDoesNotWaitForIt() throws SQLException {
		JdbcPool pool = started("general", 2, TestPools.LONG, TestPools.LONG);
		hold(pool, 2);
		CompletableFuture<Void> waiter = borrow(pool, null);
		await(() -> assertThat(pool.state().pending()).isOne());
		PoolHealth health = checks(0.8, pool).check(pool);
		// Else it has waited for as long as the waiter
		assertThat(waiter).isNotDone();
		assertThat(health.status()).isEqualTo(PoolStatus.EXHAUSTED);
		assertThat(health.stats()).isEqualTo(new PoolState(2, 0, 2, 1, 0, 2));
		assertThat(health.note()).isNull();
	}

	@Test
	void poolThatBecomesSaturatedDuringTheCheckIsNotDown() throws SQLException {
		JdbcPool pool = startedWithoutConnection("general", 1, TestPools.LONG, Duration.ofSeconds(2));
		PoolHealthChecks checks = checks(0.8, pool);
		CountDownLatch release = new CountDownLatch(1);
		CompletableFuture<Void> borrower = borrow(pool, release);
		await(() -> assertThat(pool.state().pending()).isOne());
		CompletableFuture<PoolHealth> health = CompletableFuture.supplyAsync(() -> checks.check(pool));
		await(() -> assertThat(pool.state().pending()).isEqualTo(2));
		this.gate.open();
		assertThat(health.join().status()).isIn(PoolStatus.BUSY, PoolStatus.EXHAUSTED);
		assertThat(health.join().note()).isNull();
		assertThat(borrower).isNotDone();
		release.countDown();
		borrower.join();
	}

	@Test
	void poolWhoseServerIsUnreachableIsDownUntilItIsReachable() {
		TcpForwarder forwarder = TcpForwarder.to(this.database.url());
		this.resources.add(forwarder);
		JdbcPool pool = TestPools.pool(TestPools.definition("general", forwarder.url(), 2, SHORT, SHORT));
		PoolHealthChecks checks = checks(0.8, pool);
		connect(pool);
		assertThat(checks.check(pool).status()).isEqualTo(PoolStatus.UP);
		forwarder.cut();
		PoolHealth health = checks.check(pool);
		assertThat(health.status()).isEqualTo(PoolStatus.DOWN);
		assertThat(health.note()).isNotBlank();
		forwarder.join();
		await(() -> assertThat(checks.check(pool).status()).isEqualTo(PoolStatus.UP));
	}

	@Test
	void poolThatLivesOnItsFallbackIsDown() throws SQLException {
		JdbcPool own = pool("general", this.database.url(), 2, SHORT, TestPools.LONG);
		JdbcPool pool = new JdbcPool(own.definition(), own.dataSource(), own.tracker(), new ConnectionFallback() {

			@Override
			public Connection getConnection(SQLTransientConnectionException reason) throws SQLException {
				return DriverManager.getConnection(PoolHealthChecksTests.this.database.url());
			}

			@Override
			public int active() {
				return 0;
			}

			@Override
			public void close() {
			}

		}, null, null);
		PoolHealthChecks checks = checks(0.8, pool);
		connect(pool);
		this.gate.failWith(new SQLException("out of order", "08006"));
		pool.dataSource().getHikariPoolMXBean().softEvictConnections();
		await(() -> assertThat(checks.check(pool).status()).isEqualTo(PoolStatus.DOWN));
		try (Connection connection = pool.getConnection()) {
			assertThat(connection.isValid(1)).isTrue();
		}
		assertThat(checks.check(pool).status()).isEqualTo(PoolStatus.DOWN);
	}

	@Test
	void checkWaitsNoLongerThanTheValidationTimeout() {
		JdbcPool pool = startedWithoutConnection("general", 2, TestPools.LONG, SHORT);
		CompletableFuture<Void> borrower = borrow(pool, null);
		PoolHealth health = checks(0.8, pool).check(pool);
		// Else it has waited for as long as the borrower
		assertThat(borrower).isNotDone();
		assertThat(health.status()).isEqualTo(PoolStatus.DOWN);
		assertThat(health.note()).isEqualTo("no connection within 250 ms");
	}

	@Test
	void whoIsInAHurryLearnsWhatIsKnownSoFarAndLaterWhatCameOfIt() {
		JdbcPool pool = startedWithoutConnection("general", 2, TestPools.LONG, TestPools.LONG);
		PoolHealthChecks checks = checks(0.8, pool);
		PoolHealth health = checks.checkAll(SHORT).get("general");
		assertThat(health.status()).isEqualTo(PoolStatus.DOWN);
		assertThat(health.note()).matches("no connection for \\d+ ms");
		this.gate.open();
		await(() -> assertThat(checks.checkAll(SHORT).get("general").status()).isEqualTo(PoolStatus.UP));
	}

	@Test
	void poolWithConnectionsIsUpForWhoIsInAHurryUntilItsValidationTimeoutIsOver() throws SQLException {
		TcpForwarder line = TcpForwarder.to(this.database.url());
		this.resources.add(line);
		Duration timeout = Duration.ofSeconds(2);
		JdbcPool pool = TestPools.pool(TestPools.definition("general", line.url(), 2, TestPools.LONG, timeout));
		PoolHealthChecks checks = checks(0.8, pool);
		try (Connection connection = pool.getConnection()) {
			assertThat(connection.isValid(5)).isTrue();
			line.freeze();
			long start = System.nanoTime();
			assertThat(checks.checkAll(Duration.ZERO).get("general").status()).isEqualTo(PoolStatus.UP);
			await(() -> assertThat(checks.checkAll(Duration.ZERO).get("general").status()).isEqualTo(PoolStatus.DOWN));
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(timeout.minusMillis(50));
			line.thaw();
			await(() -> assertThat(checks.checkAll(SHORT).get("general").status()).isEqualTo(PoolStatus.UP));
		}
	}

	@Test
	void onlyOneThreadWaitsForAPool() {
		JdbcPool pool = startedWithoutConnection("general", 4, TestPools.LONG, SHORT);
		PoolHealthChecks checks = checks(0.8, pool);
		for (int i = 0; i < 3; i++) {
			assertThat(checks.check(pool).status()).isEqualTo(PoolStatus.DOWN);
			assertThat(pool.state().pending()).isOne();
		}
	}

	@Test
	void reasonIsToldWithoutThePasswordAndTheCredentialsInTheUrl() {
		JdbcPool pool = pool("general", this.database.url() + "&password=url-secret", 2, SHORT, SHORT);
		PoolHealthChecks checks = checks(0.8, pool);
		connect(pool);
		this.gate.failWith(new SQLException("pg-secret was refused by " + pool.definition().database().url(), "08006"));
		pool.dataSource().getHikariPoolMXBean().softEvictConnections();
		await(() -> {
			PoolHealth health = checks.check(pool);
			assertThat(health.status()).isEqualTo(PoolStatus.DOWN);
			assertThat(health.note()).contains("java.sql.SQLException: ****** was refused by jdbc:postgresql:")
				.doesNotContain("secret");
		});
	}

	@Test
	void reasonIsForgottenWhenThePoolIsUpAgain() {
		JdbcPool pool = startedWithoutConnection("general", 2, SHORT, SHORT);
		PoolHealthChecks checks = checks(0.8, pool);
		this.gate.failWith(new SQLException("out of order", "08006"));
		this.gate.open();
		await(() -> assertThat(checks.check(pool).note()).contains("out of order"));
		this.gate.recover();
		await(() -> assertThat(checks.check(pool).status()).isEqualTo(PoolStatus.UP));
		this.gate.close();
		pool.dataSource().getHikariPoolMXBean().softEvictConnections();
		PoolHealth health = Awaitility.await()
			.until(() -> checks.check(pool), (checked) -> checked.status() == PoolStatus.DOWN);
		assertThat(health.note()).doesNotContain("out of order");
	}

	@Test
	void poolThatWasNotStartedIsUpAndStaysAsItIs() {
		JdbcPool pool = pool("general", this.database.url(), 2, SHORT, SHORT);
		PoolHealth health = checks(0.8, pool).check(pool);
		assertThat(health.status()).isEqualTo(PoolStatus.UP);
		assertThat(health.note()).isEqualTo("not started: connects at first use");
		assertThat(pool.dataSource().getHikariPoolMXBean()).isNull();
	}

	@Test
	void poolsAreCheckedSideBySide() {
		GatedDataSource otherGate = new GatedDataSource(this.database.url());
		JdbcPool general = startedWithoutConnection("general", 2, TestPools.LONG, TestPools.LONG);
		JdbcPool ai = TestPools.pool(TestPools.definition("ai", this.database.url(), 2, TestPools.LONG, TestPools.LONG),
				otherGate);
		PoolHealthChecks checks = checks(0.8, general, ai);
		connect(ai);
		otherGate.close();
		ai.dataSource().getHikariPoolMXBean().softEvictConnections();
		CompletableFuture<Map<String, PoolHealth>> health = CompletableFuture.supplyAsync(checks::checkAll);
		await(() -> assertThat(this.gate.waiting()).isPositive());
		await(() -> assertThat(otherGate.waiting()).isPositive());
		this.gate.open();
		otherGate.open();
		assertThat(health.join().keySet()).containsExactly("general", "ai");
		assertThat(health.join().values()).extracting(PoolHealth::status).containsOnly(PoolStatus.UP);
	}

	@Test
	void membersOfAFrozenServerTakeOneValidationTimeoutTogether() {
		TcpForwarder line = TcpForwarder.to(this.database.url());
		this.resources.add(line);
		Duration timeout = Duration.ofSeconds(3);
		JdbcPool[] pools = Stream.of("one", "two", "three", "four")
			.map((name) -> TestPools.pool(TestPools.definition(name, line.url(), 2, TestPools.LONG, timeout)))
			.toArray(JdbcPool[]::new);
		PoolHealthChecks checks = checks(0.8, pools);
		PoolsHealthContributor contributor = new PoolsHealthContributor(TestPools.observed(TestPools.registry(pools)),
				checks);
		for (JdbcPool pool : pools) {
			connect(pool);
		}
		assertThat(statuses(contributor)).containsExactly("UP", "UP", "UP", "UP");
		line.freeze();
		for (JdbcPool pool : pools) {
			pool.dataSource().getHikariPoolMXBean().softEvictConnections();
		}
		long start = System.nanoTime();
		assertThat(statuses(contributor)).containsExactly("DOWN", "DOWN", "DOWN", "DOWN");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(timeout.minusMillis(50),
				timeout.multipliedBy(3));
		line.thaw();
		await(() -> assertThat(statuses(contributor)).containsExactly("UP", "UP", "UP", "UP"));
	}

	private static List<String> statuses(PoolsHealthContributor contributor) {
		return contributor.stream()
			.map((entry) -> ((HealthIndicator) entry.contributor()).health(true))
			.map((health) -> String.valueOf(health.getDetails().get("status")))
			.toList();
	}

	@Test
	void sweepAsksAgainWhenAPoolIsAskedForAgain() {
		TcpForwarder line = TcpForwarder.to(this.database.url());
		this.resources.add(line);
		JdbcPool pool = TestPools.pool(TestPools.definition("general", line.url(), 2, SHORT, SHORT));
		PoolHealthChecks.Sweep sweep = checks(0.8, pool).sweep();
		connect(pool);
		assertThat(sweep.check(pool).status()).isEqualTo(PoolStatus.UP);
		line.cut();
		await(() -> assertThat(sweep.check(pool).status()).isEqualTo(PoolStatus.DOWN));
	}

	@Test
	void poolThatShouldHaveBeenStartedAndIsNotIsDown() {
		PoolDefinition lazy = TestPools.definition("general", this.database.url(), 2, SHORT, SHORT);
		JdbcPool pool = TestPools.pool(new PoolDefinition(lazy.name(), lazy.database(), 0, 2, lazy.timeouts(),
				lazy.session(), Map.of(), false, StartupPolicy.OPTIONAL, null));
		PoolHealth health = checks(0.8, pool).check(pool);
		assertThat(health.status()).isEqualTo(PoolStatus.DOWN);
		assertThat(health.note()).isEqualTo("not connected since startup");
	}

	private PoolHealthChecks checks(double busyAbove, JdbcPool... pools) {
		JdbcPools registry = TestPools.registry(pools);
		PoolHealthChecks checks = new PoolHealthChecks(TestPools.observed(registry), busyAbove);
		this.resources.add(registry);
		this.resources.add(checks);
		return checks;
	}

	private JdbcPool pool(String name, String url, int maximumPoolSize, Duration connectionTimeout,
			Duration validationTimeout) {
		return TestPools.pool(TestPools.definition(name, url, maximumPoolSize, connectionTimeout, validationTimeout),
				this.gate);
	}

	private JdbcPool started(String name, int maximumPoolSize, Duration connectionTimeout, Duration validationTimeout) {
		JdbcPool pool = pool(name, this.database.url(), maximumPoolSize, connectionTimeout, validationTimeout);
		connect(pool);
		return pool;
	}

	private JdbcPool startedWithoutConnection(String name, int maximumPoolSize, Duration connectionTimeout,
			Duration validationTimeout) {
		JdbcPool pool = started(name, maximumPoolSize, connectionTimeout, validationTimeout);
		this.gate.close();
		pool.dataSource().getHikariPoolMXBean().softEvictConnections();
		await(() -> assertThat(pool.state().total()).isZero());
		return pool;
	}

	// Opens a connection, however long that takes on a busy machine
	private static void connect(JdbcPool pool) {
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.atMost(Duration.ofSeconds(30))
			.ignoreExceptionsInstanceOf(SQLTransientConnectionException.class)
			.until(() -> {
				pool.getConnection().close();
				return true;
			});
	}

	private void hold(JdbcPool pool, int connections) throws SQLException {
		for (int i = 0; i < connections; i++) {
			Connection connection = pool.getConnection();
			this.resources.add(0, connection);
		}
	}

	// Takes a connection on another thread, and gives it back when it is told to
	private static CompletableFuture<Void> borrow(JdbcPool pool, @Nullable CountDownLatch release) {
		CompletableFuture<Void> borrowed = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				Connection connection = pool.getConnection();
				if (release != null) {
					release.await();
				}
				connection.close();
				borrowed.complete(null);
			}
			catch (SQLException | InterruptedException ex) {
				borrowed.completeExceptionally(ex);
			}
		}, "borrower");
		thread.setDaemon(true);
		thread.start();
		return borrowed;
	}

	private static void await(ThrowingRunnable assertion) {
		Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(assertion);
	}

}
