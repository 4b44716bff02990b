package io.github.poolstarter.tracking;

import java.sql.Connection;
import java.sql.SQLException;

import com.zaxxer.hikari.HikariDataSource;

/**
 * A HikariCP pool whose connections are entered in {@link HeldConnections} while they are
 * out, by whichever way they were taken: through the routing data source, or straight
 * from this bean.
 */
public final class TrackedHikariDataSource extends HikariDataSource {

	// Not "pool": Spring Boot reads the field of that name, by reflection
	private final String name;

	private final HeldConnections held;

	/**
	 * Create a pool, to be configured before its first connection is taken.
	 * @param pool the name of the pool
	 * @param held where its connections are entered
	 */
	public TrackedHikariDataSource(String pool, HeldConnections held) {
		this.name = pool;
		this.held = held;
	}

	@Override
	public Connection getConnection() throws SQLException {
		return this.held.granted(this.name, isReadOnly(), super.getConnection());
	}

	@Override
	public void evictConnection(Connection connection) {
		super.evictConnection(DelegatingConnection.pooled(connection));
	}

}
