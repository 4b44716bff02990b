package io.github.poolstarter.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;

import com.zaxxer.hikari.HikariConfig;
import io.github.poolstarter.database.TransactionPooler.PreparedStatements;
import io.github.poolstarter.test.EnabledIfPgBouncerInstalled;
import io.github.poolstarter.test.PgBouncer;
import io.github.poolstarter.test.PostgresServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link PoolerProbe}, with PostgreSQL and PgBouncer.
 */
class PoolerProbeTests {

	private static PostgresServer.Database database;

	@BeforeAll
	static void createDatabase() {
		database = PostgresServer.createDatabase();
	}

	@AfterAll
	static void dropDatabase() {
		database.close();
	}

	@Test
	void serverItselfIsNoPooler() throws SQLException {
		assertThat(ask(database.url())).isNull();
	}

	@Test
	@EnabledIfPgBouncerInstalled
	void poolerThatGivesAConnectionOneProcessForGoodIsNone() throws SQLException {
		try (PgBouncer pooler = PgBouncer.start(database, "pool_mode = session")) {
			assertThat(ask(pooler.url())).isNull();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "server_round_robin = 0", "server_round_robin = 1", "default_pool_size = 1" })
	@EnabledIfPgBouncerInstalled
	void poolerThatChangesProcessesIsRecognisedAndStatementsFail(String setting) throws SQLException {
		try (PgBouncer pooler = start(setting, 0)) {
			TransactionPooler found = ask(pooler.url());
			assertThat(found).isNotNull();
			assertThat(found.server()).isEqualTo("db:6432");
			assertThat(found.backends()).hasSizeGreaterThan(1);
			assertThat(found.statements()).isEqualTo(PreparedStatements.FAIL);
			assertThat(found.failure()).contains("prepared statement");
		}
	}

	@Test
	@EnabledIfPgBouncerInstalled
	void whatIsPreparedIsTakenAwayAgain() throws SQLException {
		try (PgBouncer pooler = start("default_pool_size = 1", 0)) {
			assertThat(ask(pooler.url())).isNotNull();
			try (Connection connection = DriverManager.getConnection(pooler.url(), database.username(), "any");
					ResultSet row = connection.createStatement()
						.executeQuery("select count(*) from pg_prepared_statements")) {
				row.next();
				assertThat(row.getInt(1)).isZero();
			}
		}
	}

	// What is the case before PgBouncer 1.21 is seen with those as well
	@Test
	@EnabledIfPgBouncerInstalled
	void statementsWorkWhereThePoolerKeepsAccountOfThem() throws SQLException {
		try (PgBouncer pooler = start("default_pool_size = 5", 100)) {
			TransactionPooler found = ask(pooler.url());
			assertThat(found).isNotNull();
			assertThat(found.statements())
				.isEqualTo((PgBouncer.knowsPreparedStatements()) ? PreparedStatements.WORK : PreparedStatements.FAIL);
		}
	}

	@Test
	@EnabledIfPgBouncerInstalled
	void thresholdOfTheUrlIsWaitedFor() throws SQLException {
		try (PgBouncer pooler = start("default_pool_size = 1", 0)) {
			assertThat(ask(pooler.url() + "?prepareThreshold=3")).extracting(TransactionPooler::statements)
				.isEqualTo(PreparedStatements.FAIL);
			assertThat(ask(pooler.url() + "?prepareThreshold=1000")).extracting(TransactionPooler::statements)
				.isEqualTo(PreparedStatements.UNKNOWN);
			assertThat(ask(pooler.url() + "?prepareThreshold=0")).extracting(TransactionPooler::statements)
				.isEqualTo(PreparedStatements.UNKNOWN);
		}
	}

	@Test
	void serverThatIsAwayIsNoAnswer() {
		assertThatExceptionOfType(SQLException.class).isThrownBy(() -> ask("jdbc:postgresql://localhost:1/none"));
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", value = { "jdbc:postgresql://db/app, -, 5", "jdbc:postgresql://db/app, 0, 0",
			"jdbc:postgresql://db/app?prepareThreshold=3, 0, 3", "jdbc:postgresql://db/app?prepareThreshold=0, 7, 0",
			"jdbc:postgresql://db/app?preferQueryMode=simple, -, 0", "jdbc:postgresql://db/app, many, 0",
			"jdbc:mariadb://db/app, -, 0" })
	void driverSaysWhenItPrepares(String url, @Nullable String property, int threshold) {
		HikariConfig pool = pool(url);
		if (property != null) {
			pool.addDataSourceProperty("prepareThreshold", property);
		}
		assertThat(PoolerProbe.prepareThreshold(pool)).isEqualTo(threshold);
	}

	private static PgBouncer start(String setting, int maxPreparedStatements) {
		return (PgBouncer.knowsPreparedStatements())
				? PgBouncer.start(database, "pool_mode = transaction", setting,
						"max_prepared_statements = " + maxPreparedStatements)
				: PgBouncer.start(database, "pool_mode = transaction", setting);
	}

	private static @Nullable TransactionPooler ask(String url) throws SQLException {
		return PoolerProbe.ask(pool(url), "db:6432");
	}

	private static HikariConfig pool(String url) {
		HikariConfig pool = new HikariConfig();
		pool.setJdbcUrl(url);
		pool.setUsername(database.username());
		pool.setPassword(database.password());
		return pool;
	}

}
