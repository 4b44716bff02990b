package io.github.poolstarter.jdbc.replica;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.github.poolstarter.PoolExhaustedException;
import io.github.poolstarter.PoolRejectedException;
import io.github.poolstarter.PoolRejectedException.Reason;
import io.github.poolstarter.actuate.PoolsEndpoint;
import io.github.poolstarter.alert.AlertKind;
import io.github.poolstarter.alert.PoolAlerts;
import io.github.poolstarter.autoconfigure.PoolsAutoConfiguration;
import io.github.poolstarter.autoconfigure.actuate.PoolsEndpointAutoConfiguration;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.jdbc.PoolGate;
import io.github.poolstarter.jdbc.ReplicaState;
import io.github.poolstarter.pool.BorrowStats;
import io.github.poolstarter.test.Kitchen;
import io.github.poolstarter.test.PostgresCluster;
import io.github.poolstarter.tracking.BorrowContext;
import io.github.poolstarter.tracking.PoolTrackers;
import io.github.poolstarter.tracking.RouteCounts;
import io.github.poolstarter.tracking.TrackedHikariDataSource;
import io.micrometer.context.ContextSnapshotFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the replicas of a pool, with two that stream from a real primary.
 */
@ExtendWith(OutputCaptureExtension.class)
class ReplicasTests {

	private static final String COUNT = "select count(*) from meal where name = '%s'";

	private static final String PORT = "select current_setting('port')";

	private static final AtomicInteger meals = new AtomicInteger();

	private static PostgresCluster cluster;

	private static ApplicationContextRunner runner;

	private final String meal = "meal" + meals.incrementAndGet();

