package io.github.poolstarter.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.UsePool;
import io.github.poolstarter.autoconfigure.redis.RedisPoolsAutoConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for what an application says that can't start because of its configuration. Each
 * runs one with a file, and reads what is printed for people.
 */
@ExtendWith(OutputCaptureExtension.class)
class BadInputTests {

	private static final String PASSWORD = "s3cr3t";

	@TempDir
	private Path directory;

	private CapturedOutput output;

	@BeforeAll
	static void letDerbyLogWhereMavenCleans() {
		// It starts as soon as it is asked for a driver
		System.setProperty("derby.stream.error.file", "target/derby.log");
	}

	@BeforeEach
	void capture(CapturedOutput output) {
		this.output = output;
	}

	@AfterEach
	void nothingIsLeftBehind() {
		assertThat(this.output).doesNotContain(PASSWORD);
		await().until(() -> Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.noneMatch((name) -> name.startsWith("bad-") || name.startsWith("pool-start-")));
	}

	@Test
	void unknownDefaultPool() {
		Analysis analysis = start("""
				pools:
				  default-pool: nowhere
				  jdbc:
				    bad-one: {maximum-pool-size: 1}
				    bad-two: {maximum-pool-size: 1}
				""");
		assertThat(analysis.description).contains("pools.default-pool = nowhere", at(2, 17), "bad-one, bad-two");
		assertThat(analysis.action).contains("Add pools.jdbc.nowhere", "pools.default-pool");
	}

