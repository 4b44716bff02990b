package io.github.poolstarter.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.function.IntSupplier;

import com.zaxxer.hikari.HikariDataSource;

/**
 * Asks a database server what it allows and how many connections it has, by a connection
 * of its own that is opened for that and closed at once: those of the pool are for
 * others, and are all out when it matters most. Used by one thread.
 *
 * @param dataSource a pool that is connected to the server
 * @param ours counts the connections that this instance has to the server
 */
public record ServerQuestion(HikariDataSource dataSource, IntSupplier ours) {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final int TIMEOUT_MILLIS = (int) TIMEOUT.toMillis();

	/**
	 * Ask. Gives up where the server is silent for a few seconds.
	 * @throws SQLException if it does not answer as expected
	 */
	public ServerAnswer ask(Clock clock) throws SQLException {
		try (Connection connection = PoolCredentials.open(this.dataSource, properties())) {
			connection.setNetworkTimeout(Runnable::run, TIMEOUT_MILLIS);
			List<ServerLimit> limits = ServerLimits.read(connection);
			// Without the one that is used to ask
			Integer connections = (limits.isEmpty()) ? null : ServerUse.read(connection).server() - 1;
			return new ServerAnswer(clock.instant().truncatedTo(ChronoUnit.MILLIS),
					connection.getMetaData().getDatabaseProductName(), limits,
					(connections != null) ? Math.max(0, connections - this.ours.getAsInt()) : null);
		}
	}

	// Not every driver has a limit of its own, and a server may accept and say nothing
	private Properties properties() {
		Properties properties = new Properties();
		properties.putAll(this.dataSource.getDataSourceProperties());
		String url = Objects.requireNonNull(this.dataSource.getJdbcUrl());
		if (JdbcUrls.unwrapped(url).startsWith("jdbc:postgresql:")) {
			String timeout = JdbcUrls.postgresTimeout(url, TIMEOUT);
			properties.setProperty("connectTimeout", timeout);
			properties.setProperty("loginTimeout", timeout);
			properties.setProperty("socketTimeout", timeout);
		}
		else {
			// MariaDB's and MySQL's, the only others that are asked
			properties.setProperty("connectTimeout", String.valueOf(TIMEOUT_MILLIS));
			properties.setProperty("socketTimeout", String.valueOf(TIMEOUT_MILLIS));
		}
		return properties;
	}

	/**
	 * What nobody is to be told of how the server is asked.
	 */
	public Secrets secrets() {
		return Secrets.of(this.dataSource);
	}

}