	@BeforeAll
	static void startServers() {
		cluster = PostgresCluster.start("one", "two");
		cluster.primary().execute("create table meal (name text)");
		cluster.primary().execute("create role cook login");
		cluster.primary().execute("grant all on meal to cook");
		cluster.awaitReplay();
		runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class, PoolsEndpointAutoConfiguration.class,
					DataSourceTransactionManagerAutoConfiguration.class))
			.withPropertyValues("spring.datasource.url=" + url(cluster.primary()), "spring.datasource.username=cook",
					"pools.defaults.minimum-idle=1", "pools.defaults.maximum-pool-size=4",
					"pools.defaults.connection-timeout=10s", "pools.jdbc.general.maximum-pool-size=4",
					"pools.jdbc.read.maximum-pool-size=20", "pools.jdbc.read.replication.check-interval=100ms",
					"pools.jdbc.read.replicas.one.url=" + url(cluster.replica("one")),
					"management.endpoints.web.exposure.include=pools");
	}

	@AfterAll
	static void stopServers() {
		cluster.close();
	}

	@BeforeEach
	void beginAnew() {
		// Another test may have written on this thread
		BorrowContext.current().writeMark(null);
		cluster.awaitReplay();
	}

	@Test
	void readsGoToTheReplicaAndWritesToThePrimary() {
		run((pools) -> {
			assertThat(serverOf(pools.get("read"))).isEqualTo(port("one"));
			assertThat(serverOf(pools.get("general"))).isEqualTo(primaryPort());
		});
	}

	@Test
	void dataSourceOfThePoolIsThePrimary() {
		run((pools) -> {
			try (Connection connection = pools.get("read").dataSource().getConnection()) {
				assertThat(query(connection, PORT)).isEqualTo(primaryPort());
			}
		});
	}

	@Test
	void timeoutsOfTheChecksAreNotThoseOfReads() {
		run((pools) -> assertThat(state(pools.get("read")).dataSource().getDataSourceProperties())
			.doesNotContainKey("socketTimeout"));
	}

	@Test
	void replicaThatLagsIsEjectedAndReturns(CapturedOutput output) {
		PostgresCluster.Server one = cluster.replica("one");
		run((pools) -> {
			JdbcPool read = pools.get("read");
			one.pauseReplay();
			try {
				insert(pools.get("general"));
				awaitStatus(read, ReplicaState.Status.LAGGING);
				assertThat(state(read).lag()).isGreaterThan(Duration.ofMillis(500));
				assertThat(serverOf(read)).isEqualTo(primaryPort());
				assertThat(output).contains("Replica 'one' of pool 'read' is ejected: it is", "max-lag is 500 ms");
			}
			finally {
				one.resumeReplay();
			}
			awaitStatus(read, ReplicaState.Status.UP);
			assertThat(serverOf(read)).isEqualTo(port("one"));
		}, "pools.jdbc.read.replication.max-lag=500ms", "pools.jdbc.read.replication.read-your-writes=0");
	}

	@Test
	void quietPrimaryEjectsNoReplica(CapturedOutput output) {
		run((pools) -> {
			JdbcPool read = pools.get("read");
			insert(pools.get("general"));
			cluster.awaitReplay();
			PostgresCluster.Server one = cluster.replica("one");
			await().until(() -> one.query("select now() - pg_last_xact_replay_timestamp() > '1500 ms'").equals("t"));
			assertThat(state(read).fit()).isTrue();
			assertThat(state(read).lag()).isZero();
			assertThat(output).doesNotContain("is ejected");
		}, "pools.jdbc.read.replication.max-lag=300ms");
	}

	@Test
	void replicaThatIsCutOffFromItsPrimaryIsEjected() {
		PostgresCluster.Server one = cluster.replica("one");
		run((pools) -> {
			JdbcPool read = pools.get("read");
			String primary = one.query("show primary_conninfo");
			one.execute("alter system set primary_conninfo = ''");
			one.execute("select pg_reload_conf()");
			try {
				awaitStatus(read, ReplicaState.Status.LAGGING);
				assertThat(serverOf(read)).isEqualTo(primaryPort());
			}
			finally {
				one.execute("alter system set primary_conninfo = '" + primary + "'");
				one.execute("select pg_reload_conf()");
			}
			awaitStatus(read, ReplicaState.Status.UP);
		}, "pools.jdbc.read.replication.max-lag=1s");
	}

	@Test
	void replicaThatIsKilledUnderLoadIsLeftAndComesBack() {
		PostgresCluster.Server one = cluster.replica("one");
		run((pools) -> {
			JdbcPool read = pools.get("read");
			Load load = new Load(read, 16);
			try {
				load.awaitReads(port("one"), 200);
				one.kill();
				load.awaitReads(primaryPort(), 200);
				one.start();
				load.awaitReads(port("one"), 200);
			}
			finally {
				load.stop();
				if (!one.isRunning()) {
					one.start();
				}
			}
			// Each connection that was open can fail once: in use, or handed out
			// unchecked within half a second of its last use
			assertThat(load.failures).hasSizeLessThanOrEqualTo(20)
				.allSatisfy((failure) -> assertThat(failure.getSQLState()).matches("08...|57P0."));
			assertThat(load.longestNanos.get()).isLessThan(TimeUnit.SECONDS.toNanos(10));
			assertThat(read.dataSource().getHikariPoolMXBean().getActiveConnections()).isZero();
			await().until(() -> state(read).dataSource().getHikariPoolMXBean().getActiveConnections() == 0);
		});
	}

	@Test
	void frozenReplicaKeepsNobodyForLong() {
		PostgresCluster.Server one = cluster.replica("one");
		run((pools) -> {
			JdbcPool read = pools.get("read");
			one.freeze();
			try {
				long begin = System.nanoTime();
				awaitStatus(read, ReplicaState.Status.DOWN);
				assertThat(serverOf(read)).isEqualTo(primaryPort());
				assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(8));
			}
			finally {
				one.thaw();
			}
			awaitStatus(read, ReplicaState.Status.UP);
			assertThat(serverOf(read)).isEqualTo(port("one"));
		});
	}

	@Test
	void applicationStartsWithoutTheReplicaAndFindsItLater() {
		PostgresCluster.Server one = cluster.replica("one");
		one.kill();
		try {
			run((pools) -> {
				JdbcPool read = pools.get("read");
				assertThat(serverOf(read)).isEqualTo(primaryPort());
				assertThat(state(read).status()).isEqualTo(ReplicaState.Status.DOWN);
				one.start();
				awaitStatus(read, ReplicaState.Status.UP);
				assertThat(serverOf(read)).isEqualTo(port("one"));
			});
		}
		finally {
			if (!one.isRunning()) {
				one.start();
			}
		}
	}

	@Test
	void threadThatWroteReadsItsRowThoughTheReplicaLags() {
		PostgresCluster.Server one = cluster.replica("one");
		run((pools) -> {
			one.pauseReplay();
			try {
				insert(pools.get("general"));
				assertThat(count(pools.get("read"))).isEqualTo("1");
				assertThat(onAnotherThread(() -> count(pools.get("read")))).isEqualTo("0");
			}
			finally {
				one.resumeReplay();
			}
		}, "pools.jdbc.read.replication.read-your-writes=60s", "pools.jdbc.read.replication.max-lag=60s");
	}

	@Test
	void threadThatWroteReadsFromTheReplicaAgainAfterAWhile() {
		run((pools) -> {
			insert(pools.get("general"));
			assertThat(serverOf(pools.get("read"))).isEqualTo(primaryPort());
			await().until(() -> serverOf(pools.get("read")).equals(port("one")));
		}, "pools.jdbc.read.replication.read-your-writes=1s");
	}

	@Test
	void writeOfAPieceOfWorkKeepsItsOtherThreadsOnThePrimary() {
		run((pools) -> {
			ContextSnapshotFactory snapshots = ContextSnapshotFactory.builder().build();
			assertThat(onAnotherThread(() -> {
				// A child that writes, as its parent goes on to read
				onAnotherThread(snapshots.captureAll().wrap(() -> insert(pools.get("general"))));
				return serverOf(pools.get("read"));
			})).isEqualTo(primaryPort());
			assertThat(onAnotherThread(() -> {
				insert(pools.get("general"));
				return onAnotherThread(snapshots.captureAll().wrap(() -> serverOf(pools.get("read"))));
			})).isEqualTo(primaryPort());
			assertThat(onAnotherThread(() -> {
				onAnotherThread(() -> insert(pools.get("general")));
				return serverOf(pools.get("read"));
			})).isEqualTo(port("one"));
		}, "pools.jdbc.read.replication.read-your-writes=60s");
	}

	@Test
	void committedTransactionIsAWriteAndOneThatIsRolledBackOrReadsIsNot() {
		runner.withPropertyValues("pools.jdbc.read.replication.read-your-writes=60s").run((context) -> {
			JdbcPools pools = context.getBean(JdbcPools.class);
			JdbcPool general = pools.get("general");
			assertThat(onAnotherThread(() -> {
				try (Connection connection = general.getConnection()) {
					connection.setAutoCommit(false);
					connection.prepareStatement("insert into meal values ('" + this.meal + "')").executeUpdate();
					connection.rollback();
				}
				try (Connection connection = general.getConnection()) {
					connection.prepareStatement(PORT).executeQuery();
				}
				try (Connection connection = general.getConnection()) {
					connection.setAutoCommit(false);
					connection.prepareStatement("insert into meal values ('" + this.meal + "')").executeUpdate();
				}
				return serverOf(pools.get("read"));
			})).isEqualTo(port("one"));
			assertThat(onAnotherThread(() -> {
				new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
					.executeWithoutResult((status) -> {
						try (Connection connection = general.getConnection()) {
							connection.setAutoCommit(false);
							connection.prepareStatement("insert into meal values ('" + this.meal + "')")
								.executeUpdate();
							connection.commit();
						}
						catch (SQLException ex) {
							throw new IllegalStateException(ex);
						}
					});
				return serverOf(pools.get("read"));
			})).isEqualTo(primaryPort());
		});
	}

	@Test
	void twoReplicasShareTheWorkAndTheLeastBusyIsAskedFirst() {
		run((pools) -> {
			JdbcPool read = pools.get("read");
			Set<String> servers = new HashSet<>();
			for (int i = 0; i < 4; i++) {
				servers.add(serverOf(read));
			}
			assertThat(servers).containsExactlyInAnyOrder(port("one"), port("two"));
			List<Connection> held = new ArrayList<>();
			try {
				// One of one's two is as busy as two of two's four
				for (int i = 0; i < 6; i++) {
					held.add(read.getConnection());
				}
				assertThat(held.stream().map((connection) -> query(connection, PORT)))
					.containsOnly(port("one"), port("two"))
					.satisfies((ports) -> assertThat(ports.stream().filter(port("one")::equals)).hasSize(2));
			}
			finally {
				for (Connection connection : held) {
					connection.close();
				}
			}
		}, "pools.jdbc.read.replicas.one.maximum-pool-size=2", "pools.jdbc.read.replicas.two.maximum-pool-size=4",
				"pools.jdbc.read.replicas.two.url=" + url(cluster.replica("two")));
	}

	@Test
	void replicaThatOpensConnectionsSlowlyIsNotEjectedByABurst(CapturedOutput output) {
		run((pools) -> {
			JdbcPool read = pools.get("read");
			await().atMost(30, TimeUnit.SECONDS).until(() -> state(read).fit());
			int ejections = count(output, "is ejected");
			List<Future<Connection>> burst = new ArrayList<>();
			ExecutorService threads = Executors.newCachedThreadPool();
			try {
				for (int i = 0; i < 8; i++) {
					burst.add(threads.submit(read::getConnection));
				}
				for (Future<Connection> borrower : burst) {
					assertThat(query(borrower.get(30, TimeUnit.SECONDS), PORT)).isEqualTo(port("one"));
				}
			}
			finally {
				for (Future<Connection> borrower : burst) {
					borrower.get(30, TimeUnit.SECONDS).close();
				}
				threads.shutdown();
			}
			assertThat(count(output, "is ejected")).isEqualTo(ejections);
		}, "pools.jdbc.read.connection-init-sql=select pg_sleep(0.2)");
	}

	@Test
	void replicaThatOpensConnectionsSlowlyIsFitAfterTheFirstCheck() {
		run((pools) -> assertThat(state(pools.get("read")).fit()).isTrue(),
				"pools.jdbc.read.connection-init-sql=select pg_sleep(0.6)",
				"pools.jdbc.read.replication.check-interval=60s");
	}

	@Test
	void threadsOfTheChecksEndWithThePools() {
		run((pools) -> assertThat(threadsOfChecks()).isNotEmpty());
		await().atMost(30, TimeUnit.SECONDS).untilAsserted(() -> assertThat(threadsOfChecks()).isEmpty());
	}

	private static List<String> threadsOfChecks() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("pool-replica-"))
			.toList();
	}

	@Test
	void leakOfAReplicaRaisesAnAlert() {
		runner.withPropertyValues("pools.tracking.leak-threshold=1s").run((context) -> {
			PoolAlerts alerts = context.getBean(PoolAlerts.class);
			await().atMost(30, TimeUnit.SECONDS).until(() -> state(context.getBean(JdbcPools.class).get("read")).fit());
			try (Connection connection = context.getBean(JdbcPools.class).get("read").getConnection()) {
				assertThat(query(connection, PORT)).isEqualTo(port("one"));
				await().atMost(30, TimeUnit.SECONDS)
					.untilAsserted(() -> assertThat(alerts.board().active())
						.anyMatch((alert) -> alert.kind() == AlertKind.LEAK && alert.pool().equals("read")));
			}
		});
	}

	@Test
	void exhaustedReplicaHasTheFallbackOfItsPool() {
		run((pools) -> {
			JdbcPool read = pools.get("read");
			try (Connection held = read.getConnection()) {
				assertThat(query(held, PORT)).isEqualTo(port("one"));
				assertThat(serverOf(read)).isEqualTo(primaryPort());
				assertThat(state(read).fit()).isTrue();
			}
		}, "pools.jdbc.read.replicas.one.maximum-pool-size=1", "pools.jdbc.read.connection-timeout=1s",
				"pools.jdbc.read.fallback.to=direct");
	}

	@Test
	void borrowOfAReplicaIsOfTheMethodThatAskedForIt() {
		runner.run((context) -> {
			JdbcPool read = context.getBean(JdbcPools.class).get("read");
			Kitchen.work(read, (held) -> {
				assertThat(query(held, PORT)).isEqualTo(port("one"));
				assertThat(context.getBean(PoolTrackers.class).get("read").holders()).singleElement()
					.satisfies((holder) -> assertThat(holder.callSite()).isEqualTo("Kitchen.work"));
			});
		});
	}

	@Test
	void eachCommitOfAStatementThatWasPreparedOnceIsAWrite() {
		run((pools) -> assertThat(onAnotherThread(() -> {
			try (Connection connection = pools.get("general").getConnection()) {
				connection.setAutoCommit(false);
				var insert = connection.prepareStatement("insert into meal values ('" + this.meal + "')");
				insert.executeUpdate();
				connection.commit();
				// Long ago
				BorrowContext.current().writeMark(null);
				insert.executeUpdate();
				connection.commit();
			}
			return serverOf(pools.get("read"));
		})).isEqualTo(primaryPort()), "pools.jdbc.read.replication.read-your-writes=60s");
	}

	@Test
	void transactionThatHasClearedItsWarningsIsAWriteWhenItIsCommitted() {
		run((pools) -> assertThat(onAnotherThread(() -> {
			try (Connection connection = pools.get("general").getConnection()) {
				connection.setAutoCommit(false);
				connection.prepareStatement("insert into meal values ('" + this.meal + "')").executeUpdate();
				connection.clearWarnings();
				connection.commit();
			}
			return serverOf(pools.get("read"));
		})).isEqualTo(primaryPort()), "pools.jdbc.read.replication.read-your-writes=60s");
	}

	@Test
	void holderOfAReplicaIsCutOffOnceAndByTheNameOfItsPool(CapturedOutput output) {
		run((pools) -> assertThat(query(pools.get("read").getConnection(), PORT)).isEqualTo(port("one")),
				"pools.shutdown.drain-timeout=0");
		assertThat(output).contains("Pool 'read-one' is closed while");
		assertThat(count(output, "it is cut off")).isOne();
	}

	@Test
	void evictionReplacesTheConnectionsOfTheReplicas() {
		runner.run((context) -> {
			JdbcPool read = context.getBean(JdbcPools.class).get("read");
			String before = backendOf(read);
			assertThat(backendOf(read)).isEqualTo(before);
			JsonNode evicted = JsonMapper.shared()
				.valueToTree(context.getBean(PoolsEndpoint.class).actOn("evict", "read"));
			assertThat(evicted.at("/evicted").asInt()).isGreaterThanOrEqualTo(2);
			assertThat(backendOf(read)).isNotEqualTo(before);
		});
	}

	@Test
	void borrowerWaitsForAnExhaustedReplicaAsForAPool() {
		runner
			.withPropertyValues("pools.jdbc.read.replicas.one.maximum-pool-size=1",
					"pools.jdbc.read.connection-timeout=1s")
			.run((context) -> {
				JdbcPool read = context.getBean(JdbcPools.class).get("read");
				try (Connection held = read.getConnection()) {
					assertThat(query(held, PORT)).isEqualTo(port("one"));
					long begin = System.nanoTime();
					assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(read::getConnection)
						.withMessageContaining("waiting for read (replica one) pool connection: none of 1");
					assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
				}
				JsonNode stats = view(context, "stats", "read");
				assertThat(stats.at("/replicas/one/timeouts").asInt()).isOne();
				assertThat(stats.at("/replicas/one/acquire/count").asInt()).isEqualTo(2);
			});
	}

	@Test
	void whoFindsTooManyWaitingForTheReplicasIsRefusedAtOnce() {
		run((pools) -> {
			JdbcPool read = pools.get("read");
			try (Connection held = read.getConnection()) {
				assertThat(query(held, PORT)).isEqualTo(port("one"));
				assertThatExceptionOfType(PoolRejectedException.class).isThrownBy(read::getConnection)
					.withMessageStartingWith("Replica 'one' of pool 'read' of 1 connections is full")
					.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.QUEUE_FULL));
			}
			assertThat(serverOf(read)).isEqualTo(port("one"));
			assertThat(stats(state(read)).rejected()).isOne();
		}, "pools.jdbc.read.max-waiting=0", "pools.jdbc.read.replicas.one.maximum-pool-size=1");
	}

	@Test
	void readsThatTheReplicasRefuseGoToTheFallback() {
		run((pools) -> {
			JdbcPool read = pools.get("read");
			try (Connection held = read.getConnection()) {
				assertThat(query(held, PORT)).isEqualTo(port("one"));
				assertThat(serverOf(read)).isEqualTo(primaryPort());
				assertThat(read.dataSource().getHikariPoolMXBean().getActiveConnections()).isZero();
			}
		}, "pools.jdbc.read.max-waiting=0", "pools.jdbc.read.replicas.one.maximum-pool-size=1",
				"pools.jdbc.read.fallback.to=direct", "pools.jdbc.read.fallback.max-connections=1");
	}

	@Test
	void readsWaitWhileThePoolIsSuspendedAndThenGoToTheReplica() {
		run((pools) -> {
			JdbcPool read = pools.get("read");
			PoolGate gate = read.gate();
			gate.suspend();
			assertThat(gate.isSuspended()).isTrue();
			ExecutorService executor = Executors.newFixedThreadPool(2);
			try {
				List<Future<String>> waiting = List.of(executor.submit(() -> serverOf(read)),
						executor.submit(() -> serverOf(read)));
				await().until(() -> gate.waiting() == 2);
				assertThat(read.state().pending()).isEqualTo(2);
				gate.resume();
				for (Future<String> server : waiting) {
					assertThat(server.get(30, TimeUnit.SECONDS)).isEqualTo(port("one"));
				}
			}
			finally {
				gate.resume();
				executor.shutdown();
			}
			assertThat(gate.isSuspended()).isFalse();
			assertThat(gate.waiting()).isZero();
		});
	}

	@Test
	void readsOfASuspendedPoolWaitForAsLongAsItsConnectionTimeout() {
		run((pools) -> {
			JdbcPool read = pools.get("read");
			read.gate().suspend();
			long begin = System.nanoTime();
			assertThatExceptionOfType(PoolRejectedException.class).isThrownBy(read::getConnection)
				.withMessage("Pool 'read' is suspended, and was not resumed within 1000 ms");
			assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
		}, "pools.jdbc.read.connection-timeout=1s");
	}

	@Test
	void readsAreRefusedOnceTheGateIsClosed() {
		run((pools) -> {
			JdbcPool read = pools.get("read");
			assertThat(serverOf(read)).isEqualTo(port("one"));
			read.gate().close();
			assertThatExceptionOfType(PoolRejectedException.class).isThrownBy(read::getConnection)
				.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.SHUTTING_DOWN));
			assertThat(stats(state(read)).rejected()).isOne();
		});
	}

	private static BorrowStats stats(ReplicaState state) {
		return ((TrackedHikariDataSource) state.dataSource()).tracker().stats();
	}

	@Test
	void endpointShowsTheReplicas() {
		runner.withPropertyValues("pools.jdbc.read.replication.read-your-writes=60s").run((context) -> {
			JdbcPools pools = context.getBean(JdbcPools.class);
			JdbcPool read = pools.get("read");
			onAnotherThread(() -> serverOf(read));
			onAnotherThread(() -> {
				insert(pools.get("general"));
				return serverOf(read);
			});
			JsonNode stats = view(context, "stats", "read");
			assertThat(stats.at("/replicas/one/status").asString()).isEqualTo("UP");
			assertThat(stats.at("/replicas/one/lagMillis").isNumber()).isTrue();
			assertThat(stats.at("/replicas/one/acquire/count").asInt()).isOne();
			assertThat(stats.at("/acquire/count").asInt()).isOne();
			assertThat(view(context, "stats", "general").has("replicas")).isFalse();
			JsonNode health = view(context, "health", "read");
			assertThat(health.at("/status").asString()).isEqualTo("UP");
			assertThat(health.at("/replicas/one/status").asString()).isEqualTo("UP");
			assertThat(health.at("/replicas/one").has("active")).isFalse();
			RouteCounts.Replicas counts = context.getBean(RouteCounts.class).snapshot().get("read").replicas();
			assertThat(counts).isEqualTo(new RouteCounts.Replicas(1, 0, 1));
			assertThat(context.getBean(RouteCounts.class).snapshot().get("general").replicas()).isNull();
			JsonNode config = view(context, "config", "read");
			assertThat(config.at("/replicas.one.url/value").asString()).isEqualTo(url(cluster.replica("one")));
			assertThat(config.at("/replication.readYourWrites/value").asString()).isEqualTo("1m");
			assertThat(config.at("/replication.readYourWrites/source").asString()).isEqualTo("property");
			assertThat(config.at("/replication.maxLag/source").asString()).isEqualTo("default");
			try (Connection held = onAnotherThread(read::getConnection)) {
				assertThat(held.isReadOnly()).isTrue();
				JsonNode holders = view(context, "holders", "read");
				assertThat(holders.at("/held/0/replica").asString()).isEqualTo("one");
				assertThat(holders.at("/held/0/pool").asString()).isEqualTo("read");
			}
			context.getBean(PoolsEndpoint.class).act("reset-stats");
			assertThat(view(context, "stats", "read").at("/replicas/one/acquire/count").asInt()).isZero();
			assertThat(view(context, "routes", "read").at("/counts/read/readYourWrites").asInt(-1)).isZero();
		});
	}

	private void run(Consumer test, String... properties) {
		runner.withPropertyValues(properties).run((context) -> {
			assertThat(context).hasNotFailed();
			test.accept(context.getBean(JdbcPools.class));
		});
	}

	private static JsonNode view(AssertableApplicationContext context, String view, String pool) {
		return JsonMapper.shared()
			.valueToTree(context.getBean(PoolsEndpoint.class).poolView(view, pool, null, null, null));
	}

	private String insert(JdbcPool pool) {
		try (Connection connection = pool.getConnection()) {
			connection.prepareStatement("insert into meal values ('" + this.meal + "')").executeUpdate();
			return this.meal;
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private String count(JdbcPool pool) throws SQLException {
		try (Connection connection = pool.getConnection()) {
			return query(connection, COUNT.formatted(this.meal));
		}
	}

	private static int count(CapturedOutput output, String text) {
		return output.getAll().split(text, -1).length - 1;
	}

	private static String backendOf(JdbcPool pool) {
		try (Connection connection = pool.getConnection()) {
			return query(connection, PORT) + " " + query(connection, "select pg_backend_pid()");
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String serverOf(JdbcPool pool) {
		try (Connection connection = pool.getConnection()) {
			return query(connection, PORT);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String query(Connection connection, String sql) {
		try (var statement = connection.prepareStatement(sql); var result = statement.executeQuery()) {
			result.next();
			return result.getString(1);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static ReplicaState state(JdbcPool pool) {
		return pool.replicas().states().get(0);
	}

	private static void awaitStatus(JdbcPool pool, ReplicaState.Status status) {
		await().atMost(30, TimeUnit.SECONDS).until(() -> state(pool).status() == status);
	}

	private static String url(PostgresCluster.Server server) {
		return server.url().replaceFirst("\\?.*", "");
	}

	private static String primaryPort() {
		return cluster.primary().query(PORT);
	}

	private static String port(String replica) {
		return url(cluster.replica(replica)).replaceFirst(".*:(\\d+)/.*", "$1");
	}

	private static <T> T onAnotherThread(Callable<T> work) throws Exception {
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try {
			return executor.submit(work).get(30, TimeUnit.SECONDS);
		}
		finally {
			executor.shutdown();
		}
	}

	/**
	 * Looks at the pools of an application.
	 */
	@FunctionalInterface
	private interface Consumer {

		void accept(JdbcPools pools) throws Exception;

	}

	/**
	 * Threads that read all the time.
	 */
	private static final class Load {

		private final JdbcPool pool;

		private final ExecutorService executor;

		private final List<Future<?>> threads = new ArrayList<>();

		private final Map<String, AtomicInteger> reads = new ConcurrentHashMap<>();

		private final List<SQLException> failures = Collections.synchronizedList(new ArrayList<>());

		private final AtomicLong longestNanos = new AtomicLong();

		private volatile boolean stopped;

		Load(JdbcPool pool, int threads) {
			this.pool = pool;
			this.executor = Executors.newFixedThreadPool(threads);
			for (int i = 0; i < threads; i++) {
				this.threads.add(this.executor.submit(this::read));
			}
		}

		private void read() {
			while (!this.stopped) {
				long begin = System.nanoTime();
				try (Connection connection = this.pool.getConnection();
						var statement = connection.prepareStatement(PORT);
						var result = statement.executeQuery()) {
					result.next();
					this.reads.computeIfAbsent(result.getString(1), (port) -> new AtomicInteger()).incrementAndGet();
				}
				catch (SQLException ex) {
					this.failures.add(ex);
				}
				this.longestNanos.accumulateAndGet(System.nanoTime() - begin, Math::max);
			}
		}

		void awaitReads(String port, int count) {
			AtomicInteger reads = this.reads.computeIfAbsent(port, (key) -> new AtomicInteger());
			int before = reads.get();
			await().atMost(30, TimeUnit.SECONDS).until(() -> reads.get() >= before + count);
		}

		void stop() throws Exception {
			this.stopped = true;
			for (Future<?> thread : this.threads) {
				thread.get(30, TimeUnit.SECONDS);
			}
			this.executor.shutdown();
		}

	}

}
