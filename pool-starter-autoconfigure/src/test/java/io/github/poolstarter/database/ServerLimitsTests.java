package io.github.poolstarter.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

import io.github.poolstarter.database.ServerLimit.Scope;
import io.github.poolstarter.test.EnabledIfMariaDbInstalled;
import io.github.poolstarter.test.MariaDbServer;
import io.github.poolstarter.test.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServerLimits}.
 */
class ServerLimitsTests {

	private static final String PASSWORD = "limited-password";

	@Test
	void embeddedDatabaseHasNone() throws SQLException {
		try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:limits")) {
			assertThat(ServerLimits.read(connection)).isEmpty();
		}
	}

	private static List<ServerLimit> read(String url, String user, String password) throws SQLException {
		try (Connection connection = DriverManager.getConnection(url, user, password)) {
			return ServerLimits.read(connection);
		}
	}

	private static void execute(String url, String user, String password, String... statements) throws SQLException {
		try (Connection connection = DriverManager.getConnection(url, user, password);
				Statement statement = connection.createStatement()) {
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
	}

	@Nested
	class OnPostgreSql {

		private static final ServerLimit OF_SERVER = new ServerLimit(Scope.SERVER, "max_connections", 200, 3);

		private static PostgresServer.Database database;

		private static String role;

		@BeforeAll
		static void createRole() throws SQLException {
			database = PostgresServer.createDatabase();
			role = database.name() + "_role";
			execute("create role %s login password '%s'".formatted(role, PASSWORD));
		}

		@AfterAll
		static void dropRole() throws SQLException {
			execute("drop role " + role);
			database.close();
		}

		@AfterEach
		void takeLimitsAway() throws SQLException {
			execute("alter role %s nosuperuser connection limit -1".formatted(role),
					"alter database %s connection limit -1".formatted(database.name()));
		}

		@Test
		void reservedConnectionsAreLeftOut() throws SQLException {
			List<ServerLimit> limits = readAs(role);
			assertThat(limits).containsExactly(OF_SERVER);
			assertThat(limits.get(0).connections()).isEqualTo(197);
		}

		@Test
		void connectionLimitOfTheRoleIsRead() throws SQLException {
			execute("alter role %s connection limit 10".formatted(role));
			assertThat(readAs(role)).containsExactly(OF_SERVER,
					new ServerLimit(Scope.USER, "the connection limit of role '%s'".formatted(role), 10));
		}

		@Test
		void connectionLimitOfTheDatabaseIsRead() throws SQLException {
			execute("alter database %s connection limit 12".formatted(database.name()));
			assertThat(readAs(role)).containsExactly(OF_SERVER, new ServerLimit(Scope.DATABASE,
					"the connection limit of database '%s'".formatted(database.name()), 12));
		}

		@Test
		void superuserIsHeldToTheServersLimitOnly() throws SQLException {
			execute("alter role %s superuser connection limit 10".formatted(role),
					"alter database %s connection limit 12".formatted(database.name()));
			assertThat(readAs(role)).containsExactly(OF_SERVER);
		}

		@Test
		void connectionInATransactionStaysUsable() throws SQLException {
			try (Connection connection = DriverManager.getConnection(url(), role, PASSWORD)) {
				connection.setAutoCommit(false);
				connection.setReadOnly(true);
				assertThat(ServerLimits.read(connection)).containsExactly(OF_SERVER);
				assertThat(connection.isValid(1)).isTrue();
			}
		}

		private static List<ServerLimit> readAs(String user) throws SQLException {
			return read(url(), user, PASSWORD);
		}

		// Without the superuser, whom the driver would prefer
		private static String url() {
			return database.url().replaceAll("\\?.*", "");
		}

		private static void execute(String... statements) throws SQLException {
			ServerLimitsTests.execute(database.url(), database.username(), database.password(), statements);
		}

	}

	@Nested
	@EnabledIfMariaDbInstalled
	class OnMariaDb {

		private static final ServerLimit OF_SERVER = new ServerLimit(Scope.SERVER, "max_connections", 200);

		private static MariaDbServer.Database database;

		private static String user;

		@BeforeAll
		static void createUser() throws SQLException {
			database = MariaDbServer.createDatabase();
			user = database.name() + "_user";
			execute("create user %s@'%%' identified by '%s'".formatted(user, PASSWORD),
					"grant all on %s.* to %s@'%%'".formatted(database.name(), user));
		}

		@AfterAll
		static void dropUser() throws SQLException {
			execute("drop user " + user);
			database.close();
		}

		@Test
		void serversLimitIsRead() throws SQLException {
			assertThat(read(database.url(), user, PASSWORD)).containsExactly(OF_SERVER);
		}

		@Test
		void connectionLimitOfTheUserIsRead() throws SQLException {
			execute("alter user %s@'%%' with max_user_connections 10".formatted(user));
			try {
				assertThat(read(database.url(), user, PASSWORD)).containsExactly(OF_SERVER,
						new ServerLimit(Scope.USER, "max_user_connections of user '%s@%%'".formatted(user), 10));
			}
			finally {
				execute("alter user %s@'%%' with max_user_connections 0".formatted(user));
			}
		}

		private static void execute(String... statements) throws SQLException {
			ServerLimitsTests.execute(database.url(), database.username(), database.password(), statements);
		}

	}

}
