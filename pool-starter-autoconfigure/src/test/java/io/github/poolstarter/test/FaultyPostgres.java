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

	private final PostgresCluster cluster;

	private FaultyPostgres(String... replicas) {
		this.cluster = PostgresCluster.start(replicas);
		server().execute("create role " + APPLICATION + " login");
		server().execute("create role " + OTHERS + " login");
		server().execute("create schema " + APPLICATION + " authorization " + APPLICATION);
	}

	/**
	 * Start a server.
	 * @param replicas the names of its replicas
	 * @return the server, to be closed
	 */
	public static FaultyPostgres start(String... replicas) {
		return new FaultyPostgres(replicas);
	}

	/**
	 * The process, and a superuser's way to it beside all pools.
	 * @return the server
	 */
	public PostgresCluster.Server server() {
		return this.cluster.primary();
	}

	/**
	 * The process of a replica, and a superuser's way to it.
	 * @param name the name of the replica
	 * @return the server
	 */
	public PostgresCluster.Server replica(String name) {
		return this.cluster.replica(name);
	}

	/**
	 * Wait until all replicas that run have what was written.
	 */
	public void awaitReplay() {
		this.cluster.awaitReplay();
	}

	/**
	 * The JDBC URL of the application's database, with the user in it.
	 * @return the URL
	 */
	public String url() {
		return urlOf(server(), APPLICATION);
	}

	/**
	 * The JDBC URL of the application's database on a replica, with the user in it.
	 * @param name the name of the replica
	 * @return the URL
	 */
	public String replicaUrl(String name) {
		return urlOf(replica(name), APPLICATION);
	}

	private static String urlOf(PostgresCluster.Server server, String user) {
		return server.url().replaceFirst("\\?user=.*", "?user=" + user);
	}

	/**
	 * How many connections the application has, as the server counts them.
	 * @return the number of its backends
	 */
	public int connections() {
		return connections(server());
	}

	/**
	 * How many connections the application has to a replica, as that counts them.
	 * @param name the name of the replica
	 * @return the number of its backends
	 */
	public int replicaConnections(String name) {
		return connections(replica(name));
	}

	private static int connections(PostgresCluster.Server server) {
		return Integer.parseInt(
				server.query("select count(*) from pg_stat_activity where usename = '%s'".formatted(APPLICATION)));
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
					this.connections.add(DriverManager.getConnection(urlOf(server(), OTHERS)));
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
