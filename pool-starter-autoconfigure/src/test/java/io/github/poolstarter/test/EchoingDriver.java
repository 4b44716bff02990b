package io.github.poolstarter.test;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.Properties;
import java.util.logging.Logger;

/**
 * A driver that tells all that it is given, in its exceptions and in their causes,
 * suppressed and next ones.
 */
public final class EchoingDriver implements Driver {

	/**
	 * The beginning of its URLs.
	 */
	public static final String URL = "jdbc:echo://";

	@Override
	public Connection connect(String url, Properties properties) throws SQLException {
		String told = url + " with " + properties;
		if (url.contains("/broken")) {
			return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
					(proxy, method, arguments) -> switch (method.getName()) {
						case "toString" -> "connection to " + told;
						case "close", "clearWarnings", "abort" -> null;
						case "hashCode" -> System.identityHashCode(proxy);
						case "equals" -> proxy == arguments[0];
						case "isClosed", "isWrapperFor" -> false;
						default -> throw failure(method.getName() + " fails on " + told, properties);
					});
		}
		if (url.contains("/unchecked")) {
			throw new IllegalStateException("Can't connect to " + told);
		}
		throw failure("Can't connect to " + told, properties);
	}

	private static SQLException failure(String message, Properties properties) {
		SQLException failure = new SQLNonTransientConnectionException(message, "08001", 42,
				new IllegalArgumentException("Bad values " + properties.values()));
		failure.addSuppressed(new IllegalStateException(message));
		failure.setNextException(new SQLException(message));
		return failure;
	}

	@Override
	public boolean acceptsURL(String url) {
		return url.startsWith(URL);
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
	public Logger getParentLogger() {
		return Logger.getGlobal();
	}

}
