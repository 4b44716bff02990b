package io.github.poolstarter.sizing;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import com.zaxxer.hikari.HikariPoolMXBean;
import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.StartupPolicy;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.jdbc.PoolDefinition;
import io.github.poolstarter.pool.PoolMonitor;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.tracking.BorrowContext;
import io.github.poolstarter.tracking.CallSiteRegistry;
import io.github.poolstarter.tracking.PoolTracker;
import io.github.poolstarter.tracking.PoolTrackers;
import io.github.poolstarter.tracking.TrackedHikariDataSource;
import io.github.poolstarter.tracking.busy.BusyTimeMode;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Pools on PostgreSQL get the size that they are set to.
 */
class PoolResizerTests {

	private static final Duration DEADLINE = Duration.ofSeconds(30);

	private final PostgresServer.Database database = PostgresServer.createDatabase();

	private final PoolTrackers trackers = new PoolTrackers(new CallSiteRegistry(), Duration.ofMinutes(10));

	private final JdbcTemplate server = new JdbcTemplate(
			new DriverManagerDataSource(this.database.url(), "postgres", "postgres"));

	private final PoolResizer resizer = new PoolResizer();

	private final List<Thread> threads = new ArrayList<>();

	private final AtomicInteger stop = new AtomicInteger();

	private final Queue<Exception> failures = new ConcurrentLinkedQueue<>();

	private JdbcPool pool;

	private JdbcPools pools;

	private @Nullable PoolMonitor monitor;

	@AfterEach
	void close() throws InterruptedException {
		this.stop.set(1);
		for (Thread thread : this.threads) {
			thread.join(DEADLINE.toMillis());
		}
		if (this.monitor != null) {
			this.monitor.close();
		}
		this.pools.close();
		this.database.close();
	}

	@Test
	void poolUnderFullLoadBecomesSmallerWithoutAFailedBorrow() {
		start(20, 20, Duration.ofSeconds(30));
		AtomicLong borrows = new AtomicLong();
		load(24, borrows);
		awaitBorrows(borrows, 500);
		resize(5, 5);
		await(() -> {
			assertThat(hikari().getTotalConnections()).isEqualTo(5);
			assertThat(connectionsOnTheServer()).isEqualTo(5);
		});
		awaitBorrows(borrows, borrows.get() + 500);
		assertThat(hikari().getTotalConnections()).isLessThanOrEqualTo(5);
		finishLoad();
		assertThat(this.failures).isEmpty();
		PoolTracker tracker = this.trackers.get("ai");
		assertThat(tracker.stats().closed()).isEqualTo(15);
		assertThat(tracker.stats().hold().count()).isEqualTo(borrows.get());
		assertThat(tracker.stats().acquire().count()).isEqualTo(borrows.get());
		assertThat(tracker.stats().timeouts()).isZero();
		await(() -> assertThat(hikari().getActiveConnections()).isZero());
		await(() -> assertThat(connectionsOnTheServer()).isEqualTo(5));
	}

	@Test
	void poolUnderLoadThatIsResizedAgainAndAgainEndsWithItsLastSize() {
		start(16, 16, Duration.ofSeconds(30));
		AtomicLong borrows = new AtomicLong();
		load(16, borrows);
		for (int maximum : new int[] { 3, 12, 1, 16, 4 }) {
			resize(maximum, maximum);
			awaitBorrows(borrows, borrows.get() + 200);
		}
		await(() -> {
			assertThat(hikari().getTotalConnections()).isEqualTo(4);
			assertThat(connectionsOnTheServer()).isEqualTo(4);
		});
		finishLoad();
		assertThat(this.failures).isEmpty();
	}

	@Test
	void idleConnectionsOverTheMaximumAreClosedAndTheOthersKept() {
		start(10, 10, Duration.ofSeconds(30));
		await(() -> assertThat(hikari().getIdleConnections()).isEqualTo(10));
		Set<Integer> before = Set.copyOf(backends());
		resize(2, 4);
		await(() -> assertThat(connectionsOnTheServer()).isEqualTo(4));
		assertThat(before).containsAll(backends());
		assertThat(hikari().getTotalConnections()).isEqualTo(4);
	}

