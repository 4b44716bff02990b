package io.github.poolstarter.budget;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import org.jspecify.annotations.Nullable;

/**
 * Asks a database server how many connections it has. Takes no privileges.
 * <ul>
 * <li>PostgreSQL: the sessions in {@code pg_stat_activity} that somebody has logged in
 * for. Of other users' sessions an ordinary user does not see what kind they are; those
 * that have no database, such as a replica's, are left out.</li>
 * <li>MariaDB and MySQL: {@code Threads_connected}.</li>
 * <li>Any other database: not known.</li>
 * </ul>
 * Safe for use by several threads.
 */
final class ServerConnections {

	private static final int QUERY_TIMEOUT_SECONDS = 5;

	private static final String POSTGRESQL = """
			select count(*) as connections from pg_catalog.pg_stat_activity
			where datid is not null and usesysid is not null and coalesce(backend_type, 'client backend') = 'client backend'
			and pid <> pg_backend_pid()
			""";

	private static final String MYSQL = "show global status like 'Threads_connected'";

	private ServerConnections() {
	}

	/**
	 * Count the connections of a server, without the one that is used to ask. Gives up
	 * after a few seconds.
	 * @param connection an open connection, which stays open
	 * @return how many there are, {@code null} where that can't be known
	 * @throws SQLException if the server does not answer as expected
	 */
	static @Nullable Integer count(Connection connection) throws SQLException {
		return switch (connection.getMetaData().getDatabaseProductName()) {
			case "PostgreSQL" -> query(connection, POSTGRESQL, "connections");
			case "MariaDB", "MySQL" -> others(query(connection, MYSQL, "Value"));
			default -> null;
		};
	}

	private static @Nullable Integer others(@Nullable Integer connected) {
		return (connected != null) ? Math.max(0, connected - 1) : null;
	}

	private static @Nullable Integer query(Connection connection, String sql, String column) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.setQueryTimeout(QUERY_TIMEOUT_SECONDS);
			try (ResultSet row = statement.executeQuery(sql)) {
				return (row.next()) ? row.getInt(column) : null;
			}
		}
	}

}
