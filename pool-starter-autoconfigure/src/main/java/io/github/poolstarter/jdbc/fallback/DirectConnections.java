package io.github.poolstarter.jdbc.fallback;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/**
 * Connections to a pool's database beside the pool. They are opened when they are asked
 * for, for which a borrower waits up to the pool's validation timeout more, are set up
 * like the pool's own, and are closed when nobody has used them for ten seconds, the
 * shortest time that HikariCP knows. Safe for use by several threads.
 */
public final class DirectConnections implements BoundedFallback.Target {

	private static final long IDLE_TIMEOUT_MILLIS = TimeUnit.SECONDS.toMillis(10);

	private final HikariDataSource dataSource;

	/**
	 * Create the connections of a pool.
	 * @param maxConnections how many there may be at once
	 */
	public DirectConnections(HikariDataSource dataSource, int maxConnections) {
		HikariConfig config = dataSource;
		config.setPoolName(config.getPoolName() + "-direct");
		config.setMaximumPoolSize(maxConnections);
		config.setMinimumIdle(0);
		config.setIdleTimeout(IDLE_TIMEOUT_MILLIS);
		// The borrower has waited for the pool already
		config.setConnectionTimeout(config.getValidationTimeout());
		config.setInitializationFailTimeout(-1);
		config.setRegisterMbeans(false);
		this.dataSource = dataSource;
	}

	@Override
	public Connection getConnection() throws SQLException {
		return this.dataSource.getConnection();
	}

	@Override
	public String description() {
		return "direct connections";
	}

	@Override
	public void close() {
		this.dataSource.close();
	}

}
