package io.github.poolstarter.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import io.github.poolstarter.database.ServerLimit.Scope;

/**
 * Asks a database server how many connections it allows. Takes no privileges.
 * <ul>
 * <li>PostgreSQL: {@code max_connections} less what is reserved
 * ({@code superuser_reserved_connections}, and from version 16
 * {@code reserved_connections}), the connection limit of the role, and that of the
 * database. The reserved connections are left out for a superuser as well, because they
 * are there for the administrator who has to get in when nobody else can. The server
 * holds a superuser to neither of the other limits; nor does this.</li>
 * <li>MariaDB and MySQL: {@code max_connections} and {@code max_user_connections}, the
 * latter as it holds for the connection's account.</li>
 * <li>Any other database: none is known.</li>
 * </ul>
 * Behind a pooler such as PgBouncer the answer is that of the server, which says nothing
 * about how many connections the pooler accepts. Safe for use by several threads.
 */
public final class ServerLimits {

	private static final int QUERY_TIMEOUT_SECONDS = 5;

	private static final String POSTGRESQL = """
			select current_setting('max_connections')::int as max_connections,
				current_setting('superuser_reserved_connections')::int
					+ coalesce(current_setting('reserved_connections', true), '0')::int as reserved,
				session_user as role_name, coalesce(r.rolsuper, false) as superuser,
				coalesce(r.rolconnlimit, -1) as role_limit,
				d.datname as database_name, d.datconnlimit as database_limit
			from pg_catalog.pg_database d
			left join pg_catalog.pg_roles r on r.rolname = session_user
			where d.datname = current_database()
			""";

	private static final String MYSQL = "select @@global.max_connections as max_connections, "
			+ "@@session.max_user_connections as user_limit, current_user() as user_name";

	private ServerLimits() {
	}

	/**
	 * Read the limits that hold for a connection. Gives up after a few seconds.
	 * @return the limits, empty where none is known
	 * @throws SQLException if the server does not answer as expected
	 */
	public static List<ServerLimit> read(Connection connection) throws SQLException {
		return switch (connection.getMetaData().getDatabaseProductName()) {
			case "PostgreSQL" -> query(connection, POSTGRESQL, ServerLimits::postgresql);
			case "MariaDB", "MySQL" -> query(connection, MYSQL, ServerLimits::mysql);
			default -> List.of();
		};
	}

	private static List<ServerLimit> query(Connection connection, String sql, Reader reader) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.setQueryTimeout(QUERY_TIMEOUT_SECONDS);
			try (ResultSet row = statement.executeQuery(sql)) {
				return (row.next()) ? List.copyOf(reader.read(row)) : List.of();
			}
		}
	}

	private static List<ServerLimit> postgresql(ResultSet row) throws SQLException {
		List<ServerLimit> limits = new ArrayList<>();
		limits.add(new ServerLimit(Scope.SERVER, "max_connections", row.getInt("max_connections"),
				row.getInt("reserved")));
		if (row.getBoolean("superuser")) {
			return limits;
		}
		if (row.getInt("role_limit") >= 0) {
			limits.add(new ServerLimit(Scope.USER,
					"the connection limit of role '%s'".formatted(row.getString("role_name")),
					row.getInt("role_limit")));
		}
		if (row.getInt("database_limit") >= 0) {
			limits.add(new ServerLimit(Scope.DATABASE,
					"the connection limit of database '%s'".formatted(row.getString("database_name")),
					row.getInt("database_limit")));
		}
		return limits;
	}

	private static List<ServerLimit> mysql(ResultSet row) throws SQLException {
		List<ServerLimit> limits = new ArrayList<>();
		limits.add(new ServerLimit(Scope.SERVER, "max_connections", row.getInt("max_connections")));
		// 0: no limit, and -1 stops only those who could not have connected
		if (row.getInt("user_limit") > 0) {
			limits.add(new ServerLimit(Scope.USER,
					"max_user_connections of user '%s'".formatted(row.getString("user_name")),
					row.getInt("user_limit")));
		}
		return limits;
	}

	/**
	 * Reads limits from the row that a server answers with.
	 */
	@FunctionalInterface
	private interface Reader {

		List<ServerLimit> read(ResultSet row) throws SQLException;

	}

}
