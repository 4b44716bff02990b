package io.github.poolstarter.test;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MariaDbServer}.
 */
@EnabledIfMariaDbInstalled
class MariaDbServerTests {

	@Test
	void everyDatabaseIsItsOwn() throws SQLException {
		try (MariaDbServer.Database one = MariaDbServer.createDatabase();
				MariaDbServer.Database other = MariaDbServer.createDatabase();
				Connection toOne = connect(one);
				Connection toOther = connect(other)) {
			toOne.createStatement().execute("create table menu (name varchar(10))");
			toOther.createStatement().execute("create table menu (name varchar(10))");
			assertThat(toOne.getMetaData().getDatabaseProductName()).isEqualTo("MariaDB");
			assertThat(toOne.getCatalog()).isEqualTo(one.name()).isNotEqualTo(toOther.getCatalog());
		}
	}

	@Test
	void closedDatabaseIsGoneWithTheTransactionsThatWereOpen() throws SQLException {
		MariaDbServer.Database database = MariaDbServer.createDatabase();
		try (Connection connection = connect(database)) {
			connection.createStatement().execute("create table menu (name varchar(10))");
			connection.setAutoCommit(false);
			connection.createStatement().execute("insert into menu values ('soup')");
			database.close();
			assertThat(connection.isValid(1)).isFalse();
		}
		assertThatExceptionOfType(SQLException.class).isThrownBy(() -> connect(database))
			.withMessageContaining("Unknown database");
	}

	@Test
	void passwordIsNeeded() {
		try (MariaDbServer.Database database = MariaDbServer.createDatabase()) {
			assertThatExceptionOfType(SQLException.class)
				.isThrownBy(() -> DriverManager.getConnection(database.url(), database.username(), "wrong"));
		}
	}

	private static Connection connect(MariaDbServer.Database database) throws SQLException {
		return DriverManager.getConnection(database.url(), database.username(), database.password());
	}

}