	@Test
	void misspeltKeyAboveAllPools() {
		Analysis analysis = start("""
				pools:
				  jbdc:
				    bad-one: {maximum-pool-size: 1}
				""");
		assertThat(analysis.description).contains("pools.jbdc.bad-one.maximum-pool-size", at(3, 34));
		assertThat(analysis.action).contains("pools.jdbc.<name>");
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdbc", "redis" })
	void switchThatIsNeitherOnNorOff(String kind) {
		Analysis analysis = start("""
				pools:
				  enabled: 5
				  %s:
				    bad-one: {}
				""".formatted(kind), RedisPoolsAutoConfiguration.class);
		assertThat(analysis.description).contains("pools.enabled = 5", at(2, 12));
		assertThat(analysis.action).contains("Set pools.enabled to true or false");
	}

	@Test
	void valueInThePlaceOfAllPools() {
		Analysis analysis = start("""
				spring.datasource.url: "jdbc:h2:mem:app"
				pools: general
				""");
		assertThat(analysis.description).contains("pools = general", at(2, 8));
		assertThat(analysis.action).contains("pools.jdbc.general.maximum-pool-size");
	}

	@Test
	void urlOfHikariThatIsEmpty() {
		Analysis analysis = start("""
				spring.datasource.hikari.jdbc-url: ''
				spring.datasource.url: "jdbc:mysql://localhost/app"
				pools.jdbc.bad-one.startup: optional
				""");
		assertThat(analysis.description).contains("spring.datasource.url = jdbc:mysql://localhost/app", at(2, 24));
		analysis = start("""
				spring.datasource.url: "jdbc:h2:mem:app"
				pools.jdbc.bad-one.hikari.jdbc-url: ''
				""");
		assertThat(analysis.description).contains("pools.jdbc.bad-one.hikari.jdbc-url", at(2, 37));
	}

	@Test
	void noDefaultPoolAmongSeveral() {
		Analysis analysis = start("""
				pools:
				  jdbc:
				    bad-one: {maximum-pool-size: 1}
				    bad-two: {maximum-pool-size: 1}
				""");
		assertThat(analysis.description).contains("bad-one, bad-two", "pools.default-pool is not set");
		assertThat(analysis.action).contains("Set pools.default-pool");
	}

	@Test
	void minimumOverMaximum() {
		Analysis analysis = start("""
				pools:
				  jdbc:
				    bad-one:
				      minimum-idle: 9
				      maximum-pool-size: 4
				""");
		assertThat(analysis.description).contains("pools.jdbc.bad-one.minimum-idle = 9", at(4, 21),
				"pools.jdbc.bad-one.maximum-pool-size = 4", at(5, 26));
		assertThat(analysis.action).contains("minimum-idle to at most 4", "maximum-pool-size to at least 9");
	}

	@Test
	void minimumOfTheDefaultsOverMaximum() {
		Analysis analysis = start("""
				pools:
				  defaults:
				    minimum-idle: 9
				  jdbc:
				    bad-one:
				      maximum-pool-size: 4
				""");
		assertThat(analysis.description).contains("bad-one", "pools.defaults.minimum-idle = 9", at(3, 19),
				"pools.jdbc.bad-one.maximum-pool-size = 4", at(6, 26));
		assertThat(analysis.action).contains("minimum-idle to at most 4");
	}

	@Test
	void minimumOverTheMaximumThatIsNotSet() {
		Analysis analysis = start("""
				pools:
				  jdbc:
				    bad-one:
				      minimum-idle: 30
				""");
		assertThat(analysis.description).contains("pools.jdbc.bad-one.minimum-idle = 30", at(4, 21),
				"pools.jdbc.bad-one.maximum-pool-size = 10 (not set)");
	}

	@ParameterizedTest
	@CsvSource({ "maximum-pool-size,0,at least 1", "minimum-idle,-1,must not be negative",
			"max-waiting,-1,must not be negative; leave it out for no limit" })
	void sizeThatIsNone(String setting, String value, String rule) {
		Analysis analysis = start("""
				pools:
				  jdbc:
				    bad-one:
				      %s: %s
				""".formatted(setting, value));
		assertThat(analysis.description).contains("pools.jdbc.bad-one." + setting + " = " + value, "yaml] - 4:", rule);
		assertThat(analysis.action.strip()).endsWith("Correct the values.");
	}

	@Test
	void poolWithoutUrl() {
		Analysis analysis = start("""
				spring:
				  datasource:
				    embedded-database-connection: none
				pools:
				  jdbc:
				    bad-one: {maximum-pool-size: 1}
				""");
		assertThat(analysis.description).contains("Pool 'bad-one' has no URL", "pools.jdbc.bad-one.url",
				"pools.defaults.url", "spring.datasource.url");
		assertThat(analysis.action).contains("Set one of them");
	}

	@Test
	void urlWhoseDriverIsUnknownIsNotTakenForNone() {
		Analysis analysis = start("""
				spring:
				  datasource:
				    embedded-database-connection: none
				    url: "jdbc:nodb://fred:s3cr3t@localhost/app"
				pools:
				  jdbc:
				    bad-one: {maximum-pool-size: 1}
				""");
		assertThat(analysis.description).doesNotContain("has no URL")
			.contains("No suitable driver", "spring.datasource.url = jdbc:nodb://localhost/app", at(4, 10));
		assertThat(analysis.action).contains("driver is on the class path");
	}

	@Test
	void urlThatIsNotJdbc() {
		Analysis analysis = start("""
				pools:
				  jdbc:
				    bad-one:
				      url: "postgresql://fred:s3cr3t@localhost/app"
				""");
		assertThat(analysis.description).contains("pools.jdbc.bad-one.url = ***", at(4, 12), "not a JDBC URL");
		assertThat(analysis.action).contains("jdbc:postgresql://localhost/app");
	}

	@ParameterizedTest
	@CsvSource({ "30m,30m", "20m,10m" })
	void keepaliveTimeNotUnderMaxLifetime(String keepaliveTime, String maxLifetime) {
		Analysis analysis = start("""
				pools:
				  defaults:
				    keepalive-time: %s
				  jdbc:
				    bad-one:
				      max-lifetime: %s
				""".formatted(keepaliveTime, maxLifetime));
		assertThat(analysis.description).contains("bad-one", "pools.defaults.keepalive-time = " + keepaliveTime,
				at(3, 21), "must be less than pools.jdbc.bad-one.max-lifetime = " + maxLifetime, at(6, 21));
	}

	@ParameterizedTest
	@ValueSource(strings = { "11m", "10m", "599500ms" })
	void idleTimeoutNotUnderMaxLifetime(String idleTimeout) {
		Analysis analysis = start("""
				pools:
				  jdbc:
				    bad-one:
				      idle-timeout: %s
				      max-lifetime: 10m
				""".formatted(idleTimeout));
		assertThat(analysis.description).contains("pools.jdbc.bad-one.idle-timeout = ", at(4, 21),
				"must be at least 1s less than pools.jdbc.bad-one.max-lifetime = 10m", at(5, 21));
	}

	@ParameterizedTest
	@CsvSource({ "connection-timeout,249ms,at least 250ms", "connection-timeout,0s,at least 250ms",
			"connection-timeout,-1s,at least 250ms", "validation-timeout,100ms,at least 250ms",
			"idle-timeout,9999ms,0 or at least 10s", "max-lifetime,29s,0 or at least 30s",
			"max-lifetime,-5s,0 or at least 30s", "keepalive-time,29s,0 or at least 30s",
			"statement-timeout,0s,at least 1ms", "idle-in-transaction-timeout,0s,at least 1ms",
			"network-timeout,-1s,at least 1ms", "leak-threshold,999ms,at least 1s" })
	void timeThatIsTooShort(String setting, String value, String rule) {
		Analysis analysis = start("""
				pools:
				  jdbc:
				    bad-one:
				      %s: %s
				""".formatted(setting, value));
		assertThat(analysis.description).contains("pools.jdbc.bad-one." + setting + " = " + value,
				at(4, 9 + setting.length()), rule);
	}

	@ParameterizedTest
	@ValueSource(strings = { "connection-timeout", "validation-timeout", "idle-timeout", "max-lifetime",
			"keepalive-time", "initialization-fail-timeout", "statement-timeout", "idle-in-transaction-timeout",
			"network-timeout", "leak-threshold", "replication.max-lag", "replication.read-your-writes",
			"replication.check-interval" })
	void timeThatIsTooLong(String setting) {
		Analysis analysis = start("""
				pools:
				  jdbc:
				    bad-one:
				      read-only: true
				      replicas.one.url: jdbc:h2:mem:one
				      %s: 9223372036854775807s
				""".formatted(setting));
		assertThat(analysis.description).contains("pools.jdbc.bad-one." + setting + " = 106751991167300d",
				at(6, 9 + setting.length()), "must be at most 100000d");
	}

	@ParameterizedTest
	@ValueSource(strings = { "tracking.leak-threshold", "tracking.log-interval", "sizing.target-wait", "retry.delay",
			"retry.max-delay", "shutdown.drain-timeout" })
	void timeOfAllPoolsThatIsTooLong(String setting) {
		Analysis analysis = start("""
				pools:
				  %s: 110000d
				  jdbc:
				    bad-one: {maximum-pool-size: 1}
				""".formatted(setting));
		assertThat(analysis.description).contains("pools." + setting, "110000d", "must be at most 100000d");
	}

	@Test
	void validationTimeoutOverConnectionTimeout() {
		Analysis analysis = start("""
				pools:
				  jdbc:
				    bad-one:
				      validation-timeout: 4s
				      connection-timeout: 3s
				""");
		assertThat(analysis.description).contains("pools.jdbc.bad-one.validation-timeout = 4s", at(4, 27),
				"must not exceed pools.jdbc.bad-one.connection-timeout = 3s", at(5, 27));
	}

	@Test
	void misspeltKeyOfAPool() {
		Analysis analysis = start("""
				pools:
				  jdbc:
				    bad-one:
				      passwrod: s3cr3t
				      maximum-pool-sise: 3
				""");
		assertThat(analysis.description).contains("pools.jdbc.bad-one.passwrod = ...", at(4, 17),
				"pools.jdbc.bad-one.maximum-pool-sise = 3", at(5, 26), "Did you mean password?",
				"Did you mean maximum-pool-size?");
		assertThat(analysis.action).contains("Correct the spelling");
	}

	@Test
	void misspeltKeyBesideOneThatIsRight() {
		Analysis analysis = start("""
				pools:
				  jdbc:
				    bad-one:
				      maximum-pool-size: 3
				      fallbak: {to: none}
				""");
		assertThat(analysis.description)
			.contains("pools.jdbc.bad-one.fallbak.to = none", at(5, 21), "Did you mean fallback?")
			.doesNotContain("maximum-pool-size");
	}

	@ParameterizedTest
	@ValueSource(strings = { "bad-one", "bad" })
	void keyBelowAValue(String pool) {
		Analysis analysis = start("""
				pools:
				  jdbc:
				    %s: {minimum-idle: {of: 3}}
				""".formatted(pool));
		assertThat(analysis.description)
			.contains("pools.jdbc.%s.minimum-idle.of = ...".formatted(pool), "minimum-idle is a single value")
			.doesNotContain("brackets");
	}

	@Test
	void valueThatCantBeConvertedBesideAMisspeltKeyIsSaidOnce() {
		Analysis analysis = start("""
				pools:
				  jdbc:
				    bad-one: {minimum-idle: many, fallbak: {to: none}}
				""");
		assertThat(analysis.description).containsOnlyOnce("pools.jdbc.bad-one.minimum-idle = many")
			.containsOnlyOnce("pools.jdbc.bad-one.fallbak.to = none");
	}

	@Test
	void misspeltKeyOfTheDefaults() {
		Analysis analysis = start("""
				pools:
				  defaults:
				    conection-timeout: 3s
				  jdbc:
				    bad-one: {maximum-pool-size: 1}
				""");
		assertThat(analysis.description).contains("pools.defaults.conection-timeout = 3s", at(3, 24),
				"Did you mean connection-timeout?");
		assertThat(analysis.action).contains("Correct the spelling");
	}

	@Test
	void misspeltKeyAtTheTop() {
		Analysis analysis = start("""
				pools:
				  defualt-pool: bad-one
				  jdbc:
				    bad-one: {maximum-pool-size: 1}
				""");
		assertThat(analysis.description).contains("pools.defualt-pool = bad-one", at(2, 17),
				"Did you mean default-pool?");
		assertThat(analysis.action).contains("Correct the spelling", "pools.jdbc.<name>");
	}

	@ParameterizedTest
	@ValueSource(strings = { "bad_pool", "1bad", "\"[bad.pool]\"", "\"[bad pool]\"" })
	void badName(String name) {
		Analysis analysis = start("""
				pools:
				  jdbc:
				    %s:
				      maximum-pool-size: 4
				""".formatted(name));
		assertThat(analysis.description).contains("can't be the name of a pool", "pools.jdbc", at(4, 26));
		assertThat(analysis.action).contains("Use a letter, then letters, digits and dashes");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "maximum-pool-size|many|a whole number",
					"connection-timeout|soon|a duration, such as 250ms, 45s or 30m",
					"startup|sometimes|one of required, optional, lazy", "read-only|perhaps|true or false",
					"fallback.max-connections|few|a whole number", "leak-threshold|1 minute|a duration",
					"replicas.one.minimum-idle|few|a whole number" })
	void valueThatCantBeConverted(String setting, String value, String wanted) {
		Analysis analysis = start("""
				pools:
				  jdbc:
				    bad-one:
				      %s: %s
				""".formatted(setting, value));
		assertThat(analysis.description)
			.contains("pools.jdbc.bad-one." + setting + " = " + value, "yaml] - 4:", "It must be " + wanted)
			.doesNotContain("Unknown");
		assertThat(analysis.action).contains("Correct the values");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "preset: holidays|one of development, testing, staging, production",
			"alerts.usage: much|a number", "tracking.history: long|a duration", "retry.max-retries: -1|at least 0",
			"jdbc.maximum-pool-size: 5|name of a pool with settings below it",
			"redis.host: localhost|name of a pool with settings below it" })
	void valueOfAllPoolsThatCantBeUsed(String property, String wanted) {
		Analysis analysis = start("""
				pools:
				  %s
				  jdbc.bad-one.maximum-pool-size: 1
				""".formatted(property));
		assertThat(analysis.description).contains("pools." + property.substring(0, property.indexOf(':')),
				at(2, 5 + property.indexOf(':')), wanted);
	}

	@ParameterizedTest
	@CsvSource({ "jdbc-url,url", "jdbcUrl,url", "maxPoolSize,maximum-pool-size", "pool-size,maximum-pool-size",
			"pool_size,maximum-pool-size", "max-active,maximum-pool-size", "min-idle,minimum-idle",
			"leak-detection-threshold,leak-threshold", "pool-timeout,connection-timeout", "max-wait,connection-timeout",
			"pool-recycle,max-lifetime", "validation-query,connection-test-query", "user,username" })
	void nameThatOtherLibrariesHave(String other, String name) {
		Analysis analysis = start("""
				pools:
				  jdbc:
				    bad-one:
				      %s: 5
				""".formatted(other));
		assertThat(analysis.description).contains(
				"pools.jdbc.bad-one." + other.replace("_", "").toLowerCase(Locale.ROOT).substring(0, 3),
				at(4, 9 + other.length()), "It is called " + name + " here");
	}

	@ParameterizedTest
	@CsvSource({ "poolName,by its key under pools.jdbc", "max-overflow,maximum-pool-size is the upper limit",
			"pool-pre-ping,tests a connection before it hands it out", "max-idle,after idle-timeout" })
	void nameThatOtherLibrariesHaveForWhatIsNotThere(String other, String explanation) {
		Analysis analysis = start("""
				pools:
				  jdbc:
				    bad-one:
				      %s: 5
				""".formatted(other));
		assertThat(analysis.description).contains(" = 5 (", explanation, "remove it");
	}

	@Test
	void nameThatOtherLibrariesHaveForRedis() {
		Analysis analysis = start("""
				pools:
				  redis:
				    bad-one:
				      maximum-pool-size: 5
				      maxactive: 5
				      min-idel: 3
				""");
		assertThat(analysis.description).contains("It is called max-active here", "Did you mean min-idle?")
			.doesNotContain(".maxactive");
	}

	@ParameterizedTest
	@CsvSource({ "maximum-pool-size,pools.defaults.maximum-pool-size",
			"general.minimum-idle,pools.jdbc.general.minimum-idle", "fallback.to,pools.defaults.fallback.to" })
	void settingOfAPoolAtTheTop(String property, String meant) {
		Analysis analysis = start("""
				pools:
				  %s: 5
				""".formatted(property));
		assertThat(analysis.description).contains("pools." + property + " = 5", "Did you mean " + meant + "?");
	}

	@Test
	void allMistakesAreSaidAtOnce() {
		Analysis analysis = start("""
				pools:
				  tracking: {history: 1s, leak-threshold: 2m}
				  jdbc:
				    bad-one: {maximum-pool-size: many, minimum-idle: few, jdbc-url: "jdbc:h2:mem:one"}
				    bad-two: {startup: sometimes, fallbak: {to: none}}
				    bad-three:
				""");
		assertThat(analysis.description)
			.contains("Unknown properties", "Wrong values", "pools.jdbc.bad-one.maximum-pool-size = many",
					"pools.jdbc.bad-one.minimum-idle = few", "pools.jdbc.bad-one.jdbc-url = ...",
					"pools.jdbc.bad-two.startup = sometimes", "pools.jdbc.bad-two.fallbak.to = none",
					"pools.tracking.history = 1s")
			.doesNotContain("bad-three", "leak-threshold");
		assertThat(analysis.action).containsSubsequence("Correct the spelling", "Correct the values.");
	}

	@Test
	void rulesThatSeveralPoolsBreakAreSaidAtOnce() {
		Analysis analysis = start(
				"""
						pools:
						  default-pool: nowhere
						  jdbc:
						    bad-one: {maximum-pool-size: 0, validation-timeout: 1ms, transaction-isolation: some, max-waiting: -1}
						    bad-two: {keepalive-time: 1s, idle-timeout: 1s, max-lifetime: 1s, fallback: {to: nowhere}}
						    bad_three: {maximum-pool-size: 1}
						""");
		assertThat(analysis.description).contains("bad-one.maximum-pool-size = 0", "bad-one.validation-timeout = 1ms",
				"bad-one.transaction-isolation = some", "bad-one.max-waiting = -1", "bad-two.keepalive-time = 1s",
				"bad-two.idle-timeout = 1s", "bad-two.max-lifetime = 1s", "bad-two.fallback.to = nowhere",
				"'bad_three' under pools.jdbc", "pools.default-pool = nowhere");
		assertThat(analysis.description).containsPattern("maximum-pool-size = 0 \\(.*\\): must be at least 1")
			.containsPattern("keepalive-time = 1s \\(.*\\): must be 0 or at least 30s");
		assertThat(analysis.action).containsOnlyOnce("Correct the values.")
			.contains("Use a letter", "Add pools.jdbc.nowhere");
	}

	@ParameterizedTest
	@ValueSource(strings = { "passwrod: s3cr3t", "pwd: s3cr3t", "jdbc-url: jdbc:h2:mem:x;PASSWORD=s3cr3t",
			"data-source-propertys: {some: s3cr3t}", "data-source-propertis.some: s3cr3t", "unheard-of: s3cr3t",
			"sslPasword: s3cr3t", "conection-init-sql: set x = s3cr3t", "usernme: s3cr3t" })
	void valueThatMayBeASecretIsNotShown(String property) {
		Analysis analysis = start("""
				pools:
				  jdbc:
				    bad-one:
				      %s
				""".formatted(property));
		assertThat(analysis.description).contains("Unknown properties", " = ... (");
	}

	@Test
	void passwordWhereAPoolIsExpectedIsNotShown() {
		Analysis analysis = start("""
				pools:
				  jdbc:
				    password: s3cr3t
				    anything: s3cr3t
				""");
		assertThat(analysis.description).contains("pools.jdbc.password = ...", "pools.jdbc.anything = ...",
				"It must be the name of a pool with settings below it");
	}

	@Test
	void nameThatIsWrittenInTwoWays() {
		Analysis analysis = start("""
				pools:
				  jdbc:
				    bad-one: {maximum-pool-size: 1}
				    "[bad-one]": {maximum-pool-size: 2}
				""");
		assertThat(analysis.description).contains("pools.jdbc[bad-one].maximum-pool-size = 2",
				"with and without brackets");
	}

	@ParameterizedTest
	@CsvSource({ "jdbc:mysql://localhost/app,com.mysql:mysql-connector-j",
			"jdbc:sqlserver://localhost;database=app,com.microsoft.sqlserver:mssql-jdbc",
			"jdbc:oracle:thin:@localhost:1521/app,com.oracle.database.jdbc:ojdbc11",
			"jdbc:p6spy:sqlserver://localhost;database=app,com.microsoft.sqlserver:mssql-jdbc",
			"jdbc:hsqldb:mem:app,org.hsqldb:hsqldb", "jdbc:db2://localhost/app,com.ibm.db2:jcc" })
	void driverThatIsMissing(String url, String dependency) {
		Analysis analysis = start("""
				pools:
				  jdbc:
				    bad-one: {url: "%s", startup: optional}
				""".formatted(url));
		assertThat(analysis.description).contains("pools.jdbc.bad-one.url = " + url, at(3, 20), "driver");
		assertThat(analysis.action).contains("Add the dependency " + dependency);
		analysis = start("""
				spring.datasource.url: "%s"
				pools.jdbc.bad-one.startup: optional
				""".formatted(url));
		assertThat(analysis.description).contains("spring.datasource.url = " + url, at(1, 24));
		assertThat(analysis.action).contains("Add the dependency " + dependency);
	}

	@Test
	void driverThatSeveralPoolsMissIsSaidOnce() {
		Analysis analysis = start("""
				spring.datasource.url: "jdbc:db2://localhost/app"
				pools.jdbc: {bad-one: {maximum-pool-size: 1}, bad-two: {maximum-pool-size: 1}}
				""");
		assertThat(analysis.description).containsOnlyOnce("spring.datasource.url = jdbc:db2://localhost/app");
		assertThat(analysis.action).containsOnlyOnce("Add the dependency com.ibm.db2:jcc");
	}

	@Test
	void remedyOfSeveralMistakesStandsBelowThem() {
		assertThat(new PoolConfigurationException("One.%n%nTwo.".formatted(), "Correct the values."))
			.hasMessage("One.%n%nTwo.%n%nCorrect the values.".formatted());
		assertThat(new PoolConfigurationException("One.", "Correct it.")).hasMessage("One. Correct it.");
	}

	@Test
	void driverThatIsMissingBehindAWrapper() {
		Analysis analysis = start("""
				pools.jdbc.bad-one:
				  url: "jdbc:p6spy:mysql://localhost/app"
				  driver-class-name: com.p6spy.engine.spy.P6SpyDriver
				""");
		assertThat(analysis.action).contains("Add the dependency com.mysql:mysql-connector-j.")
			.doesNotContain("driver-class-name");
	}

	@Test
	void inheritedDriverClassThatIsMissing() {
		Analysis analysis = start("""
				spring.datasource.url: "jdbc:h2:mem:app"
				spring.datasource.driver-class-name: com.example.Missing
				pools.jdbc.bad-one.startup: optional
				""");
		assertThat(analysis.description).contains("com.example.Missing", "spring.datasource.driver-class-name");
	}

	@Test
	void driverClassThatIsMissing() {
		Analysis analysis = start("""
				pools:
				  jdbc:
				    bad-one:
				      url: "jdbc:h2:mem:app;PASSWORD=s3cr3t"
				      driver-class-name: com.example.Missing
				""");
		assertThat(analysis.description).contains("pools.jdbc.bad-one.driver-class-name = com.example.Missing",
				at(5, 26), "must be a JDBC driver on the class path");
	}

	@Test
	void isolationThatIsUnknown() {
		Analysis analysis = start("""
				pools:
				  jdbc:
				    bad-one:
				      transaction-isolation: READ_SOMETIMES
				""");
		assertThat(analysis.description).contains("pools.jdbc.bad-one.transaction-isolation = READ_SOMETIMES",
				at(4, 30), "READ_COMMITTED", "SERIALIZABLE");
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "1.5", "-1", "80" })
	void usageOutOfRange(String usage) {
		Analysis analysis = start("""
				pools:
				  alerts:
				    usage: %s
				  jdbc:
				    bad-one: {maximum-pool-size: 1}
				""".formatted(usage));
		assertThat(analysis.description).contains("pools.alerts.usage", usage, at(3, 12));
		assertThat(analysis.description).contains("must be more than 0 and at most 1");
	}

	@ParameterizedTest
	@CsvSource({ "max-retries,-1,at least 0", "delay,-1s,at least 0", "multiplier,0.5,at least 1",
			"max-delay,0s,more than 0" })
	void retrySettingOutOfRange(String setting, String value, String rule) {
		Analysis analysis = start("""
				pools:
				  retry:
				    %s: %s
				  jdbc:
				    bad-one: {maximum-pool-size: 1}
				""".formatted(setting, value));
		assertThat(analysis.description).contains("pools.retry." + setting, value, at(3, 7 + setting.length()), rule);
	}

	@Test
	void everyRuleThatABlockBreaksIsToldAtOnceWithItsProperty() {
		Analysis analysis = start("""
				pools:
				  retry:
				    max-retries: -1
				    delay: -2s
				    multiplier: nothing
				  jdbc:
				    general:
				      startup: lazy
				""");
		assertThat(analysis.description).contains("pools.retry.max-retries = -1", at(3, 18), "pools.retry.delay = -2s",
				at(4, 12), "pools.retry.multiplier = nothing", at(5, 17));
	}

	@Test
	void drainTimeoutThatIsNegative() {
		Analysis analysis = start("""
				pools:
				  shutdown:
				    drain-timeout: -1s
				  jdbc:
				    bad-one: {maximum-pool-size: 1}
				""");
		assertThat(analysis.description).contains("pools.shutdown.drain-timeout", "-1s", at(3, 20),
				"must be at least 0");
	}

	@Test
	void databaseOfARequiredPoolThatIsAway() throws IOException {
		int port = freePort();
		Analysis analysis = start("""
				pools:
				  default-pool: bad-good
				  jdbc:
				    bad-good:
				      url: jdbc:h2:mem:good
				      username: sa
				      password: ""
				    bad-one:
				      url: "jdbc:postgresql://localhost:%d/app?user=fred&password=s3cr3t"
				      password: s3cr3t
				""".formatted(port));
		assertThat(analysis.description).contains("Pool 'bad-one' could not connect to",
				"pools.jdbc.bad-one.url = jdbc:postgresql://localhost:%d/app?user=fred&password=******".formatted(port),
				at(9, 12), "refused");
		assertThat(analysis.action).contains("Check that the database is up", "pools.jdbc.bad-one.startup to optional");
	}

	@Test
	void inheritedDatabaseOfARequiredPoolThatIsAway() throws IOException {
		int port = freePort();
		Analysis analysis = start("""
				spring:
				  datasource:
				    url: "jdbc:postgresql://localhost:%d/app?password=s3cr3t"
				    username: fred
				    password: s3cr3t
				pools:
				  jdbc:
				    bad-one: {maximum-pool-size: 1}
				""".formatted(port));
		assertThat(analysis.description).contains("Pool 'bad-one' could not connect to", "User: fred",
				"spring.datasource.url = jdbc:postgresql://localhost:%d/app?password=******".formatted(port),
				at(3, 10));
		assertThat(analysis.action).contains("Check that the database is up");
	}

	@Test
	void wrongPasswordOfARequiredPool() {
		Analysis analysis = start("""
				pools:
				  jdbc:
				    bad-one:
				      url: "jdbc:h2:mem:locked;USER=admin;PASSWORD=right;IFEXISTS=TRUE"
				      username: sa
				      password: s3cr3t
				""");
		assertThat(analysis.description).contains("Pool 'bad-one' could not connect to", at(4, 12))
			.doesNotContain("right");
	}

	@Test
	void inheritedPasswordThatIsWrong() throws SQLException {
		try (Connection open = DriverManager.getConnection("jdbc:h2:mem:guarded", "admin", "right")) {
			Analysis analysis = start("""
					spring.datasource:
					  url: "jdbc:h2:mem:guarded"
					  username: admin
					  password: s3cr3t
					pools.jdbc.bad-one.maximum-pool-size: 1
					""");
			assertThat(open.isClosed()).isFalse();
			assertThat(analysis.description).contains("User: set by spring.datasource.username", at(3, 13),
					"Password: set by spring.datasource.password", at(4, 13));
			assertThat(analysis.action).contains("Check the user name and password of the pool.");
		}
	}

	@Test
	void unknownPoolInAnAnnotation() {
		Analysis analysis = start("""
				pools:
				  jdbc:
				    bad-one:
				      url: jdbc:h2:mem:good
				""", Marked.class);
		assertThat(analysis.description).contains("Pool 'nowhere' is not defined", "BadInputTests.Marked.work",
				"bad-one");
		assertThat(analysis.action).contains("Add pools.jdbc.nowhere");
	}

	private Analysis start(String yaml, Class<?>... beans) {
		Path file = this.directory.resolve("application.yaml");
		try {
			Files.writeString(file, yaml);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		List<Class<?>> sources = new ArrayList<>(List.of(Application.class));
		sources.addAll(List.of(beans));
		SpringApplication application = new SpringApplicationBuilder(sources.toArray(Class<?>[]::new))
			.web(WebApplicationType.NONE)
			.properties("spring.config.location=file:" + file)
			.application();
		assertThatException().isThrownBy(() -> application.run().close());
		return Analysis.in(this.output.getAll());
	}

	private static String at(int line, int column) {
		return "application.yaml] - " + line + ":" + column;
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private static final class Analysis {

		private final String description;

		private final String action;

		private Analysis(String description, String action) {
			this.description = description;
			this.action = action;
		}

		static Analysis in(String output) {
			assertThat(output).contains("APPLICATION FAILED TO START", "Description:", "Action:");
			int description = output.lastIndexOf("Description:");
			int action = output.lastIndexOf("Action:");
			return new Analysis(output.substring(description, action), output.substring(action));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ PoolsPropertiesAutoConfiguration.class, PoolsAutoConfiguration.class,
			DataSourceAutoConfiguration.class })
	static class Application {

	}

	static class Marked {

		@UsePool("nowhere")
		void work() {
		}

	}

}
