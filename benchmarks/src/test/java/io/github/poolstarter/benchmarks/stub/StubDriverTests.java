package io.github.poolstarter.benchmarks.stub;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link StubDriver}.
 */
class StubDriverTests {

	@Test
	void driverIsFoundByItsUrl() throws SQLException {
		try (Connection connection = DriverManager.getConnection("jdbc:stub:some")) {
			assertThat(connection.isValid(0)).isTrue();
			assertThat(connection.getMetaData().getURL()).isEqualTo("jdbc:stub:some");
			assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo("Stub");
			assertThat(connection.getMetaData().getMaxConnections()).isZero();
		}
	}

	@Test
	void connectionKeepsItsState() throws SQLException {
		Connection connection = DriverManager.getConnection(StubDriver.url("some"));
		assertThat(connection.getAutoCommit()).isTrue();
		connection.setAutoCommit(false);
		connection.setReadOnly(true);
		connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
		assertThat(connection.getAutoCommit()).isFalse();
		assertThat(connection.isReadOnly()).isTrue();
		assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
		connection.close();
		assertThat(connection.isClosed()).isTrue();
		assertThat(connection.isValid(0)).isFalse();
	}

	@Test
	void statementsAreRefused() throws SQLException {
		try (Connection connection = DriverManager.getConnection(StubDriver.url("some"))) {
			assertThatExceptionOfType(SQLFeatureNotSupportedException.class).isThrownBy(connection::createStatement);
		}
	}

}