	@Test
	void connectionsInUseAreClosedAsTheyComeBack() throws SQLException {
		start(0, 6, Duration.ofSeconds(30));
		List<Connection> held = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			held.add(this.pool.getConnection());
		}
		resize(0, 2);
		for (int out = 5; out >= 2; out--) {
			use(held.get(out));
			held.get(out).close();
			int left = out;
			await(() -> {
				assertThat(hikari().getTotalConnections()).isEqualTo(left);
				assertThat(connectionsOnTheServer()).isEqualTo(left);
			});
		}
		use(held.get(0));
		use(held.get(1));
		held.get(0).close();
		held.get(1).close();
		assertThat(hikari().getTotalConnections()).isEqualTo(2);
		assertThat(this.trackers.get("ai").stats().hold().count()).isEqualTo(6);
	}

	@Test
	void whoWaitsForASmallerPoolGetsAConnectionThatIsNotClosed() throws SQLException {
		start(0, 4, Duration.ofSeconds(30));
		List<Connection> held = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			held.add(this.pool.getConnection());
		}
		Queue<Connection> granted = new ConcurrentLinkedQueue<>();
		borrowers(1, granted);
		await(() -> assertThat(hikari().getThreadsAwaitingConnection()).isOne());
		resize(0, 1);
		await(() -> assertThat(this.threads).isNotEmpty());
		for (Connection connection : held) {
			connection.close();
		}
		await(() -> assertThat(granted).hasSize(1));
		await(() -> assertThat(hikari().getTotalConnections()).isOne());
		use(granted.element());
		granted.element().close();
		assertThat(this.trackers.get("ai").stats().acquire().count()).isEqualTo(5);
		assertThat(this.failures).isEmpty();
	}

	@Test
	void largerPoolServesThoseWhoWaitAlready() throws SQLException {
		start(0, 2, Duration.ofMinutes(2));
		List<Connection> held = List.of(this.pool.getConnection(), this.pool.getConnection());
		Queue<Connection> granted = new ConcurrentLinkedQueue<>();
		borrowers(16, granted);
		await(() -> assertThat(hikari().getThreadsAwaitingConnection()).isEqualTo(16));
		resize(0, 18);
		await(() -> assertThat(granted).hasSize(16));
		assertThat(connectionsOnTheServer()).isEqualTo(18);
		for (Connection connection : granted) {
			connection.close();
		}
		for (Connection connection : held) {
			connection.close();
		}
	}

	@Test
	void largerMinimumIsOpenedSoon() {
		start(1, 4, Duration.ofSeconds(30));
		resize(8, 12);
		// HikariCP would do so within half a minute
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(hikari().getIdleConnections()).isEqualTo(8));
	}

	@Test
	void evictionReplacesIdleConnectionsAtOnceAndThoseInUseWhenTheyComeBack() throws SQLException {
		start(4, 4, Duration.ofSeconds(30));
		await(() -> assertThat(hikari().getIdleConnections()).isEqualTo(4));
		Connection held = this.pool.getConnection();
		List<Integer> before = backends();
		assertThat(this.resizer.evict(this.pool)).isEqualTo(new PoolResizer.Eviction(3, 1));
		await(() -> assertThat(backends()).hasSize(4).filteredOn(before::contains).hasSize(1));
		use(held);
		held.close();
		await(() -> assertThat(backends()).hasSize(4).doesNotContainAnyElementsOf(before));
	}

	@Test
	void evictionOfAConnectionInUseLeavesNobodyWaiting() throws SQLException {
		start(0, 1, Duration.ofMinutes(2));
		Connection held = this.pool.getConnection();
		Queue<Connection> granted = new ConcurrentLinkedQueue<>();
		borrowers(1, granted);
		await(() -> assertThat(hikari().getThreadsAwaitingConnection()).isOne());
		assertThat(this.resizer.evict(this.pool)).isEqualTo(new PoolResizer.Eviction(0, 1));
		look();
		held.close();
		await(() -> assertThat(granted).hasSize(1));
		granted.element().close();
	}

	@Test
	void poolThatSomebodyElseHasMadeSmallerIsSeenAtTheNextLook() {
		start(6, 6, Duration.ofSeconds(30));
		await(() -> assertThat(hikari().getIdleConnections()).isEqualTo(6));
		this.pool.dataSource().setMinimumIdle(2);
		this.pool.dataSource().getHikariConfigMXBean().setMaximumPoolSize(2);
		look();
		await(() -> assertThat(connectionsOnTheServer()).isEqualTo(2));
	}

	@Test
	void poolThatIsNotStartedStartsWithItsNewSize() throws SQLException {
		create(1, 1, Duration.ofSeconds(30));
		resize(2, 3);
		assertThat(this.resizer.evict(this.pool)).isEqualTo(new PoolResizer.Eviction(0, 0));
		this.pool.getConnection().close();
		await(() -> assertThat(connectionsOnTheServer()).isEqualTo(2));
	}

	@Test
	void minimumOverTheMaximumIsRefused() {
		create(1, 1, Duration.ofSeconds(30));
		assertThatExceptionOfType(PoolConfigurationException.class).isThrownBy(() -> resize(4, 3))
			.withMessageContaining("minimumIdle = 4, but maximumPoolSize = 3");
	}

	private void look() {
		this.monitor = new PoolMonitor(this.pools.all(), List.of(this.resizer), Clock.systemUTC());
		this.monitor.start();
	}

	private void create(int minimumIdle, int maximumPoolSize, Duration connectionTimeout) {
		PoolDefinition definition = new PoolDefinition("ai",
				new PoolDefinition.Database(
						this.database.url() + "&ApplicationName=resized", "postgres", "postgres", null),
				minimumIdle, maximumPoolSize,
				new PoolDefinition.Timeouts(connectionTimeout, Duration.ofSeconds(5), Duration.ofMinutes(10),
						Duration.ofMinutes(30), Duration.ZERO, null, null, null, null),
				new PoolDefinition.Session(false, true, null, null, null, null, null), Map.of(), false,
				StartupPolicy.REQUIRED, null);
		TrackedHikariDataSource dataSource = new TrackedHikariDataSource(this.trackers.add("ai", false),
				BusyTimeMode.OFF);
		definition.applyTo(dataSource);
		this.pool = new JdbcPool(definition, dataSource, dataSource.tracker(), null, null, null);
		this.pools = new JdbcPools(List.of(this.pool), "ai", BorrowContext::borrowInternally, () -> {
		});
	}

	private void start(int minimumIdle, int maximumPoolSize, Duration connectionTimeout) {
		create(minimumIdle, maximumPoolSize, connectionTimeout);
		this.pools.start();
	}

	private void resize(int minimumIdle, int maximumPoolSize) {
		PoolSettings now = PoolSettings.of(this.pool.dataSource());
		this.resizer.apply(this.pool, new PoolSettings(minimumIdle, maximumPoolSize, now.connectionTimeout(),
				now.validationTimeout(), now.idleTimeout(), now.maxLifetime()));
	}

	private void load(int count, AtomicLong borrows) {
		for (int i = 0; i < count; i++) {
			thread(() -> {
				while (this.stop.get() == 0) {
					try (Connection connection = this.pool.getConnection()) {
						borrows.incrementAndGet();
						use(connection);
					}
					catch (SQLException ex) {
						this.failures.add(ex);
					}
				}
			});
		}
	}

	private void finishLoad() {
		this.stop.set(1);
		await(() -> assertThat(this.threads).noneMatch(Thread::isAlive));
	}

	private void borrowers(int count, Queue<Connection> granted) {
		for (int i = 0; i < count; i++) {
			thread(() -> {
				try {
					granted.add(this.pool.getConnection());
				}
				catch (SQLException ex) {
					this.failures.add(ex);
				}
			});
		}
	}

	private void thread(Runnable action) {
		Thread thread = new Thread(action, "resized-" + this.threads.size());
		thread.setDaemon(true);
		this.threads.add(thread);
		thread.start();
	}

	private static void use(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute("select pg_sleep(0.002)");
		}
	}

	private void awaitBorrows(AtomicLong borrows, long count) {
		await(() -> assertThat(borrows.get()).isGreaterThanOrEqualTo(count));
	}

	private static void await(ThrowingRunnable assertion) {
		Awaitility.await().atMost(DEADLINE).untilAsserted(assertion);
	}

	private HikariPoolMXBean hikari() {
		return this.pool.dataSource().getHikariPoolMXBean();
	}

	private int connectionsOnTheServer() {
		return backends().size();
	}

	private List<Integer> backends() {
		return this.server.queryForList(
				"select pid from pg_stat_activity where datname = ? and application_name = 'resized'", Integer.class,
				this.database.name());
	}

}
