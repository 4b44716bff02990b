package io.github.poolstarter.benchmarks.stub;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;

import org.jspecify.annotations.Nullable;

/**
 * Driver for {@code jdbc:stub:<name>}. Its connections answer at once and run no
 * statements, so that all the time of a borrow is the pool's. Registered like any driver,
 * so that pools can be configured with its URL alone. Stateless.
 */
public final class StubDriver implements Driver {

	private static final String PREFIX = "jdbc:stub:";

	static {
		try {
			DriverManager.registerDriver(new StubDriver());
		}
		catch (SQLException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/**
	 * The URL of a database that does not exist.
	 * @param name the name of the database
	 * @return a URL of this driver
	 */
	public static String url(String name) {
		return PREFIX + name;
	}

	@Override
	public boolean acceptsURL(String url) {
		return url.startsWith(PREFIX);
	}

	@Override
	public @Nullable Connection connect(String url, Properties properties) {
		return (acceptsURL(url)) ? new StubConnection(url) : null;
	}

	@Override
	public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) {
		return new DriverPropertyInfo[0];
	}

	@Override
	public int getMajorVersion() {
		return 1;
	}

	@Override
	public int getMinorVersion() {
		return 0;
	}

	@Override
	public boolean jdbcCompliant() {
		return false;
	}

	@Override
	public Logger getParentLogger() throws SQLFeatureNotSupportedException {
		throw new SQLFeatureNotSupportedException();
	}

}
