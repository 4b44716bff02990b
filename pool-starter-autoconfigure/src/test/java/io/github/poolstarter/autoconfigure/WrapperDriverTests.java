package io.github.poolstarter.autoconfigure;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

import com.p6spy.engine.wrapper.ConnectionWrapper;
import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.budget.BudgetWatch;
import io.github.poolstarter.budget.PoolerWatch;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.test.EnabledIfMariaDbInstalled;
import io.github.poolstarter.test.MariaDbServer;
import io.github.poolstarter.test.PostgresServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.PGProperty;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Pools on a driver that wraps another are treated as pools of the wrapped database. With
 * P6Spy before real servers.
 */
@ExtendWith(OutputCaptureExtension.class)
class WrapperDriverTests {

	private static ApplicationContextRunner runner(String url, String username, String password) {
		return new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class))
			.withPropertyValues("spring.datasource.url=" + url.replace("jdbc:", "jdbc:p6spy:"),
					"spring.datasource.username=" + username, "spring.datasource.password=" + password,
					"spring.datasource.driver-class-name=com.p6spy.engine.spy.P6SpyDriver",
					"pools.defaults.minimum-idle=1", "pools.defaults.statement-timeout=7s",
					"pools.defaults.idle-in-transaction-timeout=9s", "pools.defaults.network-timeout=20s",
					"pools.jdbc.general.maximum-pool-size=2", "pools.jdbc.read.maximum-pool-size=2",
					"pools.jdbc.read.read-only=true");
	}

	@Test
	void postgresBehindAWrapperHasReadOnlySessionsLimitsAndABudget(CapturedOutput output) {
		try (PostgresServer.Database database = PostgresServer.createDatabase()) {
			runner(database.url(), database.username(), database.password()).run((context) -> {
				JdbcPools pools = context.getBean(JdbcPools.class);
				HikariDataSource read = pools.get("read").dataSource();
				JdbcTemplate jdbc = new JdbcTemplate(read);
				jdbc.execute(
						(java.sql.Connection connection) -> assertThat(connection.isWrapperFor(ConnectionWrapper.class))
							.isTrue());
				assertThatExceptionOfType(DataAccessException.class)
					.isThrownBy(() -> jdbc.execute("create table dish (name text)"))
					.withStackTraceContaining("read-only transaction");
				assertThat(show(jdbc, "statement_timeout")).isEqualTo("7s");
				assertThat(show(jdbc, "idle_in_transaction_session_timeout")).isEqualTo("9s");
				assertThat(read.getDataSourceProperties()).containsEntry(PGProperty.SOCKET_TIMEOUT.getName(), "20");
				assertThatBudgetIsKnown(pools);
				assertThat(new PoolerWatch(pools).look(System.nanoTime())).isEmpty();
				assertThat(PoolerWatch.prepareThreshold(pools.get("read"))).isEqualTo(5);
			});
		}
		assertThat(output).doesNotContain("depends on the driver", "has no effect");
	}

	@Test
	@EnabledIfMariaDbInstalled
	void mariaDbBehindAWrapperHasReadOnlySessionsLimitsAndABudget(CapturedOutput output) {
		MariaDbServer.Database database = MariaDbServer.createDatabase();
		runner(database.url(), database.username(), database.password()).run((context) -> {
			JdbcPools pools = context.getBean(JdbcPools.class);
			JdbcTemplate jdbc = new JdbcTemplate(pools.get("read").dataSource());
			assertThatExceptionOfType(DataAccessException.class)
				.isThrownBy(() -> jdbc.execute("create table dish (name varchar(9))"))
				.withStackTraceContaining("READ ONLY transaction");
			assertThat(jdbc.queryForObject("select @@max_statement_time", Double.class)).isEqualTo(7);
			assertThat(jdbc.queryForObject("select @@idle_transaction_timeout", Integer.class)).isEqualTo(9);
			assertThatBudgetIsKnown(pools);
		});
		assertThat(output).doesNotContain("depends on the driver", "has no effect");
	}

	private static void assertThatBudgetIsKnown(JdbcPools pools) {
		try (BudgetWatch budget = new BudgetWatch(pools, Clock.systemUTC())) {
			await().atMost(Duration.ofMinutes(1))
				.until(() -> budget.budgets().stream().map((server) -> server.maxConnections() != null).toList(),
						List.of(true)::equals);
		}
	}

	private static String show(JdbcTemplate jdbc, String setting) {
		return jdbc.queryForObject("show " + setting, String.class);
	}

}
