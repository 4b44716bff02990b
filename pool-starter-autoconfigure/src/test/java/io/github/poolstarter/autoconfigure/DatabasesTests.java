package io.github.poolstarter.autoconfigure;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

import io.github.poolstarter.AiWork;
import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.ReadOnly;
import io.github.poolstarter.test.EnabledIfMariaDbInstalled;
import io.github.poolstarter.test.MariaDbServer;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.tracking.PoolTracker;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

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

	private static ThrowingConsumer<Throwable> explained(String where, String why) {
		return (failure) -> {
			Throwable refusal = failure.getCause();
			assertThat(refusal).isInstanceOf(SQLException.class);
			assertThat(refusal.getClass().getName()).doesNotStartWith("io.github.poolstarter");
			assertThat(refusal.getSuppressed()).singleElement()
				.extracting(Throwable::getMessage, InstanceOfAssertFactories.STRING)
				.contains(where, "this statement was sent to it by " + why);
		};
	}

	private static void assertThatReadOnlyWorkCannotWrite(ApplicationContext context, String refusal) {
		Dishes dishes = context.getBean(Dishes.class);
		dishes.create();
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(dishes::addInReadOnlyWork)
			.withMessageContaining(refusal)
			.satisfies(explained("Pool 'read' is read-only", "@ReadOnly on DatabasesTests.Dishes.addInReadOnlyWork"));
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(dishes::addInReadOnlyWorkInTransaction)
			.withMessageContaining(refusal)
			.satisfies(explained("Pool 'read' is read-only",
					"@ReadOnly on DatabasesTests.Dishes.addInReadOnlyWorkInTransaction"));
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(dishes::addInReadOnlyTransaction)
			.withMessageContaining(refusal)
			.satisfies(explained(" is read-only",
					"the read-only transaction of DatabasesTests.Dishes.addInReadOnlyTransaction"));
		assertThat(dishes.count()).isZero();
	}

	private static void assertThatNoneIsOut(ApplicationContext context, String pool) {
		assertThat(
				context.getBean(PoolRegistry.class).get(pool).dataSource().getHikariPoolMXBean().getActiveConnections())
			.isZero();
	}

	// Returns the SQL state of what the borrower was told
	private static String assertThatIdleTransactionIsEnded(ApplicationContext context, String countSessions,
			String session) throws SQLException {
		PoolRegistry pools = context.getBean(PoolRegistry.class);
		Dishes dishes = context.getBean(Dishes.class);
		dishes.create();
		String state;
		String ended;
		try (Connection connection = pools.get("ai").getConnection()) {
			connection.setAutoCommit(false);
			ended = only(connection, session);
			only(connection, "select count(*) from dish");
			await().atMost(Duration.ofSeconds(30)).until(() -> "0".equals(dishes.ask(countSessions + ended)));
			state = catchThrowableOfType(SQLException.class, () -> only(connection, session)).getSQLState();
		}
		assertThat(dishes.askByAi(session)).isNotEqualTo(ended);
		assertThatNoneIsOut(context, "ai");
		return state;
	}

	private static String only(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
			result.next();
			return result.getString(1);
		}
	}

	private static int errorCode(Throwable failure) {
		return ((SQLException) NestedExceptionUtils.getMostSpecificCause(failure)).getErrorCode();
	}

	private static String sqlState(Throwable failure) {
		return ((SQLException) NestedExceptionUtils.getMostSpecificCause(failure)).getSQLState();
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
			this.runner.run((context) -> assertThat(output).contains("DatabaseProduct",
					"Pool 'read' is read-only, as a pool of this name is by default, but H2 has "
							+ "no read-only sessions",
					"set pools.jdbc.read.read-only to false"));
		}

		@Test
		void logTellsWhatHasNoEffect(CapturedOutput output) {
			this.runner.withPropertyValues("pools.jdbc.ai.network-timeout=5s")
				.run((context) -> assertThat(output).contains("Pool 'ai': network-timeout has no effect"));
		}

	}

	@Nested
	@ExtendWith(OutputCaptureExtension.class)
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
					.withMessageContaining("readonly")
					.satisfies(explained("Pool 'read' is read-only",
							"@ReadOnly on DatabasesTests.Dishes.addInReadOnlyWork"));
				assertThatExceptionOfType(DataAccessException.class).isThrownBy(dishes::addInReadOnlyWorkInTransaction)
					.withMessageContaining("readonly")
					.satisfies(explained("Pool 'read' is read-only",
							"@ReadOnly on DatabasesTests.Dishes.addInReadOnlyWorkInTransaction"));
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

		@Test
		void logTellsWhatHasNoEffect(CapturedOutput output) throws SQLException {
			runner()
				.withPropertyValues("pools.jdbc.ai.statement-timeout=1s", "pools.jdbc.ai.network-timeout=1s",
						"pools.jdbc.ai.idle-in-transaction-timeout=1s")
				.run((context) -> assertThat(output).contains("Pool 'ai': statement-timeout has no effect",
						"Pool 'ai': network-timeout has no effect",
						"Pool 'ai': idle-in-transaction-timeout has no effect"));
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
	@ExtendWith(OutputCaptureExtension.class)
	class Derby {

		private static final String LONG_STATEMENT = "select count(*) from sys.syscolumns a, sys.syscolumns b, "
				+ "sys.syscolumns c, sys.syscolumns d";

		private static final String SHORT_STATEMENT = "values 'soup'";

		private final ApplicationContextRunner runner = DatabasesTests.this.runner.withPropertyValues(
				"spring.datasource.url=jdbc:derby:memory:menu;create=true",
				"spring.datasource.driver-class-name=org.apache.derby.iapi.jdbc.AutoloadedDriver");

		@BeforeAll
		static void startWithItsLogWhereMavenCleans() throws SQLException {
			System.setProperty("derby.stream.error.file", "target/derby.log");
			DriverManager.getConnection("jdbc:derby:memory:menu;create=true").close();
		}

		@Test
		void driverEndsAStatementAfterTheTimeoutOfItsPool() {
			this.runner.withPropertyValues("pools.jdbc.ai.statement-timeout=200ms").run((context) -> {
				Dishes dishes = context.getBean(Dishes.class);
				assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> dishes.askByAi(LONG_STATEMENT))
					.withCauseInstanceOf(SQLTimeoutException.class);
				assertThat(dishes.askByAi(SHORT_STATEMENT)).isEqualTo("soup");
				assertThatNoneIsOut(context, "ai");
			});
		}

		@Test
		void everyKindOfStatementHasTheTimeoutInWholeSecondsRoundedUp() {
			this.runner
				.withPropertyValues("pools.jdbc.ai.statement-timeout=2001ms", "pools.tracking.busy-time=off",
						"pools.jdbc.read.statement-timeout=1ms")
				.run((context) -> {
					PoolRegistry pools = context.getBean(PoolRegistry.class);
					try (Connection connection = pools.get("ai").getConnection()) {
						assertThat(List.of(connection.createStatement(),
								connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY),
								connection.prepareStatement(SHORT_STATEMENT),
								connection.prepareStatement(SHORT_STATEMENT, Statement.NO_GENERATED_KEYS),
								connection.prepareCall("call syscs_util.syscs_checkpoint_database()")))
							.allSatisfy((statement) -> assertThat(statement.getQueryTimeout()).isEqualTo(3));
					}
					try (Connection connection = pools.get("read").getConnection()) {
						assertThat(connection.createStatement().getQueryTimeout()).isOne();
					}
					try (Connection connection = pools.get("general").getConnection()) {
						assertThat(connection.createStatement().getQueryTimeout()).isZero();
					}
				});
		}

		@Test
		void timeoutThatTheApplicationSetsOnAStatementPrevails() {
			this.runner.withPropertyValues("pools.jdbc.ai.statement-timeout=60s").run((context) -> {
				try (Connection connection = context.getBean(PoolRegistry.class).get("ai").getConnection();
						Statement statement = connection.createStatement()) {
					statement.setQueryTimeout(1);
					assertThatExceptionOfType(SQLTimeoutException.class)
						.isThrownBy(() -> statement.executeQuery(LONG_STATEMENT).next());
				}
			});
		}

		@Test
		void directConnectionsOfTheFallbackHaveTheTimeoutToo() {
			this.runner
				.withPropertyValues("pools.jdbc.ai.statement-timeout=7s", "pools.jdbc.ai.fallback.to=direct",
						"pools.jdbc.ai.maximum-pool-size=1", "pools.jdbc.ai.connection-timeout=1s")
				.run((context) -> {
					ManagedPool ai = context.getBean(PoolRegistry.class).get("ai");
					try (Connection held = ai.getConnection(); Connection direct = ai.getConnection()) {
						assertThat(held).isNotEqualTo(direct);
						assertThat(direct.createStatement().getQueryTimeout()).isEqualTo(7);
					}
				});
		}

		@Test
		void logTellsOnceWhatTheDriverRefusesAndWhatJdbcDoesNotHave(CapturedOutput output) {
			this.runner
				.withPropertyValues("pools.jdbc.ai.network-timeout=5s", "pools.jdbc.ai.minimum-idle=2",
						"pools.jdbc.ai.idle-in-transaction-timeout=5s")
				.run((context) -> {
					assertThat(context.getBean(Dishes.class).askByAi(SHORT_STATEMENT)).isEqualTo("soup");
					assertThat(output.getOut().split("Pool 'ai': network-timeout has no effect", -1)).hasSize(2);
					assertThat(output).contains("Pool 'ai': idle-in-transaction-timeout has no effect")
						.doesNotContain("statement-timeout has no effect");
				});
		}

	}

	@Nested
	@EnabledIfMariaDbInstalled
	@TestInstance(TestInstance.Lifecycle.PER_CLASS)
	@ExtendWith(OutputCaptureExtension.class)
	class MySqlProtocol {

		private final MariaDbServer.Database database = MariaDbServer.createDatabase();

		// The pools know nothing of this kind of URL, and leave all to its driver
		private final ApplicationContextRunner runner = DatabasesTests.this.runner
			.withPropertyValues(this.database.properties())
			.withPropertyValues("spring.datasource.url=" + mysqlUrl(),
					"spring.datasource.driver-class-name=org.mariadb.jdbc.Driver");

		private String mysqlUrl() {
			String url = this.database.url().replace("jdbc:mariadb:", "jdbc:mysql:");
			return url + ((url.contains("?")) ? "&" : "?") + "permitMysqlScheme=true";
		}

		@AfterAll
		void close() {
			this.database.close();
		}

		@Test
		void driverEndsAStatementAfterTheTimeoutOfItsPool() {
			this.runner.withPropertyValues("pools.jdbc.ai.statement-timeout=1s").run((context) -> {
				Dishes dishes = context.getBean(Dishes.class);
				assertThatExceptionOfType(DataAccessException.class)
					.isThrownBy(() -> dishes.askByAi("select sleep(60) from seq_1_to_2"))
					.withRootCauseInstanceOf(SQLException.class)
					.satisfies((ex) -> assertThat(errorCode(ex)).isEqualTo(1969));
				assertThat(dishes.askByAi("select 'soup'")).isEqualTo("soup");
				assertThatNoneIsOut(context, "ai");
			});
		}

		@Test
		void driverWaitsForAnAnswerNoLongerThanTheNetworkTimeout(CapturedOutput output) {
			this.runner
				.withPropertyValues("pools.jdbc.ai.network-timeout=2s", "pools.jdbc.ai.validation-timeout=5s",
						"pools.jdbc.ai.minimum-idle=2")
				.run((context) -> {
					Dishes dishes = context.getBean(Dishes.class);
					for (int i = 0; i < 2; i++) {
						assertThatExceptionOfType(DataAccessException.class)
							.isThrownBy(() -> dishes.askByAi("select sleep(60)"))
							.withStackTraceContaining("Read timed out");
						assertThat(dishes.askByAi("select 'soup'")).isEqualTo("soup");
					}
					assertThatNoneIsOut(context, "ai");
					assertThat(output).doesNotContain("has no effect");
				});
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
					.withMessageContaining("max_statement_time")
					.satisfies((ex) -> assertThat(errorCode(ex)).isEqualTo(1969));
				assertThat(dishes.ask("select @@max_statement_time")).isEqualTo("0.000000");
				assertThat(dishes.askByAi("select 'soup'")).isEqualTo("soup");
				assertThatNoneIsOut(context, "ai");
			});
		}

		@Test
		void transactionThatIdlesIsEndedAndItsConnectionReplaced() {
			this.runner.withPropertyValues("pools.jdbc.ai.idle-in-transaction-timeout=1s")
				.run((context) -> assertThatIdleTransactionIsEnded(context,
						"select count(*) from information_schema.processlist where id = ", "select connection_id()"));
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
			this.runner.withPropertyValues("pools.jdbc.ai.network-timeout=2s").run((context) -> {
				Dishes dishes = context.getBean(Dishes.class);
				assertThatExceptionOfType(DataAccessException.class)
					.isThrownBy(() -> dishes.askByAi("select sleep(60)"))
					.withStackTraceContaining("Read timed out");
				assertThat(dishes.askByAi("select 'soup'")).isEqualTo("soup");
				assertThatNoneIsOut(context, "ai");
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
					.withMessageContaining("statement timeout")
					.satisfies((ex) -> assertThat(sqlState(ex)).isEqualTo("57014"));
				assertThat(dishes.ask("show statement_timeout")).isEqualTo("0");
				assertThat(dishes.askByAi("select 'soup'")).isEqualTo("soup");
				assertThatNoneIsOut(context, "ai");
			});
		}

		@Test
		void transactionThatIdlesIsEndedAndItsConnectionReplaced() {
			this.runner.withPropertyValues("pools.jdbc.ai.idle-in-transaction-timeout=300ms")
				.run((context) -> assertThat(assertThatIdleTransactionIsEnded(context,
						"select count(*) from pg_stat_activity where pid = ", "select pg_backend_pid()"))
					.isEqualTo("25P03"));
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
			this.runner.withPropertyValues("pools.jdbc.ai.network-timeout=2s").run((context) -> {
				Dishes dishes = context.getBean(Dishes.class);
				assertThatExceptionOfType(DataAccessException.class)
					.isThrownBy(() -> dishes.askByAi("select pg_sleep(60)"))
					.withStackTraceContaining("Read timed out");
				assertThat(dishes.askByAi("select 'soup'")).isEqualTo("soup");
				assertThatNoneIsOut(context, "ai");
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
