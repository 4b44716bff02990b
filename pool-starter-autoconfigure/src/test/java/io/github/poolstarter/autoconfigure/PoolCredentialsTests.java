package io.github.poolstarter.autoconfigure;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.util.Credentials;
import io.github.poolstarter.PoolCustomizer;
import io.github.poolstarter.budget.BudgetWatch;
import io.github.poolstarter.budget.PoolerWatch;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.jdbc.ReplicaState;
import io.github.poolstarter.test.PostgresCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.util.TestSocketUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Whatever connects to the database of a pool logs in as the pool does at that time, also
 * after its password was changed. On a primary and a replica that ask for the password.
 */
@ExtendWith(OutputCaptureExtension.class)
class PoolCredentialsTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private static final AtomicInteger passwords = new AtomicInteger();

	private static PostgresCluster cluster;

	private String password;

	private int logBegin;

	private int replicaLogBegin;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class))
		.withPropertyValues("spring.datasource.url=" + url(cluster.primary()), "pools.defaults.minimum-idle=1",
				"pools.defaults.connection-timeout=1s", "pools.jdbc.general.maximum-pool-size=2",
				"pools.jdbc.ai.maximum-pool-size=1", "pools.jdbc.ai.fallback.to=direct",
				"pools.jdbc.ai.fallback.max-connections=1", "pools.jdbc.read.maximum-pool-size=2",
				"pools.jdbc.read.replication.check-interval=200ms",
				"pools.jdbc.read.replicas.one.url=" + url(cluster.replica("one")));

	@BeforeAll
	static void startServers() {
		cluster = PostgresCluster.start("one");
		cluster.primary().execute("create role cook login");
		cluster.awaitReplay();
		cluster.primary().requirePassword("cook");
		cluster.replica("one").requirePassword("cook");
	}

	@AfterAll
	static void stopServers() {
		cluster.close();
	}

	@BeforeEach
	void begin() {
		alterPassword();
		markLogs();
	}

	@Test
	void passwordThatIsSetWhileThePoolsRunIsUsedByAll() {
		this.runner.withPropertyValues("spring.datasource.username=cook", "spring.datasource.password=" + this.password)
			.run(rotated((pool) -> pool.dataSource().setPassword(this.password)));
	}

	@Test
	void credentialsThatAreSetWhileThePoolsRunAreUsedByAll() {
		this.runner.withPropertyValues("spring.datasource.username=cook", "spring.datasource.password=" + this.password)
			.run(rotated((pool) -> pool.dataSource().setCredentials(Credentials.of("cook", this.password))));
	}

	@Test
	void credentialsOfAProviderAreUsedByAll() {
		this.runner.withBean(PoolCustomizer.class, () -> (name, config) -> provide(config)).run(rotated((pool) -> {
		}));
	}

	@Test
	void providerOfThePrimaryAloneIsUsedForItsReplicasAsWell() {
		this.runner.withBean(PoolCustomizer.class, () -> (name, config) -> {
			if (name.equals(config.getPoolName())) {
				provide(config);
			}
		}).run(rotated((pool) -> {
		}));
	}

	@Test
	void replicaWithAPasswordOfItsOwnKeepsIt() {
		cluster.primary().execute("create role reader login password 'readers-own'");
		cluster.awaitReplay();
		cluster.replica("one").requirePassword("reader");
		markLogs();
		this.runner
			.withPropertyValues("spring.datasource.username=cook", "spring.datasource.password=" + this.password,
					"pools.jdbc.read.replicas.one.username=reader", "pools.jdbc.read.replicas.one.password=readers-own")
			.run((context) -> {
				JdbcPool read = context.getBean(JdbcPools.class).get("read");
				await().atMost(LONG).until(() -> "reader".equals(query(read, "select current_user")));
				assertThatNobodyWasTurnedAway();
			});
	}

	@Test
	void replicaThatRefusesThePasswordSaysSo(CapturedOutput output) {
		assertThatReasonIs(output, "password authentication failed for user \"cook\"",
				"pools.jdbc.read.replicas.one.password=wrong");
	}

	@Test
	void replicaWhosePortIsClosedSaysSo(CapturedOutput output) {
		assertThatReasonIs(output, "refused", "pools.jdbc.read.replicas.one.url=jdbc:postgresql://127.0.0.1:%d/postgres"
			.formatted(TestSocketUtils.findAvailableTcpPort()));
	}

	private void assertThatReasonIs(CapturedOutput output, String reason, String property) {
		this.runner
			.withPropertyValues("spring.datasource.username=cook", "spring.datasource.password=" + this.password,
					property)
			.run((context) -> {
				JdbcPool read = context.getBean(JdbcPools.class).get("read");
				await().atMost(LONG).until(() -> state(read).status() == ReplicaState.Status.DOWN);
				assertThat(state(read).reason()).contains(reason);
				assertThat(output.getOut().lines()).filteredOn((line) -> line.contains("is ejected"))
					.singleElement()
					.asString()
					.contains(reason);
			});
	}

	private ContextConsumer<AssertableApplicationContext> rotated(Consumer<JdbcPool> change) {
		return (context) -> {
			JdbcPools pools = context.getBean(JdbcPools.class);
			await().atMost(LONG).until(() -> state(pools.get("read")).fit());
			alterPassword();
			pools.all().forEach(change);
			markLogs();
			for (PostgresCluster.Server server : List.of(cluster.primary(), cluster.replica("one"))) {
				server.query("select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = 'cook'");
			}
			assertThatAllLogIn(pools);
			assertThatNobodyWasTurnedAway();
		};
	}

	private void assertThatAllLogIn(JdbcPools pools) throws SQLException {
		JdbcPool ai = pools.get("ai");
		await().atMost(LONG)
			.ignoreExceptions()
			.until(() -> "cook".equals(query(pools.get("general"), "select current_user")));
		await().atMost(LONG).ignoreExceptions().until(() -> "cook".equals(query(ai, "select current_user")));
		try (Connection held = ai.getConnection()) {
			assertThat(held.isValid(5)).isTrue();
			assertThat(query(ai, "select current_user")).as("direct").isEqualTo("cook");
		}
		String replica = cluster.replica("one").query("select current_setting('port')");
		await().atMost(LONG)
			.ignoreExceptions()
			.until(() -> replica.equals(query(pools.get("read"), "select current_setting('port')")));
		await().atMost(LONG).until(() -> state(pools.get("read")).fit());
		assertThat(new PoolerWatch(pools).look(System.nanoTime())).isEmpty();
		try (BudgetWatch budget = new BudgetWatch(pools, Clock.systemUTC())) {
			await().atMost(LONG).until(() -> budget.budgets().stream().allMatch((server) -> server.time() != null));
		}
	}

	// The pools themselves included, which have the new password before they need it
	private void assertThatNobodyWasTurnedAway() {
		assertThat(cluster.primary().log().substring(this.logBegin)).doesNotContain("authentication failed",
				"does not exist");
		assertThat(cluster.replica("one").log().substring(this.replicaLogBegin)).doesNotContain("authentication failed",
				"does not exist");
	}

	private void provide(HikariConfig config) {
		config.setCredentialsProvider(() -> Credentials.of("cook", this.password));
	}

	private void alterPassword() {
		this.password = "password" + passwords.incrementAndGet();
		cluster.primary().execute("alter role cook password '" + this.password + "'");
		cluster.awaitReplay();
	}

	private void markLogs() {
		this.logBegin = cluster.primary().log().length();
		this.replicaLogBegin = cluster.replica("one").log().length();
	}

	private static ReplicaState state(JdbcPool pool) {
		return pool.replicas().states().get(0);
	}

	private static String query(JdbcPool pool, String sql) throws SQLException {
		try (Connection connection = pool.getConnection();
				Statement statement = connection.createStatement();
				ResultSet row = statement.executeQuery(sql)) {
			row.next();
			return row.getString(1);
		}
	}

	private static String url(PostgresCluster.Server server) {
		return server.url().replace("?user=" + PostgresCluster.USERNAME, "");
	}

}
