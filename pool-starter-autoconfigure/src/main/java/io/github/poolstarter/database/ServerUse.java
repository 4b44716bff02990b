package io.github.poolstarter.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import io.github.poolstarter.database.ServerLimit.Scope;

/**
 * How many connections a server has, whoever opened them. Asking takes no privileges:
 * PostgreSQL tells every role of all backends, MariaDB and MySQL tell everybody the sum,
 * and each user its own. Immutable.
 *
 * @param server the connections to the server
 * @param database those to the database that was asked; 0 where no limit is set by it
 * @param user those of the user that has asked
 */
public record ServerUse(int server, int database, int user) {

	private static final int QUERY_TIMEOUT_SECONDS = 5;

	// What others do is hidden from an ordinary role, not that they are there, nor as
	// whom
	private static final String POSTGRESQL = """
			select count(*) as server, count(*) filter (where datname = current_database()) as of_database,
				count(*) filter (where usename = session_user) as of_user
			from pg_catalog.pg_stat_activity
			where datid is not null and usesysid is not null
				and coalesce(backend_type, 'client backend') = 'client backend'
			""";

	private static final String MYSQL_SERVER = "show global status like 'Threads_connected'";

	private static final String MYSQL_USER = "select count(*) from information_schema.processlist "
			+ "where user = substring_index(user(), '@', 1)";

	/**
	 * Ask a server that has told its limits. Gives up after a few seconds.
	 * @throws SQLException if the server does not answer as expected
	 */
	public static ServerUse read(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.setQueryTimeout(QUERY_TIMEOUT_SECONDS);
			if (connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")) {
				try (ResultSet row = statement.executeQuery(POSTGRESQL)) {
					row.next();
					return new ServerUse(row.getInt("server"), row.getInt("of_database"), row.getInt("of_user"));
				}
			}
			return new ServerUse(number(statement, MYSQL_SERVER, 2), 0, number(statement, MYSQL_USER, 1));
		}
	}

	private static int number(Statement statement, String sql, int column) throws SQLException {
		try (ResultSet row = statement.executeQuery(sql)) {
			return (row.next()) ? row.getInt(column) : 0;
		}
	}

	/**
	 * How many connections count towards a limit.
	 */
	public int of(Scope scope) {
		return switch (scope) {
			case SERVER -> this.server;
			case DATABASE -> this.database;
			case USER -> this.user;
		};
	}

}
