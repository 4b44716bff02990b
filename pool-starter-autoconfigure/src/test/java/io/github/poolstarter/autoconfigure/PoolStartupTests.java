package io.github.poolstarter.autoconfigure;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.PoolStartException;
import io.github.poolstarter.actuate.PoolHealthChecks;
import io.github.poolstarter.actuate.PoolStatus;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.PostgresServer.Database;
import io.github.poolstarter.test.TcpForwarder;
import io.github.poolstarter.tracking.PoolTracker;
import io.github.poolstarter.tracking.PoolTrackers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for what the start of an application asks of its pools.
 */
@ExtendWith(OutputCaptureExtension.class)
class PoolStartupTests {

	private static Database database;

	private final ApplicationContextRunner runner = PoolTestContexts.runner(database, "general", "ai");

	@BeforeAll
	static void createDatabase() {
		database = PostgresServer.createDatabase();
	}

	@AfterAll
	static void dropDatabase() {
		database.close();
	}

	@Test
	void requiredPoolThatCanNotConnectFailsTheStart() throws IOException {
		this.runner.withPropertyValues("pools.jdbc.ai.url=" + nobodyListens()).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context).getFailure()
				.hasRootCauseInstanceOf(ConnectException.class)
				.hasStackTraceContaining(PoolStartException.class.getName() + ": Pool 'ai' could not connect");
		});
		await().until(() -> connections() == 0);
	}

	@Test
	void loginThatTheServerRefusesNamesWhereUserAndPasswordWereSet() {
		this.runner.withPropertyValues("pools.jdbc.ai.url=" + database.url().replaceFirst("user=[^&]+", "user=nobody"))
			.run((context) -> {
				Throwable failure = context.getStartupFailure();
				assertThat(failure).isNotNull();
				FailureAnalysis analysis = new PoolStartFailureAnalyzer(
						new MockEnvironment().withProperty("pools.jdbc.ai.username", "nobody")
							.withProperty("pools.jdbc.ai.password", "s3cr3t"))
					.analyze(failure);
				assertThat(analysis).isNotNull();
				assertThat(analysis.getDescription())
					.contains("User: set by pools.jdbc.ai.username (", "Password: set by pools.jdbc.ai.password (")
					.doesNotContain("s3cr3t");
				assertThat(analysis.getAction()).startsWith("Check the user name and password of the pool.");
			});
	}

	@Test
	void poolIsRequiredUnlessItSaysOtherwise() {
		this.runner.run((context) -> assertThat(context.getBean(JdbcPools.class).all())
			.allSatisfy((pool) -> assertThat(pool.definition().startup()).hasToString("REQUIRED")));
	}

	@Test
	void requiredPoolKeepsTryingForItsInitializationFailTimeout() {
		try (TcpForwarder line = TcpForwarder.to(database.url())) {
			line.cut();
			Thread repair = new Thread(() -> {
				await().until(() -> isAlive("pool-start-"));
				line.join();
			});
			repair.start();
			this.runner
				.withPropertyValues("pools.jdbc.ai.url=" + line.url(), "pools.jdbc.ai.initialization-fail-timeout=60s")
				.run((context) -> {
					assertThat(context).hasNotFailed();
					assertThat(PoolTestContexts.poolOf(context.getBean("aiDataSource", DataSource.class)))
						.isEqualTo("ai");
				});
		}
	}

	@Test
	void optionalPoolConnectsInTheBackgroundWhenItsDatabaseArrives(CapturedOutput output) {
		try (TcpForwarder line = TcpForwarder.to(database.url())) {
			line.cut();
			this.runner
				.withPropertyValues("pools.jdbc.ai.url=" + line.url(), "pools.jdbc.ai.startup=optional",
						"pools.jdbc.ai.minimum-idle=2")
				.run((context) -> {
					assertThat(context).hasNotFailed();
					assertThat(output).contains("Pool 'ai' could not connect to", "The pool is optional")
						.doesNotContain("password=postgres");
					assertThat(PoolTestContexts.poolOf(context.getBean("generalDataSource", DataSource.class)))
						.isEqualTo("general");
					line.join();
					HikariDataSource ai = context.getBean("aiDataSource", HikariDataSource.class);
					await().until(() -> ai.getHikariPoolMXBean() != null
							&& ai.getHikariPoolMXBean().getTotalConnections() == 2);
					assertThat(PoolTestContexts.poolOf(ai)).isEqualTo("ai");
				});
		}
		await().until(() -> connections() == 0);
	}

	@Test
	void optionalPoolWithoutAMinimumConnectsInTheBackgroundThoughNobodyBorrows() {
		try (TcpForwarder line = TcpForwarder.to(database.url())) {
			line.cut();
			this.runner
				.withPropertyValues("pools.jdbc.ai.url=" + line.url(), "pools.jdbc.ai.startup=optional",
						"pools.jdbc.ai.minimum-idle=0", "pools.jdbc.ai.connection-timeout=250ms")
				.run((context) -> {
					assertThat(context).hasNotFailed();
					JdbcPool ai = context.getBean(JdbcPools.class).get("ai");
					PoolTracker tracker = context.getBean(PoolTrackers.class).get("ai");
					// More than HikariCP makes for one borrower
					await().until(() -> tracker.stats().failed() >= 10);
					assertThat(ai.state().total()).isZero();
					line.join();
					await().until(() -> ai.state().total() == 1);
					// One of another test's pools, which it has closed, may wait as long
					// as a borrower does
					await().atMost(Duration.ofMinutes(1)).until(() -> !isAlive("pool-reconnect-"));
					assertThat(context.getBean(PoolHealthChecks.class).check(ai).status()).isEqualTo(PoolStatus.UP);
				});
		}
	}

	@Test
	void optionalPoolOfAServerThatFallsSilentIsDownUntilItAnswers() {
		try (TcpForwarder line = TcpForwarder.to(database.url())) {
			line.freeze();
			this.runner
				.withPropertyValues("pools.jdbc.ai.url=" + line.url(), "pools.jdbc.ai.startup=optional",
						"pools.jdbc.ai.connection-timeout=1s", "pools.jdbc.ai.validation-timeout=500ms")
				.run((context) -> {
					JdbcPool ai = context.getBean(JdbcPools.class).get("ai");
					PoolHealthChecks health = context.getBean(PoolHealthChecks.class);
					assertThat(health.check(ai).status()).isEqualTo(PoolStatus.DOWN);
					line.thaw();
					await().untilAsserted(() -> assertThat(health.check(ai).status()).isEqualTo(PoolStatus.UP));
				});
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "required", "optional", "lazy" })
	void poolRecoversFromAnOutageWithoutARestart(String startup) {
		try (TcpForwarder line = TcpForwarder.to(database.url())) {
			this.runner
				.withPropertyValues("pools.jdbc.ai.url=" + line.url(), "pools.jdbc.ai.startup=" + startup,
						"pools.jdbc.ai.connection-timeout=1s", "pools.jdbc.ai.validation-timeout=500ms")
				.run((context) -> {
					JdbcPool ai = context.getBean(JdbcPools.class).get("ai");
					PoolHealthChecks health = context.getBean(PoolHealthChecks.class);
					assertThat(PoolTestContexts.poolOf(ai.dataSource())).isEqualTo("ai");
					line.cut();
					assertThatExceptionOfType(DataAccessException.class)
						.isThrownBy(() -> PoolTestContexts.poolOf(ai.dataSource()));
					await().untilAsserted(() -> assertThat(health.check(ai).status()).isEqualTo(PoolStatus.DOWN));
					line.join();
					await().untilAsserted(() -> assertThat(health.check(ai).status()).isEqualTo(PoolStatus.UP));
					assertThat(PoolTestContexts.poolOf(ai.dataSource())).isEqualTo("ai");
					await().until(() -> ai.state().active() == 0);
				});
		}
	}

	@Test
	void optionalPoolWhoseDatabaseIsThereHoldsItsMinimumAtOnce() {
		this.runner.withPropertyValues("pools.jdbc.ai.startup=optional", "pools.jdbc.ai.minimum-idle=3")
			.run((context) -> assertThat(
					context.getBean("aiDataSource", HikariDataSource.class).getHikariPoolMXBean().getTotalConnections())
				.isGreaterThanOrEqualTo(3));
	}

	@Test
	void optionalPoolThatNeverConnectedIsClosedWithTheContext() throws IOException {
		this.runner
			.withPropertyValues("pools.jdbc.away.url=" + nobodyListens(), "pools.jdbc.away.startup=optional",
					"pools.jdbc.away.connection-timeout=1s")
			.run((context) -> assertThat(context).hasNotFailed());
		await().atMost(Duration.ofMinutes(1)).until(() -> !isAlive("away:") && !isAlive("pool-reconnect-"));
	}

	@Test
	void optionalPoolThatIsStillBeingMadeWhenTheContextIsClosedLeavesNothingBehind() {
		try (TcpForwarder line = TcpForwarder.to(database.url())) {
			line.cut();
			this.runner
				.withPropertyValues("pools.jdbc.late.url=" + line.url(), "pools.jdbc.late.startup=optional",
						"pools.jdbc.late.initialization-fail-timeout=60s", "pools.jdbc.late.connection-timeout=1s")
				.run((context) -> assertThat(context).hasNotFailed());
			line.join();
			await().atMost(Duration.ofSeconds(30)).until(() -> !isAlive("pool-start-"));
			await().until(() -> !isAlive("late:") && connections() == 0);
		}
	}

	@Test
	void requiredPoolOfASilentServerFailsTheStart() throws IOException {
		try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			this.runner.withPropertyValues("pools.jdbc.ai.url=" + urlOf(silent), "pools.jdbc.ai.connection-timeout=1s")
				.run((context) -> assertThat(context).getFailure()
					.hasStackTraceContaining(PoolStartException.class.getName() + ": Pool 'ai' could not connect"));
		}
	}

	@Test
	void optionalPoolOfASilentServerDoesNotKeepTheApplicationFromStarting() throws IOException {
		try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			this.runner
				.withPropertyValues("pools.jdbc.ai.url=" + urlOf(silent), "pools.jdbc.ai.connection-timeout=1s",
						"pools.jdbc.ai.startup=optional")
				.run((context) -> {
					assertThat(context).hasNotFailed();
					assertThat(PoolTestContexts.poolOf(context.getBean(JdbcTemplate.class))).isEqualTo("general");
				});
		}
	}

	@Test
	void lazyPoolConnectsAtItsFirstUse() {
		this.runner.withPropertyValues("pools.jdbc.ai.startup=lazy", "spring.sql.init.mode=never").run((context) -> {
			assertThat(context).hasNotFailed();
			HikariDataSource ai = context.getBean("aiDataSource", HikariDataSource.class);
			assertThat(ai.isRunning()).isFalse();
			assertThat(ai.getHikariPoolMXBean()).isNull();
			assertThat(PoolTestContexts.poolOf(ai)).isEqualTo("ai");
			assertThat(ai.isRunning()).isTrue();
		});
	}

	@Test
	void lazyPoolDoesNotNeedItsDatabaseAtTheStart() {
		try (TcpForwarder line = TcpForwarder.to(database.url())) {
			line.cut();
			this.runner.withPropertyValues("pools.jdbc.ai.url=" + line.url(), "pools.jdbc.ai.startup=lazy")
				.run((context) -> {
					assertThat(context).hasNotFailed();
					line.join();
					assertThat(PoolTestContexts.poolOf(context.getBean("aiDataSource", DataSource.class)))
						.isEqualTo("ai");
				});
		}
	}

	@Test
	void startupIsInheritedFromTheDefaults() {
		this.runner
			.withPropertyValues("pools.defaults.startup=lazy", "pools.jdbc.general.startup=required",
					"spring.sql.init.mode=never")
			.run((context) -> {
				assertThat(context.getBean("aiDataSource", HikariDataSource.class).isRunning()).isFalse();
				assertThat(context.getBean("generalDataSource", HikariDataSource.class).isRunning()).isTrue();
			});
	}

	private static boolean isAlive(String threads) {
		return Thread.getAllStackTraces().keySet().stream().anyMatch((thread) -> thread.getName().startsWith(threads));
	}

	private static int connections() {
		return new JdbcTemplate(new DriverManagerDataSource(database.url(), database.username(), database.password()))
			.queryForObject("select count(*) from pg_stat_activity where datname = ? and pid <> pg_backend_pid()",
					Integer.class, database.name());
	}

	private static String urlOf(ServerSocket socket) {
		return "jdbc:postgresql://localhost:" + socket.getLocalPort() + "/app";
	}

	private static String nobodyListens() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return "jdbc:postgresql://localhost:" + socket.getLocalPort() + "/app";
		}
	}

}
