package io.github.poolstarter.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.actuate.PoolStatus;
import io.github.poolstarter.alert.AlertKind;
import io.github.poolstarter.faults.FaultyApplication.Writes;
import io.github.poolstarter.test.FaultyPostgres;
import io.github.poolstarter.test.FaultyPostgres.Others;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of an application under load when its PostgreSQL server is killed, frozen,
 * restarted, cleared or filled up. After each fault every thread works again in time, no
 * acknowledged write is lost, no connection is leaked, and the counters add up. Each test
 * adds a row to {@code target/faults.md}.
 */
class ServerFaultTests {

	// From the end of the fault until every thread has had a success; generous, because
	// the machine may be busy
	private static final Duration RECOVERY = Duration.ofSeconds(30);

	// HikariCP may wait ten seconds for a thread of its own that waits for it
	private static final Duration SHUTDOWN = Duration.ofSeconds(30);

	private static final int RETRYING_THREADS = 16;

	private static final Duration DEADLINE = Duration.ofSeconds(30);

	// The second where the pool had not yet opened all of its connections
	private static final String WITHOUT_CONNECTION = "PoolExhaustedException|SQLTransientConnectionException";

	private static FaultyPostgres database;

	@BeforeAll
	static void start() {
		database = FaultyPostgres.start();
	}

	@AfterAll
	static void stop() {
		database.close();
	}

	@Test
	void killedServerIsUsedAgainAfterItsCrashRecovery(TestInfo test) {
		try (FaultyApplication application = FaultyApplication.start(database); FaultLoad load = application.load()) {
			load.awaitWork();
			load.beginFault();
			database.server().kill();
			application.awaitHealth(PoolStatus.DOWN);
			application.awaitAlert(AlertKind.CANNOT_CONNECT);
			load.endFault();
			database.server().start();
			assertRecovery(test, "killed (`SIGKILL`), and started again", application, load);
			application.awaitNoAlert(AlertKind.CANNOT_CONNECT);
			application.awaitHealth(PoolStatus.UP);
		}
	}

	@Test
	void restartedServerIsUsedAgain(TestInfo test) {
		try (FaultyApplication application = FaultyApplication.start(database); FaultLoad load = application.load()) {
			load.awaitWork();
			load.beginFault();
			database.server().stop();
			load.endFault();
			database.server().start();
			assertRecovery(test, "restarted (fast shutdown)", application, load);
		}
	}

	@Test
	void frozenServerKeepsBorrowersNoLongerThanTheConnectionTimeout(TestInfo test) {
		try (FaultyApplication application = FaultyApplication.start(database); FaultLoad load = application.load()) {
			load.awaitWork();
			load.beginFault();
			database.server().freeze();
			try {
				await().atMost(DEADLINE).untilAsserted(() -> load.assertEveryPoolSaw(3, WITHOUT_CONNECTION));
			}
			finally {
				load.endFault();
				database.server().thaw();
			}
			assertRecovery(test, "frozen (`SIGSTOP`), and thawed, without `network-timeout`", application, load);
		}
	}

	@Test
	void connectionsOfAFrozenServerAreGivenUpAfterTheNetworkTimeout(TestInfo test) {
		try (FaultyApplication application = FaultyApplication.start(database, "pools.defaults.network-timeout=1s");
				FaultLoad load = application.load()) {
			load.awaitWork();
			load.beginFault();
			database.server().freeze();
			try {
				application.awaitNoConnections();
				await().atMost(DEADLINE).untilAsserted(() -> load.assertEveryPoolSaw(5, WITHOUT_CONNECTION));
				application.awaitHealth(PoolStatus.DOWN);
			}
			finally {
				load.endFault();
				database.server().thaw();
			}
			assertRecovery(test, "frozen, and thawed, with `network-timeout: 1s`", application, load);
		}
	}

	@Test
	void frozenServerOfOnePoolLeavesTheOthersAlone(TestInfo test) {
		try (FaultyPostgres own = FaultyPostgres.start();
				FaultyApplication application = FaultyApplication.start(database, Map.of("ai", own));
				FaultLoad load = application.load()) {
			load.awaitWork();
			load.beginFault();
			long before = load.calls("general") + load.calls("read");
			own.server().freeze();
			try {
				await().atMost(DEADLINE).until(() -> load.failures("ai", WITHOUT_CONNECTION) >= 3);
				await().atMost(DEADLINE).until(() -> load.calls("general") + load.calls("read") > before + 100);
				assertThat(load.failures("general", "") + load.failures("read", "")).isZero();
			}
			finally {
				load.endFault();
				own.server().thaw();
			}
			assertRecovery(test, "the server of pool `ai` frozen, and thawed; the other pools have another one",
					application, load);
			assertThat(load.failures("general", "") + load.failures("read", "")).isZero();
		}
	}

