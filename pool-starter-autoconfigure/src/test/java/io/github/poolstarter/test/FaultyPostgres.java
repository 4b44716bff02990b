package io.github.poolstarter.test;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import org.springframework.util.Assert;

/**
 * A PostgreSQL server of an application, which a test may hurt. The application is the
 * role {@code app}, which is no superuser, so that the test can still ask a server that
 * takes no more of the application's connections. The server keeps its port and its data
 * when it is started again. Not safe for use by several threads.
 */
public final class FaultyPostgres implements AutoCloseable {

	/**
	 * The SQL state of a server that takes no more connections.
	 */
	public static final String TOO_MANY_CONNECTIONS = "53300";

	private static final String APPLICATION = "app";

	private static final String OTHERS = "others";

	private final PostgresCluster cluster = PostgresCluster.start();

	private FaultyPostgres() {
		server().execute("create role " + APPLICATION + " login");
		server().execute("create role " + OTHERS + " login");
		server().execute("create schema " + APPLICATION + " authorization " + APPLICATION);
	}

	/**
	 * Start a server.
	 * @return the server, to be closed
	 */
	public static FaultyPostgres start() {
		return new FaultyPostgres();
	}

	/**
	 * The process, and a superuser's way to it beside all pools.
	 * @return the server
	 */
	public PostgresCluster.Server server() {
		return this.cluster.primary();
	}

	/**
	 * The JDBC URL of the application's database, with the user in it.
	 * @return the URL
	 */
	public String url() {
		return urlOf(APPLICATION);
	}

	private String urlOf(String user) {
		return server().url().replaceFirst("\\?user=.*", "?user=" + user);
	}

	/**
	 * How many connections the application has, as the server counts them.
	 * @return the number of its backends
	 */
	public int connections() {
		return Integer.parseInt(
				server().query("select count(*) from pg_stat_activity where usename = '%s'".formatted(APPLICATION)));
	}

	/**
	 * End all sessions of the application.
	 * @return how many there were
	 */
	public int terminateBackends() {
		return Integer.parseInt(
				server().query("select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = '%s'"
					.formatted(APPLICATION)));
	}

	/**
	 * Others, who take connections of this server.
	 * @return the others, who have none yet
	 */
	public Others others() {
		return new Others();
	}

	@Override
	public void close() {
		this.cluster.close();
	}

	/**
	 * Others, who take connections of the server away from the application.
	 */
	public final class Others implements AutoCloseable {

		private final List<Connection> connections = new ArrayList<>();

		/**
		 * Take all connections that are left.
		 */
		public void takeAll() {
			try {
				while (true) {
					this.connections.add(DriverManager.getConnection(urlOf(OTHERS)));
				}
			}
			catch (SQLException ex) {
				Assert.state(TOO_MANY_CONNECTIONS.equals(ex.getSQLState()), ex::toString);
			}
		}

		/**
		 * Give all connections back.
		 */
		public void leave() {
			for (Connection connection : this.connections) {
				try {
					connection.close();
				}
				catch (SQLException ex) {
					throw new IllegalStateException(ex);
				}
			}
			this.connections.clear();
		}

		@Override
		public void close() {
			leave();
		}

	}

}
