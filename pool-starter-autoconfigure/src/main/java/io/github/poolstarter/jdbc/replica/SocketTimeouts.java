package io.github.poolstarter.jdbc.replica;

import java.time.Duration;

import com.zaxxer.hikari.HikariConfig;
import io.github.poolstarter.database.JdbcUrls;

/**
 * Sets how long a driver waits for its server, where it is known how to.
 */
final class SocketTimeouts {

	private SocketTimeouts() {
	}

	/**
	 * Let the driver wait no longer than that, whatever was configured.
	 */
	static void apply(HikariConfig config, Duration timeout) {
		String url = config.getJdbcUrl();
		if (url == null) {
			return;
		}
		String unwrapped = JdbcUrls.unwrapped(url);
		if (unwrapped.startsWith("jdbc:postgresql:")) {
			String limit = JdbcUrls.postgresTimeout(url, timeout);
			config.addDataSourceProperty("connectTimeout", limit);
			config.addDataSourceProperty("loginTimeout", limit);
			config.addDataSourceProperty("socketTimeout", limit);
		}
		else if (unwrapped.startsWith("jdbc:mariadb:")) {
			config.addDataSourceProperty("connectTimeout", String.valueOf(timeout.toMillis()));
			config.addDataSourceProperty("socketTimeout", String.valueOf(timeout.toMillis()));
		}
	}

}
