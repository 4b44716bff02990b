package io.github.poolstarter.autoconfigure;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

import io.github.poolstarter.AiWork;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.ReadOnly;
import io.github.poolstarter.test.EnabledIfMariaDbInstalled;
import io.github.poolstarter.test.MariaDbServer;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.tracking.PoolTracker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of the pools with each of the databases that they know: work is routed and gets
 * its answer, and what the settings of a pool promise holds in the server.
 */
class DatabasesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class, DataSourceAutoConfiguration.class,
				JdbcTemplateAutoConfiguration.class, DataSourceTransactionManagerAutoConfiguration.class,
				TransactionAutoConfiguration.class))
		.withUserConfiguration(DishConfiguration.class)
		.withPropertyValues("pools.defaults.minimum-idle=0", "pools.jdbc.general.maximum-pool-size=3",
				"pools.jdbc.ai.maximum-pool-size=2", "pools.jdbc.read.maximum-pool-size=2");

	private static void assertThatWorkIsRouted(ApplicationContext context) {
		Dishes dishes = context.getBean(Dishes.class);
		dishes.create();
		assertThat(dishes.poolOfPlainWork()).isEqualTo("general");
		assertThat(dishes.poolOfAiWork()).isEqualTo("ai");
		assertThat(dishes.poolOfReadOnlyWork()).isEqualTo("read");
		assertThat(dishes.poolOfReadOnlyTransaction()).isEqualTo("read");
		dishes.add("soup");
		dishes.addByAi("salad");
		assertThat(dishes.count()).isEqualTo(2);
		assertThat(dishes.countInReadOnlyTransaction()).isEqualTo(2);
	}

	private static void assertThatReadOnlyWorkCannotWrite(ApplicationContext context, String refusal) {
		Dishes dishes = context.getBean(Dishes.class);
		dishes.create();
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(dishes::addInReadOnlyWork)
			.withMessageContaining(refusal);
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(dishes::addInReadOnlyWorkInTransaction)
			.withMessageContaining(refusal);
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(dishes::addInReadOnlyTransaction)
			.withMessageContaining(refusal);
		assertThat(dishes.count()).isZero();
	}

	@Nested
	@ExtendWith(OutputCaptureExtension.class)
	class H2 {

		private final ApplicationContextRunner runner = DatabasesTests.this.runner
			.withPropertyValues("spring.datasource.url=jdbc:h2:mem:menu", "spring.datasource.username=sa");

		@Test
		void workIsRouted() {
			this.runner.run(DatabasesTests::assertThatWorkIsRouted);
		}

		@Test
		void everyPoolMayHaveADatabaseOfItsOwn() {
			this.runner.withPropertyValues("pools.jdbc.ai.url=jdbc:h2:mem:models").run((context) -> {
				assertThat(catalog(context, "general")).isEqualTo("MENU");
				assertThat(catalog(context, "read")).isEqualTo("MENU");
				assertThat(catalog(context, "ai")).isEqualTo("MODELS");
			});
		}

		private static String catalog(ApplicationContext context, String pool) throws SQLException {
			try (Connection connection = context.getBean(PoolRegistry.class).get(pool).getConnection()) {
				return connection.getCatalog();
			}
		}

		@Test
		void statementIsCancelledAfterTheTimeoutOfItsPool() {
			this.runner
				.withPropertyValues("pools.jdbc.ai.statement-timeout=200ms",
						"pools.jdbc.ai.connection-init-sql=set @dish = 'soup'")
				.run((context) -> {
					Dishes dishes = context.getBean(Dishes.class);
					assertThatExceptionOfType(DataAccessException.class)
						.isThrownBy(() -> dishes
							.askByAi("select count(*) from system_range(1, 1000000000)" + " where mod(x * x, 7) = 3"))
						.withMessageContaining("timed out");
					assertThat(dishes.askByAi("select @dish")).isEqualTo("soup");
				});
		}

		@Test
		void logTellsThatAReadOnlyPoolDoesNotRefuseWrites(CapturedOutput output) {
			this.runner.run((context) -> assertThat(output)
				.contains("Pool 'read' is read-only, but H2 has no read-only sessions"));
		}

		@Test
		void logTellsWhatHasNoEffect(CapturedOutput output) {
			this.runner.withPropertyValues("pools.jdbc.ai.network-timeout=5s")
				.run((context) -> assertThat(output).contains("Pool 'ai': network-timeout has no effect"));
		}

	}

	@Nested
	class Sqlite {

		@TempDir
		private Path directory;

		@Test
		void workIsRouted() throws SQLException {
			runner().run(DatabasesTests::assertThatWorkIsRouted);
		}

		@Test
		void readOnlyWorkCannotWrite() throws SQLException {
			runner().run((context) -> {
				Dishes dishes = context.getBean(Dishes.class);
				dishes.create();
				assertThatExceptionOfType(DataAccessException.class).isThrownBy(dishes::addInReadOnlyWork)
					.withMessageContaining("readonly");
				assertThatExceptionOfType(DataAccessException.class).isThrownBy(dishes::addInReadOnlyWorkInTransaction)
					.withMessageContaining("readonly");
				assertThat(dishes.count()).isZero();
			});
		}

		@Test
		void readOnlyWorkReadsWhileATransactionWrites() throws SQLException {
			runner().run((context) -> {
				Dishes dishes = context.getBean(Dishes.class);
				dishes.create();
				try (Connection writer = context.getBean(PoolRegistry.class).get("general").getConnection()) {
					writer.setAutoCommit(false);
					writer.createStatement().execute("insert into dish values ('soup')");
					assertThat(dishes.count()).isZero();
					writer.commit();
				}
				assertThat(dishes.count()).isOne();
				assertThat(dishes.askByAi("pragma journal_mode")).isEqualTo("wal");
			});
		}

		// A read-only connection can't create the file: it has to be there
		private ApplicationContextRunner runner() throws SQLException {
			String url = "jdbc:sqlite:" + this.directory.resolve("menu.db") + "?journal_mode=WAL";
			try (Connection connection = DriverManager.getConnection(url)) {
				connection.createStatement().execute("pragma user_version = 1");
			}
			return DatabasesTests.this.runner.withPropertyValues("spring.datasource.url=" + url);
		}

	}

	@Nested
	@EnabledIfMariaDbInstalled
	@TestInstance(TestInstance.Lifecycle.PER_CLASS)
	class MariaDb {

		private final MariaDbServer.Database database = MariaDbServer.createDatabase();

		private final ApplicationContextRunner runner = DatabasesTests.this.runner
			.withPropertyValues(this.database.properties());

		@AfterAll
		void close() {
			this.database.close();
		}

		@Test
		void workIsRouted() {
			this.runner.run(DatabasesTests::assertThatWorkIsRouted);
		}

		@Test
		void readOnlyWorkCannotWrite() {
			this.runner.run((context) -> assertThatReadOnlyWorkCannotWrite(context, "READ ONLY transaction"));
		}

		@Test
		void readOnlyTransactionCannotWriteWhereItIsNotRouted() {
			this.runner.withPropertyValues("pools.routing.read-only-transactions=false")
				.run((context) -> assertThatReadOnlyWorkCannotWrite(context, "READ ONLY transaction"));
		}

		@Test
		void statementIsCancelledAfterTheTimeoutOfItsPool() {
			this.runner.withPropertyValues("pools.jdbc.ai.statement-timeout=200ms").run((context) -> {
				Dishes dishes = context.getBean(Dishes.class);
				assertThatExceptionOfType(DataAccessException.class)
					.isThrownBy(() -> dishes.askByAi("select sleep(10)"))
					.withMessageContaining("max_statement_time");
				assertThat(dishes.ask("select @@max_statement_time")).isEqualTo("0.000000");
			});
		}

		@Test
		void transactionMayIdleForTheTimeOfItsPool() {
			this.runner.withPropertyValues("pools.jdbc.ai.idle-in-transaction-timeout=1500ms").run((context) -> {
				Dishes dishes = context.getBean(Dishes.class);
				assertThat(dishes.askByAi("select @@idle_transaction_timeout")).isEqualTo("2");
				assertThat(dishes.ask("select @@idle_transaction_timeout")).isEqualTo("0");
			});
		}

		@Test
		void answerIsWaitedForNoLongerThanTheNetworkTimeoutOfThePool() {
			this.runner.withPropertyValues("pools.jdbc.ai.network-timeout=300ms").run((context) -> {
				Dishes dishes = context.getBean(Dishes.class);
				assertThatExceptionOfType(DataAccessException.class)
					.isThrownBy(() -> dishes.askByAi("select sleep(60)"))
					.withStackTraceContaining("Read timed out");
				assertThat(dishes.askByAi("select 'soup'")).isEqualTo("soup");
			});
		}

		@Test
		void limitsLeaveTheApplicationsOwnSessionVariables() {
			this.runner
				.withPropertyValues("pools.jdbc.ai.statement-timeout=7s",
						"pools.jdbc.ai.data-source-properties.sessionVariables=sql_mode='ANSI'")
				.run((context) -> {
					Dishes dishes = context.getBean(Dishes.class);
					assertThat(dishes.askByAi("select @@sql_mode")).contains("ANSI_QUOTES");
					assertThat(dishes.askByAi("select @@max_statement_time")).isEqualTo("7.000000");
				});
		}

	}

	@Nested
	@TestInstance(TestInstance.Lifecycle.PER_CLASS)
	class PostgreSql {

		private final PostgresServer.Database database = PostgresServer.createDatabase();

		private final ApplicationContextRunner runner = DatabasesTests.this.runner
			.withPropertyValues(this.database.properties());

		@AfterAll
		void close() {
			this.database.close();
		}

		@Test
		void workIsRouted() {
			this.runner.run(DatabasesTests::assertThatWorkIsRouted);
		}

		@Test
		void readOnlyWorkCannotWrite() {
			this.runner.run((context) -> assertThatReadOnlyWorkCannotWrite(context, "read-only transaction"));
		}

		@Test
		void readOnlyTransactionCannotWriteWhereItIsNotRouted() {
			this.runner.withPropertyValues("pools.routing.read-only-transactions=false")
				.run((context) -> assertThatReadOnlyWorkCannotWrite(context, "read-only transaction"));
		}

		@Test
		void statementIsCancelledAfterTheTimeoutOfItsPool() {
			this.runner.withPropertyValues("pools.jdbc.ai.statement-timeout=200ms").run((context) -> {
				Dishes dishes = context.getBean(Dishes.class);
				assertThatExceptionOfType(DataAccessException.class)
					.isThrownBy(() -> dishes.askByAi("select pg_sleep(10)"))
					.withMessageContaining("statement timeout");
				assertThat(dishes.ask("show statement_timeout")).isEqualTo("0");
			});
		}

		@Test
		void limitsLeaveTheApplicationsOwnStatementForNewConnections() {
			this.runner
				.withPropertyValues("pools.jdbc.ai.statement-timeout=7s",
						"pools.jdbc.ai.idle-in-transaction-timeout=1500ms",
						"pools.jdbc.ai.connection-init-sql=set application_name = 'menus'")
				.run((context) -> {
					Dishes dishes = context.getBean(Dishes.class);
					assertThat(dishes.askByAi("show statement_timeout")).isEqualTo("7s");
					assertThat(dishes.askByAi("show idle_in_transaction_session_timeout")).isEqualTo("1500ms");
					assertThat(dishes.askByAi("show application_name")).isEqualTo("menus");
				});
		}

		@Test
		void answerIsWaitedForNoLongerThanTheNetworkTimeoutOfThePool() {
			this.runner.withPropertyValues("pools.jdbc.ai.network-timeout=300ms").run((context) -> {
				Dishes dishes = context.getBean(Dishes.class);
				assertThatExceptionOfType(DataAccessException.class)
					.isThrownBy(() -> dishes.askByAi("select pg_sleep(60)"))
					.withStackTraceContaining("Read timed out");
				assertThat(dishes.askByAi("select 'soup'")).isEqualTo("soup");
			});
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DishConfiguration {

		@Bean
		Dishes dishes(JdbcTemplate jdbc) {
			return new Dishes(jdbc);
		}

	}

	static class Dishes {

		private final JdbcTemplate jdbc;

		Dishes(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		void create() {
			this.jdbc.execute("drop table if exists dish");
			this.jdbc.execute("create table dish (name varchar(20))");
		}

		void add(String name) {
			this.jdbc.update("insert into dish values (?)", name);
		}

		@AiWork
		void addByAi(String name) {
			add(name);
		}

		@ReadOnly
		void addInReadOnlyWork() {
			add("bread");
		}

		@ReadOnly
		@Transactional
		void addInReadOnlyWorkInTransaction() {
			add("bread");
		}

		@Transactional(readOnly = true)
		void addInReadOnlyTransaction() {
			add("bread");
		}

		@ReadOnly
		int count() {
			return countAll();
		}

		@Transactional(readOnly = true)
		int countInReadOnlyTransaction() {
			return countAll();
		}

		private int countAll() {
			return this.jdbc.queryForList("select name from dish").size();
		}

		String ask(String sql) {
			return this.jdbc.queryForObject(sql, String.class);
		}

		@AiWork
		String askByAi(String sql) {
			return ask(sql);
		}

		String poolOfPlainWork() {
			return pool();
		}

		@AiWork
		String poolOfAiWork() {
			return pool();
		}

		@ReadOnly
		String poolOfReadOnlyWork() {
			return pool();
		}

		@Transactional(readOnly = true)
		String poolOfReadOnlyTransaction() {
			return pool();
		}

		private String pool() {
			return this.jdbc.execute((ConnectionCallback<String>) (connection) -> {
				connection.createStatement().executeQuery("select 1").close();
				return PoolTracker.poolOf(connection);
			});
		}

	}

}
