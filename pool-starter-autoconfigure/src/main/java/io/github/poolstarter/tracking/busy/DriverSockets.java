package io.github.poolstarter.tracking.busy;

import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Knows which drivers can be given {@link MeteredSocketFactory}, and when it is better
 * not done. Asked once a pool, before its first connection. What the URL and the
 * properties come to is left to the driver itself to say.
 */
public final class DriverSockets {

	private static final Log logger = LogFactory.getLog(DriverSockets.class);

	public static final String POSTGRESQL = "org.postgresql.Driver";

	private static final String MARIADB = "org.mariadb.jdbc.Driver";

	private static final String SOCKET_FACTORY = "socketFactory";

	private DriverSockets() {
	}

	/**
	 * The connection properties that make the driver's sockets measurable.
	 * @param driverClassName the driver's class, {@code null} to find it by the URL
	 */
	public static Map<String, String> properties(String url, @Nullable String driverClassName, Properties properties) {
		try {
			return properties(driver(url, driverClassName), url, properties);
		}
		catch (SQLException | ReflectiveOperationException ex) {
			// Opening a connection will come to this too, and is the one to say so
			logger.debug("Sockets of the driver are not measured", ex);
			return Map.of();
		}
	}

	static Map<String, String> properties(Driver driver, String url, Properties properties) throws SQLException {
		return (isMeasurable(driver, url, properties) && seesTheFactory(driver))
				? Map.of(SOCKET_FACTORY, MeteredSocketFactory.class.getName()) : Map.of();
	}

	/**
	 * Find the driver that HikariCP takes.
	 * @param className the driver's class, {@code null} to find it by the URL
	 * @throws SQLException if there is none for the URL
	 * @throws ReflectiveOperationException if the class can't be loaded
	 */
	public static Driver driver(String url, @Nullable String className)
			throws SQLException, ReflectiveOperationException {
		if (className == null) {
			return DriverManager.getDriver(url);
		}
		Optional<Driver> registered = DriverManager.drivers()
			.filter((driver) -> driver.getClass().getName().equals(className))
			.findFirst();
		return (registered.isPresent()) ? registered.get() : load(className);
	}

	private static Driver load(String className) throws ReflectiveOperationException {
		ClassLoader contextClassLoader = Thread.currentThread().getContextClassLoader();
		ClassLoader classLoader = (contextClassLoader != null) ? contextClassLoader
				: DriverSockets.class.getClassLoader();
		return Class.forName(className, true, classLoader)
			.asSubclass(Driver.class)
			.getDeclaredConstructor()
			.newInstance();
	}

	private static boolean isMeasurable(Driver driver, String url, Properties properties) throws SQLException {
		return switch (driver.getClass().getName()) {
			case POSTGRESQL -> url.startsWith("jdbc:postgresql:") && isFree(driver.getPropertyInfo(url, properties));
			case MARIADB -> hasNoModeOfItsOwn(url) && isFree(driver.getPropertyInfo(url, properties));
			default -> false;
		};
	}

	// In jdbc:mariadb:replication:// and the like, a connection gets new sockets later on
	private static boolean hasNoModeOfItsOwn(String url) {
		return url.startsWith("jdbc:mariadb://") || url.startsWith("jdbc:mysql://");
	}

	private static boolean isFree(DriverPropertyInfo[] properties) {
		return Arrays.stream(properties)
			.anyMatch((property) -> property.name.equals(SOCKET_FACTORY) && property.value == null)
				&& Arrays.stream(properties).noneMatch(DriverSockets::isDriversOwnPool);
	}

	private static boolean isDriversOwnPool(DriverPropertyInfo property) {
		return property.name.equals("pool") && Boolean.parseBoolean(property.value);
	}

	private static boolean seesTheFactory(Driver driver) {
		String name = MeteredSocketFactory.class.getName();
		try {
			return Class.forName(name, false, driver.getClass().getClassLoader()) == MeteredSocketFactory.class;
		}
		catch (ClassNotFoundException ex) {
			return false;
		}
	}

}
