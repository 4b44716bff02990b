package io.github.poolstarter.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.util.Credentials;
import com.zaxxer.hikari.util.DriverDataSource;

/**
 * The credentials that a pool logs in with at present, for whatever else connects to its
 * database. They may change while the pool runs: they are asked for each time, and never
 * copied.
 */
public final class PoolCredentials {

	private PoolCredentials() {
	}

	/**
	 * Return the credentials that HikariCP would open the pool's next connection with.
	 */
	public static Credentials of(HikariConfig pool) {
		return (pool.getCredentialsProvider() != null) ? pool.getCredentialsProvider().getCredentials()
				: pool.getCredentials();
	}

	/**
	 * Let connections beside a pool be opened with its credentials.
	 */
	public static void follow(HikariConfig beside, HikariConfig pool) {
		beside.setCredentialsProvider(() -> of(pool));
	}

	/**
	 * Open a connection to a pool's database that is not one of the pool's.
	 * @return a connection, to be closed by the caller
	 * @throws SQLException if it can't be opened
	 */
	public static Connection open(HikariConfig pool, Properties properties) throws SQLException {
		Credentials credentials = of(pool);
		DriverDataSource driver = new DriverDataSource(pool.getJdbcUrl(), pool.getDriverClassName(), properties,
				credentials.getUsername(), credentials.getPassword());
		return (credentials.getUsername() != null)
				? driver.getConnection(credentials.getUsername(), credentials.getPassword()) : driver.getConnection();
	}

}
