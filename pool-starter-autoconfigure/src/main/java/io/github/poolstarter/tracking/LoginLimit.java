package io.github.poolstarter.tracking;

import java.sql.Driver;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

import io.github.poolstarter.tracking.busy.DriverSockets;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * How long a driver waits for each answer of the server while it logs in. PostgreSQL's
 * driver logs in on a thread of its own, which it abandons after its login timeout: where
 * the server accepts connections and stays silent, the thread and its socket would stay
 * as long as the server is silent. The limit is a socket timeout, which is taken back
 * once the driver has logged in. Other drivers log in on HikariCP's thread, one
 * connection after another, and have limits of their own.
 *
 * @param seconds the socket timeout for the login
 * @param millisAfterwards the network timeout for the time after, 0 for none
 */
record LoginLimit(int seconds, int millisAfterwards) {

	private static final Log logger = LogFactory.getLog(LoginLimit.class);

	private static final String SOCKET_TIMEOUT = "socketTimeout";

	/**
	 * Find the limit of a pool's logins, and set it on the driver's properties.
	 * @param driverClassName the driver's class, {@code null} to find it by the URL
	 * @return the limit, {@code null} where there is none to set: for other drivers,
	 * without a login timeout, and where the application has set a shorter socket
	 * timeout, or one in the URL
	 */
	static @Nullable LoginLimit set(String url, @Nullable String driverClassName, Properties properties) {
		try {
			Driver driver = DriverSockets.driver(url, driverClassName);
			return (driver.getClass().getName().equals(DriverSockets.POSTGRESQL)) ? set(driver, url, properties) : null;
		}
		catch (SQLException | ReflectiveOperationException | NumberFormatException ex) {
			// Opening a connection will come to this too, and is the one to say so
			logger.debug("Logins of the driver are not limited", ex);
			return null;
		}
	}

	private static @Nullable LoginLimit set(Driver driver, String url, Properties properties) throws SQLException {
		int login = (int) Math.ceil(Float.parseFloat(value(driver, url, properties, "loginTimeout")));
		int socket = Integer.parseInt(value(driver, url, properties, SOCKET_TIMEOUT));
		if (login <= 0 || (socket > 0 && socket <= login)) {
			return null;
		}
		Object configured = properties.setProperty(SOCKET_TIMEOUT, String.valueOf(login));
		if (Integer.parseInt(value(driver, url, properties, SOCKET_TIMEOUT)) != login) {
			properties.put(SOCKET_TIMEOUT, Objects.requireNonNullElse(configured, String.valueOf(socket)));
			return null;
		}
		return new LoginLimit(login, (int) TimeUnit.SECONDS.toMillis(socket));
	}

	private static String value(Driver driver, String url, Properties properties, String name) throws SQLException {
		return Arrays.stream(driver.getPropertyInfo(url, properties))
			.filter((property) -> property.name.equals(name) && property.value != null)
			.map((property) -> property.value)
			.findFirst()
			.orElse("0");
	}

}
