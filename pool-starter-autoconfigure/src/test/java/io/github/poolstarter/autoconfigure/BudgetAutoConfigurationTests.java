package io.github.poolstarter.autoconfigure;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.PoolCustomizer;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.budget.BudgetReport;
import io.github.poolstarter.budget.PoolAllowance;
import io.github.poolstarter.budget.StartBudgetCheck;
import io.github.poolstarter.test.EnabledIfMariaDbInstalled;
import io.github.poolstarter.test.MariaDbServer;
import io.github.poolstarter.test.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The check at start that the pools' maxima fit what the database server allows.
 */
@ExtendWith(OutputCaptureExtension.class)
class BudgetAutoConfigurationTests {

	private static final String FINDING = "The maximum sizes of the pools at";

	private static PostgresServer.Database database;

	private static PostgresServer.Database otherDatabase;

	private static String role;

	private static ApplicationContextRunner runner;

	@BeforeAll
	static void createRoleWithAConnectionLimit() throws SQLException {
		database = PostgresServer.createDatabase();
		otherDatabase = PostgresServer.createDatabase();
		role = database.name() + "_role";
		execute("create role %s login password 'role-password' connection limit 10".formatted(role));
		runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class, DataSourceAutoConfiguration.class))
			.withPropertyValues(properties());
	}

	@AfterAll
	static void dropRole() throws SQLException {
		execute("drop role " + role);
		otherDatabase.close();
		database.close();
	}

	@Test
	void poolsThatExceedTheLimitAreWarnedOfAndStart(CapturedOutput output) {
		runner.run((context) -> {
			assertThat(context).hasNotFailed();
			context.getBean(PoolRegistry.class).get("ai").getConnection().close();
		});
		assertThat(output.getAll().lines().filter((line) -> line.contains(FINDING))).singleElement()
			.asString()
			.contains(" WARN ")
			.contains("at " + server() + " add up to 16 connections, but at most 10 are allowed by "
					+ "the connection limit of role '" + role + "'")
			.contains(
					"general: pools.jdbc.general.maximum-pool-size = 8 (\"pools.jdbc.general.maximum-pool-size\" from")
			.contains("ai: pools.jdbc.ai.maximum-pool-size = 8 (\"pools.jdbc.ai.maximum-pool-size\" from")
			.contains("one instance of the application")
			.contains("Lower maximum-pool-size of the pools general, ai until they add up to at most 10, "
					+ "or raise the connection limit of role '" + role + "'.")
			.doesNotContain("role-password");
	}

	@Test
	void poolsThatExceedTheLimitFailWhereTheyAreToldTo() {
		runner.withPropertyValues("pools.budget.on-exceeded=fail").run((context) -> {
			FailureAnalysis analysis = analyze(context);
			assertThat(analysis.getDescription())
				.contains("at " + server() + " add up to 16 connections, but at most 10")
				.contains("the connection limit of role '" + role + "'")
				.contains(
						"    general: pools.jdbc.general.maximum-pool-size = 8 (\"pools.jdbc.general.maximum-pool-size\" from")
				.contains("    ai: pools.jdbc.ai.maximum-pool-size = 8 (\"pools.jdbc.ai.maximum-pool-size\" from")
				.contains("one instance of the application");
			assertThat(analysis.getAction()).contains("Lower maximum-pool-size of the pools general, ai")
				.contains("or raise the connection limit of role '" + role + "'")
				.contains("set pools.budget.on-exceeded to warn");
		});
	}

	@Test
	void failureIsPrintedByTheRegisteredAnalyzer(CapturedOutput output) {
		SpringApplicationBuilder application = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.properties(properties())
			.properties("pools.budget.on-exceeded=fail");
		assertThatExceptionOfType(PoolConfigurationException.class).isThrownBy(application::run);
		assertThat(output).contains("APPLICATION FAILED TO START").contains(FINDING);
	}

	@Test
	void poolsThatFitAreNotMentioned(CapturedOutput output) {
		runner.withPropertyValues("pools.jdbc.ai.maximum-pool-size=2", "pools.budget.on-exceeded=fail")
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(StartBudgetCheck.class));
		assertThat(output).doesNotContain(FINDING);
	}

	@Test
	void eachPoolIsLeftWhatTheOthersAndOtherPoolsDoNotHave() {
		runner
			.withPropertyValues("pools.jdbc.general.maximum-pool-size=4", "pools.jdbc.ai.maximum-pool-size=2",
					"pools.jdbc.general.startup=lazy", "pools.sizing.mode=off")
			.run((context) -> {
				StartBudgetCheck check = context.getBean(StartBudgetCheck.class);
				long now = System.nanoTime();
				// Nine tenths of 10
				assertThat(allowance(check, "general", now)).isEqualTo(9 - 2);
				assertThat(allowance(check, "ai", now)).isEqualTo(9 - 4);
				try (Connection other = DriverManager.getConnection(url(database), role, "role-password")) {
					assertThat(other.isValid(5)).isTrue();
					assertThat(allowance(check, "general", now + 1)).isEqualTo(9 - 2 - 1);
				}
				assertThat(allowance(check, "general", now + 2)).isEqualTo(9 - 2 - 1);
				PoolRegistry pools = context.getBean(PoolRegistry.class);
				try (Connection one = pools.get("ai").getConnection();
						Connection two = pools.get("ai").getConnection()) {
					assertThat(one).isNotSameAs(two);
					assertThat(allowance(check, "ai", now + 3)).isEqualTo(9 - 4 - 1);
				}
			});
	}

	private static int allowance(StartBudgetCheck check, String pool, long now) {
		BudgetReport report = check.report(now);
		assertThat(report.findings()).isEmpty();
		PoolAllowance allowance = report.allowances().get(pool);
		assertThat(allowance).isNotNull();
		assertThat(allowance.limit().name()).isEqualTo("the connection limit of role '" + role + "'");
		return allowance.connections();
	}

	@Test
	void maximumThatIsInheritedIsShownWhereItWasSet(CapturedOutput output) {
		runner.withPropertyValues("pools.defaults.maximum-pool-size=9", "pools.jdbc.batch.minimum-idle=0")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("add up to 25 connections")
			.contains("batch: pools.defaults.maximum-pool-size = 9 (\"pools.defaults.maximum-pool-size\" from");
	}

	@Test
	void maximumThatACustomizerHasSetCounts(CapturedOutput output) {
		runner
			.withBean(PoolCustomizer.class,
					() -> (pool, dataSource) -> dataSource.setMaximumPoolSize((pool.equals("ai")) ? 3 : 6))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain(FINDING);
	}

	@Test
	void poolThatIsAloneOverTheLimitIsFound(CapturedOutput output) {
		runner.withPropertyValues("pools.jdbc.ai.maximum-pool-size=11", "pools.jdbc.general.url=jdbc:h2:mem:general")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("Lower maximum-pool-size of pool ai to at most 10");
	}

	@Test
	void databasesOfOneServerAreSummed(CapturedOutput output) {
		runner.withPropertyValues("pools.jdbc.ai.url=" + url(otherDatabase))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("at " + server() + " add up to 16 connections");
	}

	@Test
	void serversAreNotSummed(CapturedOutput output) {
		runner
			.withPropertyValues("pools.budget.on-exceeded=fail",
					"pools.jdbc.ai.url=" + url(database).replace("localhost", "127.0.0.1"))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain(FINDING);
	}

	@Test
	void poolOfAnotherUserDoesNotCountTowardsTheLimitOfTheRole(CapturedOutput output) {
		runner
			.withPropertyValues("pools.jdbc.ai.username=" + database.username(),
					"pools.jdbc.ai.password=" + database.password())
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain(FINDING);
	}

	@Test
	void limitOfTheServerBindsTheUsersTogether(CapturedOutput output) {
		runner
			.withPropertyValues("pools.jdbc.ai.username=" + database.username(),
					"pools.jdbc.ai.password=" + database.password(), "pools.jdbc.ai.maximum-pool-size=190")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output)
			.contains("add up to 198 connections, but at most 197 are allowed by "
					+ "max_connections, 200 less 3 reserved")
			.contains("or raise max_connections.");
	}

	@Test
	void lazyPoolCountsAndIsNotStartedForIt(CapturedOutput output) {
		runner.withPropertyValues("pools.jdbc.ai.startup=lazy").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean("aiDataSource", HikariDataSource.class).isRunning()).isFalse();
		});
		assertThat(output).contains("add up to 16 connections");
	}

	@Test
	void optionalPoolThatIsAwayCounts(CapturedOutput output) {
		runner
			.withPropertyValues("pools.jdbc.ai.startup=optional",
					"pools.jdbc.ai.url=" + url(database).replace("/" + database.name(), "/missing"))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("The pool is optional").contains("add up to 16 connections");
	}

	@Test
	void serverIsNotCheckedWhileNoneOfItsPoolsIsStarted(CapturedOutput output) {
		runner.withPropertyValues("pools.defaults.startup=lazy", "pools.budget.on-exceeded=fail").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBeansOfType(HikariDataSource.class, false, true).values())
				.noneMatch(HikariDataSource::isRunning);
		});
		assertThat(output).doesNotContain(FINDING);
	}

	@Test
	void serverIsNotCheckedWhereItsCataloguesMayNotBeRead(CapturedOutput output) throws SQLException {
		execute("revoke select on pg_catalog.pg_roles from public");
		try {
			runner.withPropertyValues("pools.budget.on-exceeded=fail")
				.run((context) -> assertThat(context).hasNotFailed());
		}
		finally {
			execute("grant select on pg_catalog.pg_roles to public");
		}
		assertThat(output).doesNotContain(FINDING);
	}

	@Test
	@Timeout(60) // the check would wait for the connection timeout
	void checkDoesNotWaitForAConnection(CapturedOutput output) {
		runner.withUserConfiguration(BusyConfiguration.class)
			.withPropertyValues("pools.jdbc.general.maximum-pool-size=1", "pools.jdbc.ai.maximum-pool-size=10",
					"pools.jdbc.ai.startup=lazy", "pools.defaults.connection-timeout=5m")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean("heldConnection", Connection.class).isClosed()).isFalse();
			});
		assertThat(output).doesNotContain(FINDING);
	}

	@Test
	void embeddedDatabaseIsNotChecked(CapturedOutput output) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class, DataSourceAutoConfiguration.class))
			.withPropertyValues("spring.datasource.url=jdbc:h2:mem:budget", "pools.jdbc.general.maximum-pool-size=500",
					"pools.defaults.minimum-idle=0", "pools.budget.on-exceeded=fail")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain(FINDING);
	}

	@Test
	@EnabledIfMariaDbInstalled
	void limitOfAMariaDbServerIsFound(CapturedOutput output) {
		try (MariaDbServer.Database mariaDb = MariaDbServer.createDatabase()) {
			new ApplicationContextRunner()
				.withConfiguration(
						AutoConfigurations.of(PoolsAutoConfiguration.class, DataSourceAutoConfiguration.class))
				.withPropertyValues(mariaDb.properties())
				.withPropertyValues("pools.defaults.minimum-idle=0", "pools.jdbc.general.maximum-pool-size=150",
						"pools.jdbc.ai.maximum-pool-size=51")
				.run((context) -> assertThat(context).hasNotFailed());
		}
		assertThat(output).contains("add up to 201 connections, but at most 200 are allowed by max_connections (");
	}

	private static FailureAnalysis analyze(AssertableApplicationContext context) {
		assertThat(context).hasFailed();
		FailureAnalysis analysis = new PoolConfigurationFailureAnalyzer().analyze(context.getStartupFailure());
		assertThat(analysis).isNotNull();
		return analysis;
	}

	private static String[] properties() {
		return new String[] { "spring.datasource.url=" + url(database), "spring.datasource.username=" + role,
				"spring.datasource.password=role-password", "pools.defaults.minimum-idle=0",
				"pools.jdbc.general.maximum-pool-size=8", "pools.jdbc.ai.maximum-pool-size=8" };
	}

	// Without the superuser, whom the driver would prefer
	private static String url(PostgresServer.Database database) {
		return database.url().replaceAll("\\?.*", "");
	}

	private static String server() {
		return database.url().replaceAll("jdbc:postgresql://([^/]*)/.*", "$1");
	}

	private static void execute(String sql) throws SQLException {
		try (Connection connection = DriverManager.getConnection(database.url(), database.username(),
				database.password()); Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class BusyConfiguration {

		@Bean(destroyMethod = "close")
		Connection heldConnection(PoolRegistry pools) throws SQLException {
			return pools.get("general").getConnection();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ PoolsAutoConfiguration.class, DataSourceAutoConfiguration.class })
	static class Application {

	}

}