	@Test
	void terminatedBackendsAreReplaced(TestInfo test) {
		try (FaultyApplication application = FaultyApplication.start(database); FaultLoad load = application.load()) {
			load.awaitWork();
			load.beginFault();
			assertThat(database.terminateBackends()).isPositive();
			load.endFault();
			assertRecovery(test, "every backend terminated", application, load);
		}
	}

	@Test
	void fullServerIsUsedAgainWhenOthersLeave(TestInfo test) {
		try (FaultyApplication application = FaultyApplication.start(database);
				FaultLoad load = application.load();
				Others others = database.others()) {
			load.awaitWork();
			load.beginFault();
			await().atMost(DEADLINE).pollInterval(Duration.ofMillis(10)).untilAsserted(() -> {
				// What the pools give up is the others' before the pools open it anew
				application.pools().forEach(ServerFaultTests::evict);
				others.takeAll();
				load.assertEveryPoolSaw(1, FaultyPostgres.TOO_MANY_CONNECTIONS);
			});
			load.endFault();
			others.leave();
			assertRecovery(test, "full: others have all connections (53300), and the pools have to open new ones",
					application, load);
			application.awaitNoAlert(AlertKind.CANNOT_CONNECT);
		}
	}

	@Test
	void readsThatAreRetriedDoNotNoticeThatTheirBackendsAreTerminated() throws Exception {
		AtomicInteger attempts = new AtomicInteger();
		AtomicInteger calls = new AtomicInteger();
		AtomicBoolean ended = new AtomicBoolean();
		ExecutorService threads = Executors.newFixedThreadPool(RETRYING_THREADS);
		try (FaultyApplication application = FaultyApplication.start(database, "pools.retry.max-retries=10")) {
			List<Future<?>> readers = new ArrayList<>();
			for (int i = 0; i < RETRYING_THREADS; i++) {
				readers.add(threads.submit(() -> {
					while (!ended.get()) {
						application.orders().lookWithRetry(attempts::incrementAndGet);
						calls.incrementAndGet();
					}
				}));
			}
			for (int round = 0; round < 3; round++) {
				int before = calls.get();
				await().atMost(DEADLINE).until(() -> calls.get() > before + 100);
				assertThat(database.terminateBackends()).isPositive();
			}
			int before = calls.get();
			await().atMost(DEADLINE).until(() -> calls.get() > before + 100);
			ended.set(true);
			for (Future<?> reader : readers) {
				reader.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
			}
			assertThat(attempts.get()).isGreaterThan(calls.get());
			await().atMost(DEADLINE)
				.untilAsserted(() -> assertThat(application.stats("read").hold().count()).isEqualTo(attempts.get()));
			assertThat(application.stats("read").active()).isZero();
		}
		finally {
			ended.set(true);
			threads.shutdown();
		}
	}

	@Test
	void applicationOnAFrozenServerCanBeShutDown(TestInfo test) {
		try (FaultyApplication application = FaultyApplication.start(database, "pools.shutdown.drain-timeout=1s");
				FaultLoad load = application.load()) {
			load.awaitWork();
			load.beginFault();
			database.server().freeze();
			try {
				await().atMost(DEADLINE).untilAsserted(() -> load.assertEveryPoolSaw(1, WITHOUT_CONNECTION));
				long begin = System.nanoTime();
				application.shutDown();
				Duration took = Duration.ofNanos(System.nanoTime() - begin);
				load.end();
				database.server().thaw();
				await().atMost(DEADLINE).until(() -> database.connections() == 0);
				FaultReport.add(nameOf(test),
						"frozen, and the application is shut down with `drain-timeout: 1s` (“Recovery” is how long that took)",
						load, took, database.connections(), application.assertNothingLost(load));
				assertThat(took).isLessThan(SHUTDOWN);
			}
			finally {
				database.server().thaw();
			}
		}
	}

	private static void evict(ManagedPool pool) {
		pool.dataSource().getHikariPoolMXBean().softEvictConnections();
	}

	private static void assertRecovery(TestInfo test, String fault, FaultyApplication application, FaultLoad load) {
		Duration recovery = load.awaitRecovery();
		load.end();
		int leaked = application.assertBalanced(load);
		Writes writes = application.assertNothingLost(load);
		FaultReport.add(nameOf(test), fault, load, recovery, leaked, writes);
		assertThat(recovery).isLessThan(RECOVERY);
	}

	private static String nameOf(TestInfo test) {
		return test.getTestMethod().orElseThrow().getName();
	}

}
