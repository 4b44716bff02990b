package io.github.poolstarter.test;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link PostgresServer}.
 */
class PostgresServerTests {

	@Test
	void everyDatabaseIsItsOwn() throws SQLException {
		try (PostgresServer.Database one = PostgresServer.createDatabase();
				PostgresServer.Database other = PostgresServer.createDatabase();
				Connection toOne = connect(one);
				Connection toOther = connect(other)) {
			toOne.createStatement().execute("create table menu (name varchar(10))");
			toOther.createStatement().execute("create table menu (name varchar(10))");
			assertThat(toOne.getMetaData().getDatabaseMajorVersion()).isEqualTo(18);
			assertThat(toOne.getCatalog()).isEqualTo(one.name()).isNotEqualTo(toOther.getCatalog());
		}
	}

	@Test
	void serverHasRoomForTheConnectionsOfManyPools() throws SQLException {
		try (PostgresServer.Database database = PostgresServer.createDatabase();
				Connection connection = connect(database);
				ResultSet result = connection.createStatement().executeQuery("show max_connections")) {
			assertThat(result.next()).isTrue();
			assertThat(result.getInt(1)).isEqualTo(200);
		}
	}

	@Test
	void closedDatabaseIsGoneWithTheConnectionsThatWereOpen() throws SQLException {
		PostgresServer.Database database = PostgresServer.createDatabase();
		try (Connection connection = connect(database)) {
			database.close();
			assertThat(connection.isValid(1)).isFalse();
		}
		assertThatExceptionOfType(SQLException.class).isThrownBy(() -> connect(database))
			.withMessageContaining("does not exist");
	}

	private static Connection connect(PostgresServer.Database database) throws SQLException {
		return DriverManager.getConnection(database.url(), database.username(), database.password());
	}

}
