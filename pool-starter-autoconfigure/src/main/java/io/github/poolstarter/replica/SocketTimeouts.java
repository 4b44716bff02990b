package io.github.poolstarter.replica;

import java.time.Duration;

import com.zaxxer.hikari.HikariConfig;

/**
 * Sets how long a driver waits for its server, where it is known how to.
 */
final class SocketTimeouts {

	private SocketTimeouts() {
	}

	/**
	 * Let the driver wait no longer than that, whatever was configured.
	 * @param config the configuration of the connections
	 * @param timeout how long
	 */
	static void apply(HikariConfig config, Duration timeout) {
		String url = config.getJdbcUrl();
		if (url == null) {
			return;
		}
		if (url.startsWith("jdbc:postgresql:")) {
			long seconds = timeout.plusMillis(999).toSeconds();
			config.addDataSourceProperty("connectTimeout", String.valueOf(seconds));
			config.addDataSourceProperty("loginTimeout", String.valueOf(seconds));
			config.addDataSourceProperty("socketTimeout", String.valueOf(seconds));
		}
		else if (url.startsWith("jdbc:mariadb:")) {
			config.addDataSourceProperty("connectTimeout", String.valueOf(timeout.toMillis()));
			config.addDataSourceProperty("socketTimeout", String.valueOf(timeout.toMillis()));
		}
	}

}
