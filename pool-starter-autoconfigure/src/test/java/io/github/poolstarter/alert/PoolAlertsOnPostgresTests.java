package io.github.poolstarter.alert;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.github.poolstarter.StartupPolicy;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.jdbc.PoolDefinition;
import io.github.poolstarter.pool.PoolMonitor;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.TcpForwarder;
import io.github.poolstarter.tracking.CallSiteRegistry;
import io.github.poolstarter.tracking.PoolTrackers;
import io.github.poolstarter.tracking.TrackedHikariDataSource;
import io.github.poolstarter.tracking.busy.BusyTimeMode;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Alerts of a pool of a real server, looked at by the monitor.
 */
@ExtendWith(OutputCaptureExtension.class)
class PoolAlertsOnPostgresTests {

	private final PostgresServer.Database database = PostgresServer.createDatabase();

	private final List<PoolAlertEvent> events = new CopyOnWriteArrayList<>();

	private final PoolAlerts alerts = new PoolAlerts(new AlertRules(0.8, Duration.ofMinutes(10)), this.events::add);

	private final List<AutoCloseable> resources = new ArrayList<>();

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable resource : this.resources) {
			resource.close();
		}
		this.database.close();
	}

	@Test
	void exhaustionIsSeenUnderLoadAndIsOverAfterIt(CapturedOutput output) {
		JdbcPool pool = monitored(this.database.url(), this.alerts, Duration.ofMillis(500));
		CountDownLatch load = new CountDownLatch(1);
		hold(pool, load);
		hold(pool, load);
		start(() -> tryWhile(pool, load), "waiter");
		await(() -> assertThat(active(this.alerts, AlertKind.EXHAUSTED)).singleElement()
			.satisfies((alert) -> assertThat(alert.message()).startsWith(
					"2 of 2 connections are in use, 1 thread is waiting; held by PoolAlertsOnPostgresTests.hold (")));
		await(() -> assertThat(active(this.alerts, AlertKind.TIMEOUTS)).hasSize(1));
		await(() -> assertThat(active(this.alerts, AlertKind.USAGE)).hasSize(1));
		assertThat(active(this.alerts, AlertKind.LEAK)).isEmpty();
		assertThat(active(this.alerts, AlertKind.CANNOT_CONNECT)).isEmpty();
		await(() -> assertThat(output.getAll()).contains("Timeout reached waiting for ai pool connection, "));
		load.countDown();
		await(() -> assertThat(this.alerts.board().resolved()).extracting(PoolAlert::kind)
			.containsExactlyInAnyOrder(AlertKind.EXHAUSTED, AlertKind.USAGE));
		await(() -> assertThat(this.events).filteredOn((event) -> event.alert().kind() == AlertKind.EXHAUSTED)
			.extracting(PoolAlertEvent::isResolved)
			.containsExactly(false, true));
	}

	@Test
	void leakIsFoundWhereItWasMadeAndIsOverWhenTheConnectionIsBack(CapturedOutput output) {
		PoolAlerts alerts = new PoolAlerts(new AlertRules(0.8, Duration.ofSeconds(1)), this.events::add);
		JdbcPool pool = monitored(this.database.url(), alerts, Duration.ofSeconds(5));
		CountDownLatch forgotten = new CountDownLatch(1);
		hold(pool, forgotten);
		await(() -> assertThat(active(alerts, AlertKind.LEAK)).singleElement()
			.satisfies((alert) -> assertThat(alert.message())
				.startsWith("PoolAlertsOnPostgresTests.hold has held a connection")
				.contains("taken by thread holder, busy ")));
		await(() -> assertThat(output.getAll())
			.containsOnlyOnce("Possible connection leak in pool ai: PoolAlertsOnPostgresTests.hold ")
			.contains(PoolAlertsOnPostgresTests.class.getName() + ".lambda$hold$"));
		forgotten.countDown();
		await(() -> assertThat(alerts.board().resolved()).singleElement()
			.satisfies((alert) -> assertThat(alert.kind()).isEqualTo(AlertKind.LEAK)));
	}

	@Test
	void poolCannotConnectWhileItsServerIsAway() {
		TcpForwarder forwarder = TcpForwarder.to(this.database.url());
		this.resources.add(forwarder);
		JdbcPool pool = monitored(forwarder.url() + "&password=url-secret", this.alerts, Duration.ofMillis(250));
		await(() -> pool.getConnection().close());
		forwarder.cut();
		await(() -> {
			assertThat(canWork(pool)).isFalse();
			assertThat(active(this.alerts, AlertKind.CANNOT_CONNECT)).singleElement()
				.satisfies((alert) -> assertThat(alert.message()).startsWith("0 of 2 connections are open")
					.contains("; can't connect to jdbc:postgresql://")
					.doesNotContain("secret"));
		});
		forwarder.join();
		await(() -> assertThat(canWork(pool)).isTrue());
		await(() -> assertThat(active(this.alerts, AlertKind.CANNOT_CONNECT)).isEmpty());
		assertThat(this.alerts.board().resolved()).extracting(PoolAlert::kind).contains(AlertKind.CANNOT_CONNECT);
	}

	private JdbcPool monitored(String url, PoolAlerts alerts, Duration connectionTimeout) {
		PoolDefinition definition = new PoolDefinition("ai",
				new PoolDefinition.Database(url, this.database.username(), "pg-secret", null), 0, 2,
				new PoolDefinition.Timeouts(connectionTimeout, Duration.ofMillis(250), Duration.ofMinutes(10),
						Duration.ofMinutes(30), Duration.ZERO, null, null, null, null),
				new PoolDefinition.Session(false, true, null, null, null, null, null), Map.of(), false,
				StartupPolicy.LAZY, null);
		PoolTrackers trackers = new PoolTrackers(new CallSiteRegistry(), Duration.ofMinutes(10));
		TrackedHikariDataSource dataSource = new TrackedHikariDataSource(trackers.add("ai", false), BusyTimeMode.AUTO);
		definition.applyTo(dataSource);
		JdbcPool pool = new JdbcPool(definition, dataSource, dataSource.tracker(), null, null, null);
		JdbcPools pools = new JdbcPools(List.of(pool), "ai");
		PoolMonitor monitor = new PoolMonitor(pools.all(), List.of(alerts), Clock.systemUTC());
		this.resources.add(0, pools);
		this.resources.add(0, monitor);
		monitor.start();
		return pool;
	}

	// Holds a connection on a thread named "holder". This method is the call-site
	private static void hold(JdbcPool pool, CountDownLatch end) {
		CountDownLatch taken = new CountDownLatch(1);
		start(() -> {
			Connection connection = pool.getConnection();
			taken.countDown();
			end.await();
			connection.close();
		}, "holder");
		await(() -> assertThat(taken.getCount()).isZero());
	}

	private static void tryWhile(JdbcPool pool, CountDownLatch load) {
		while (load.getCount() > 0) {
			canWork(pool);
		}
	}

	private static boolean canWork(JdbcPool pool) {
		try (Connection connection = pool.getConnection(); Statement statement = connection.createStatement()) {
			return statement.execute("select 1");
		}
		catch (SQLException ex) {
			return false;
		}
	}

	private static void start(ThrowingRunnable work, String name) {
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			catch (Throwable ex) {
				throw new IllegalStateException(ex);
			}
		}, name);
		thread.setDaemon(true);
		thread.start();
	}

	private static List<PoolAlert> active(PoolAlerts alerts, AlertKind kind) {
		return alerts.board().active().stream().filter((alert) -> alert.kind() == kind).toList();
	}

	private static void await(ThrowingRunnable assertion) {
		Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(assertion);
	}

}
