package io.github.poolstarter.autoconfigure;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.PostgresServer.Database;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the state that the connections of a pool have on a real server.
 */
class PoolSessionTests {

	private static Database database;

	@BeforeAll
	static void createDatabase() throws SQLException {
		database = PostgresServer.createDatabase();
		execute("create schema kitchen", "create table kitchen.dish (name text)", "create table item (name text)");
	}

	@AfterAll
	static void dropDatabase() {
		database.close();
	}

	@Test
	void statementTimeoutCancelsAStatementInTheServer() {
		withPool((pool) -> {
			JdbcTemplate jdbc = new JdbcTemplate(pool);
			assertThat(show(jdbc, "statement_timeout")).isEqualTo("100ms");
			assertThatExceptionOfType(QueryTimeoutException.class).isThrownBy(() -> jdbc.execute("select pg_sleep(10)"))
				.withStackTraceContaining("statement timeout");
			assertThat(show(jdbc, "statement_timeout")).isEqualTo("100ms");
		}, "statement-timeout=100ms");
	}

	@Test
	void idleInTransactionTimeoutEndsATransactionThatWaits() {
		withPool((pool) -> {
			assertThat(show(new JdbcTemplate(pool), "idle_in_transaction_session_timeout")).isEqualTo("100ms");
			try (Connection connection = pool.getConnection()) {
				connection.setAutoCommit(false);
				try (Statement statement = connection.createStatement()) {
					statement.execute("select 1");
					await().until(() -> sessions("idle in transaction") == 0);
					assertThatExceptionOfType(SQLException.class).isThrownBy(() -> statement.execute("select 1"));
				}
			}
			catch (SQLException ex) {
				// The connection is gone
			}
			assertThat(PoolTestContexts.poolOf(pool)).isEqualTo("general");
		}, "idle-in-transaction-timeout=100ms");
	}

	@Test
	void initSqlOfTheApplicationRunsBesideTheTimeouts() {
		withPool((pool) -> {
			JdbcTemplate jdbc = new JdbcTemplate(pool);
			assertThat(show(jdbc, "work_mem")).isEqualTo("5MB");
			assertThat(show(jdbc, "statement_timeout")).isEqualTo("20s");
			assertThat(show(jdbc, "idle_in_transaction_session_timeout")).isEqualTo("30s");
		}, "statement-timeout=20s", "idle-in-transaction-timeout=30s",
				"connection-init-sql=set work_mem = '5MB'; set lock_timeout = '1s'");
	}

	@Test
	void initSqlOfTheApplicationRunsWithoutTimeouts() {
		withPool((pool) -> {
			assertThat(show(new JdbcTemplate(pool), "work_mem")).isEqualTo("5MB");
			assertThat(show(new JdbcTemplate(pool), "statement_timeout")).isEqualTo("0");
		}, "connection-init-sql=set work_mem = '5MB'");
	}

	@Test
	void sessionSettingsOutliveARollbackWhereConnectionsDoNotCommitByThemselves() {
		withPool((pool) -> {
			for (int i = 0; i < 2; i++) {
				try (Connection connection = pool.getConnection(); Statement statement = connection.createStatement()) {
					assertThat(connection.getAutoCommit()).isFalse();
					connection.rollback();
					try (var result = statement.executeQuery("select current_setting('statement_timeout'), "
							+ "current_setting('search_path'), current_setting('work_mem')")) {
						assertThat(result.next()).isTrue();
						assertThat(result.getString(1)).isEqualTo("20s");
						assertThat(result.getString(2)).isEqualTo("kitchen");
						assertThat(result.getString(3)).isEqualTo("5MB");
					}
					connection.rollback();
				}
			}
			assertThat(sessions("idle in transaction")).isZero();
		}, "auto-commit=false", "statement-timeout=20s", "schema=kitchen", "connection-init-sql=set work_mem = '5MB'");
	}

	@Test
	void schemaAloneOutlivesARollbackWhereConnectionsDoNotCommitByThemselves() {
		withPool((pool) -> {
			assertThat(sessions("idle in transaction")).isZero();
			try (Connection connection = pool.getConnection(); Statement statement = connection.createStatement()) {
				connection.rollback();
				statement.execute("select * from dish");
				connection.rollback();
			}
		}, "auto-commit=false", "schema=kitchen");
	}

