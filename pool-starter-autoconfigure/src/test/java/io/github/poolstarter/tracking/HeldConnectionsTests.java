package io.github.poolstarter.tracking;

import java.sql.Connection;
import java.sql.SQLException;

import org.h2.jdbc.JdbcConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is known of the connections that are out.
 */
class HeldConnectionsTests {

	private final HeldConnections held = new HeldConnections(() -> "Kitchen.cook");

	private final TrackedHikariDataSource pool = new TrackedHikariDataSource("ai", this.held);

	@BeforeEach
	void configure() {
		this.pool.setJdbcUrl("jdbc:h2:mem:held");
		this.pool.setMaximumPoolSize(2);
	}

	@AfterEach
	void close() {
		this.pool.close();
	}

	@Test
	void aConnectionIsHeldByItsThreadUntilItIsClosed() throws SQLException {
		try (Connection connection = this.pool.getConnection()) {
			assertThat(connection.isValid(1)).isTrue();
			assertThat(this.held.heldBy(Thread.currentThread())).singleElement().satisfies((entry) -> {
				assertThat(entry.pool()).isEqualTo("ai");
				assertThat(entry.callSite()).isEqualTo("Kitchen.cook");
			});
			assertThat(this.held.heldBy(new Thread())).isEmpty();
		}
		assertThat(this.held.heldBy(Thread.currentThread())).isEmpty();
	}

	@Test
	void connectionsClosedByWayOfTheirStatementsDoNotPileUp() throws SQLException {
		for (int i = 0; i < 10_000; i++) {
			this.pool.getConnection().createStatement().getConnection().close();
		}
		assertThat(this.held.size()).isLessThanOrEqualTo(2_001);
		assertThat(this.held.heldBy(Thread.currentThread())).isEmpty();
	}

	@Test
	void aConnectionCanBeEvictedByTheOneWhoHoldsIt() throws SQLException {
		Connection connection = this.pool.getConnection();
		Connection physical = connection.unwrap(JdbcConnection.class);
		this.pool.evictConnection(connection);
		connection.close();
		try (Connection next = this.pool.getConnection()) {
			assertThat(next.unwrap(JdbcConnection.class)).isNotSameAs(physical);
		}
	}

	@Test
	void theDriversOwnConnectionIsReached() throws SQLException {
		try (Connection connection = this.pool.getConnection()) {
			assertThat(connection.isWrapperFor(JdbcConnection.class)).isTrue();
			assertThat(connection.unwrap(HeldConnection.class)).isSameAs(connection);
		}
	}

}
