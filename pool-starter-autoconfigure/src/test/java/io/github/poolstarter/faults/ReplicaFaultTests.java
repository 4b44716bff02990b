package io.github.poolstarter.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

import io.github.poolstarter.actuate.PoolStatus;
import io.github.poolstarter.actuate.ReplicaDescriptor;
import io.github.poolstarter.faults.FaultyApplication.Writes;
import io.github.poolstarter.jdbc.ReplicaState.Status;
import io.github.poolstarter.test.FaultyPostgres;
import io.github.poolstarter.test.PostgresCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of an application under load whose reads go to a streaming replica, when
 * the replica lags, is killed or frozen, and when the primary is killed. After each fault
 * reads are where they belong, every thread works again, no acknowledged write is lost,
 * no connection is leaked, and the counters add up. Each test adds a row to
 * {@code target/faults.md}.
 */
class ReplicaFaultTests {

	private static final String REPLICA = "one";

	private static final int READS = 100;

	private static final Duration DEADLINE = Duration.ofSeconds(30);

	private static final Duration RECOVERY = Duration.ofSeconds(30);

	// The last where the rollback has failed too, and nothing else is told
	private static final String BROKEN_CONNECTION = "08\\d{3}|57P0\\d|^TransactionSystemException$";

	private static FaultyPostgres database;

	@BeforeAll
	static void start() {
		database = FaultyPostgres.start(REPLICA);
	}

	@AfterAll
	static void stop() {
		database.close();
	}

	@Test
	void readsLeaveAReplicaThatLagsAndComeBack(TestInfo test) {
		try (FaultyApplication application = start("500ms"); FaultLoad load = application.load()) {
			awaitReadsAtTheReplica(application, load);
			load.beginFault();
			replica().pauseReplay();
			try {
				awaitStatus(application, Status.LAGGING);
				awaitReadsAtThePrimary(application);
			}
			finally {
				load.endFault();
				replica().resumeReplay();
			}
			Duration recovery = awaitRecovery(application, load);
			assertThat(load.failures()).isEmpty();
			assertBalance(test, "the replica lags (`pg_wal_replay_pause`) with `max-lag: 500ms`, and catches up",
					application, load, recovery);
		}
	}

	@Test
	void readsLeaveAReplicaThatIsKilledAndComeBack(TestInfo test) {
		try (FaultyApplication application = start("60s"); FaultLoad load = application.load()) {
			awaitReadsAtTheReplica(application, load);
			load.beginFault();
			replica().kill();
			try {
				awaitStatus(application, Status.DOWN);
				awaitReadsAtThePrimary(application);
			}
			finally {
				load.endFault();
				replica().start();
			}
			Duration recovery = awaitRecovery(application, load);
			assertOnlyReadsBroke(load);
			assertBalance(test, "the replica is killed (`SIGKILL`), and started again", application, load, recovery);
		}
	}

	@Test
	void readsLeaveAReplicaThatIsFrozenAndComeBack(TestInfo test) {
		try (FaultyApplication application = start("60s", "pools.jdbc.read.network-timeout=1s");
				FaultLoad load = application.load()) {
			awaitReadsAtTheReplica(application, load);
			load.beginFault();
			replica().freeze();
			try {
				awaitStatus(application, Status.DOWN);
				awaitReadsAtThePrimary(application);
			}
			finally {
				load.endFault();
				replica().thaw();
			}
			Duration recovery = awaitRecovery(application, load);
			assertOnlyReadsBroke(load);
			assertBalance(test, "the replica is frozen (`SIGSTOP`), and thawed, with `network-timeout: 1s`",
					application, load, recovery);
		}
	}

	@Test
	void readsGoOnAtTheReplicaWhileThePrimaryIsAway(TestInfo test) {
		try (FaultyApplication application = start("60s"); FaultLoad load = application.load()) {
			awaitReadsAtTheReplica(application, load);
			load.beginFault();
			database.server().kill();
			try {
				application.awaitHealth(PoolStatus.DOWN);
				awaitReadsAtTheReplica(application, load);
			}
			finally {
				load.endFault();
				database.server().start();
			}
			Duration recovery = awaitRecovery(application, load);
			assertThat(load.failures("read", "")).isZero();
			assertThat(load.failures("general", "")).isPositive();
			assertBalance(test, "the primary is killed, and started again; `max-lag: 60s`", application, load,
					recovery);
		}
	}

	// A reader in the queue has to outlast the connections that a frozen replica keeps,
	// and the check that finds it frozen, which take a second each
	private static FaultyApplication start(String maxLag, String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.add("pools.jdbc.read.connection-timeout=10s");
		all.addAll(List.of("pools.jdbc.read.replicas.one.url=" + database.replicaUrl(REPLICA),
				"pools.jdbc.read.replication.max-lag=" + maxLag, "pools.jdbc.read.replication.check-interval=100ms"));
		return FaultyApplication.start(database, all.toArray(String[]::new));
	}

	private static PostgresCluster.Server replica() {
		return database.replica(REPLICA);
	}

	private static ReplicaDescriptor replica(FaultyApplication application) {
		return Objects.requireNonNull(application.replicas("read").get(REPLICA));
	}

	private static long readsAtTheReplica(FaultyApplication application) {
		return Objects.requireNonNull(replica(application).stats()).hold().count();
	}

	private static void awaitStatus(FaultyApplication application, Status status) {
		await().atMost(DEADLINE).until(() -> replica(application).status() == status);
	}

	private static void awaitReadsAtTheReplica(FaultyApplication application, FaultLoad load) {
		load.awaitWork();
		long before = readsAtTheReplica(application);
		await().atMost(DEADLINE).until(() -> readsAtTheReplica(application) >= before + READS);
	}

	private static void awaitReadsAtThePrimary(FaultyApplication application) {
		long before = application.stats("read").hold().count();
		await().atMost(DEADLINE).until(() -> application.stats("read").hold().count() >= before + READS);
	}

	// Until every thread has had a success, and the replica takes reads
	private static Duration awaitRecovery(FaultyApplication application, FaultLoad load) {
		load.awaitRecovery();
		awaitStatus(application, Status.UP);
		long before = readsAtTheReplica(application);
		await().atMost(DEADLINE)
			.pollInterval(Duration.ofMillis(10))
			.until(() -> readsAtTheReplica(application) > before);
		return load.sinceFault();
	}

	// The load has to end before, so that all of this is about the same calls
	private static void assertOnlyReadsBroke(FaultLoad load) {
		load.end();
		assertThat(load.failures("general", "") + load.failures("ai", "")).isZero();
		assertThat(load.failures().keySet()).allMatch(Pattern.compile(BROKEN_CONNECTION).asPredicate());
	}

	private static void assertBalance(TestInfo test, String fault, FaultyApplication application, FaultLoad load,
			Duration recovery) {
		load.end();
		int leaked = application.assertBalanced(load);
		Writes writes = application.assertNothingLost(load);
		FaultReport.add(test.getTestMethod().orElseThrow().getName(), fault, load, recovery, leaked, writes);
		assertThat(recovery).isLessThan(RECOVERY);
	}

}