	@Test
	void schemaIsSet() {
		withPool((pool) -> {
			JdbcTemplate jdbc = new JdbcTemplate(pool);
			assertThat(jdbc.queryForObject("select current_schema()", String.class)).isEqualTo("kitchen");
			assertThat(jdbc.queryForObject("select count(*) from dish", Integer.class)).isZero();
		}, "schema=kitchen");
	}

	@ParameterizedTest
	@ValueSource(strings = { "SERIALIZABLE", "TRANSACTION_SERIALIZABLE" })
	void isolationIsSet(String isolation) {
		withPool((pool) -> assertThat(show(new JdbcTemplate(pool), "transaction_isolation")).isEqualTo("serializable"),
				"transaction-isolation=" + isolation);
	}

	@Test
	void writeThroughAReadOnlyPoolIsRefusedByTheServer() {
		withPool((pool) -> {
			JdbcTemplate jdbc = new JdbcTemplate(pool);
			assertThat(jdbc.queryForObject("select count(*) from item", Integer.class)).isZero();
			assertThatExceptionOfType(DataAccessException.class)
				.isThrownBy(() -> jdbc.update("insert into item values ('a')"))
				.withStackTraceContaining("read-only transaction");
			TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(pool));
			assertThatExceptionOfType(DataAccessException.class).isThrownBy(
					() -> transaction.executeWithoutResult((status) -> jdbc.update("insert into item values ('b')")))
				.withStackTraceContaining("read-only transaction");
			transaction.setReadOnly(true);
			transaction.executeWithoutResult((status) -> jdbc.queryForList("select * from item"));
			assertThatExceptionOfType(DataAccessException.class)
				.isThrownBy(() -> jdbc.update("insert into item values ('c')"))
				.withStackTraceContaining("read-only transaction");
		}, "read-only=true");
	}

	@Test
	void readOnlyPoolThatDoesNotCommitByItselfRefusesWritesToo() {
		withPool((pool) -> {
			try (Connection connection = pool.getConnection(); Statement statement = connection.createStatement()) {
				assertThatExceptionOfType(SQLException.class)
					.isThrownBy(() -> statement.executeUpdate("insert into item values ('a')"))
					.withMessageContaining("read-only transaction");
				connection.rollback();
			}
		}, "read-only=true", "auto-commit=false");
	}

	@Test
	void networkTimeoutEndsAStatementThatTheServerDoesNotAnswer() {
		withPool((pool) -> {
			assertThatExceptionOfType(DataAccessResourceFailureException.class)
				.isThrownBy(() -> new JdbcTemplate(pool).execute("select pg_sleep(20)"))
				.withStackTraceContaining("timed out");
			assertThat(PoolTestContexts.poolOf(pool)).isEqualTo("general");
		}, "network-timeout=1s");
	}

	@Test
	void driverPropertyOfTheApplicationWinsOverOurs() {
		withPool(
				(pool) -> assertThat(((HikariDataSource) pool).getDataSourceProperties())
					.containsEntry("socketTimeout", "7")
					.containsEntry("readOnlyMode", "transaction"),
				"network-timeout=1s", "data-source-properties.socketTimeout=7", "read-only=true",
				"data-source-properties.readOnlyMode=transaction");
	}

	private static void withPool(Check check, String... settings) {
		var runner = PoolTestContexts.runner(database, "general");
		for (String setting : settings) {
			runner = runner.withPropertyValues("pools.jdbc.general." + setting);
		}
		runner.withPropertyValues("spring.sql.init.mode=never").run((context) -> {
			assertThat(context).hasNotFailed();
			check.on(context.getBean("generalDataSource", DataSource.class));
		});
	}

	private static String show(JdbcTemplate jdbc, String setting) {
		return jdbc.queryForObject("select current_setting(?)", String.class, setting);
	}

	private static int sessions(String state) {
		JdbcTemplate jdbc = new JdbcTemplate(new DriverManagerDataSource(database.url(), "postgres", "postgres"));
		return jdbc.queryForObject("select count(*) from pg_stat_activity where datname = ? and state = ?",
				Integer.class, database.name(), state);
	}

	private static void execute(String... statements) throws SQLException {
		try (Connection connection = DriverManager.getConnection(database.url(), "postgres", "postgres");
				Statement statement = connection.createStatement()) {
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
	}

	@FunctionalInterface
	interface Check {

		void on(DataSource pool) throws Exception;

	}

}
