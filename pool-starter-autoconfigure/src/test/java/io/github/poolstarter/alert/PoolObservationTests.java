package io.github.poolstarter.alert;

import java.io.EOFException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

import io.github.poolstarter.StartupPolicy;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.PoolDefinition;
import io.github.poolstarter.pool.HistogramSnapshot;
import io.github.poolstarter.pool.HistorySample;
import io.github.poolstarter.pool.LeakThresholds;
import io.github.poolstarter.tracking.BorrowContext;
import io.github.poolstarter.tracking.CallSiteRegistry;
import io.github.poolstarter.tracking.PoolTrackers;
import io.github.poolstarter.tracking.TrackedHikariDataSource;
import io.github.poolstarter.tracking.busy.BusyTimeMode;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is seen of a pool.
 */
class PoolObservationTests {

	private static final String URL = "jdbc:h2:mem:look;PASSWORD=url-secret";

	private final PoolTrackers trackers = new PoolTrackers(new CallSiteRegistry(), Duration.ofMinutes(10));

	private final TrackedHikariDataSource dataSource = new TrackedHikariDataSource(this.trackers.add("ai", false),
			BusyTimeMode.OFF);

	private final PoolDefinition definition = new PoolDefinition("ai",
			new PoolDefinition.Database(URL, "sa", "own-secret", null), 0, 2,
			new PoolDefinition.Timeouts(Duration.ofSeconds(2), Duration.ofMillis(250), Duration.ofMinutes(10),
					Duration.ofMinutes(30), Duration.ZERO, null, null, null, null),
			new PoolDefinition.Session(false, true, null, null, null, null, null), Map.of(), false, StartupPolicy.LAZY,
			null);

	private final JdbcPool pool = new JdbcPool(this.definition, this.dataSource, this.dataSource.tracker(), null, null,
			null);

	private volatile @Nullable SQLException failure;

	@BeforeEach
	void configure() {
		this.definition.applyTo(this.dataSource);
		DriverManagerDataSource h2 = new DriverManagerDataSource("jdbc:h2:mem:look");
		this.dataSource.setDataSource(new AbstractDataSource() {

			@Override
			public Connection getConnection() throws SQLException {
				SQLException failure = PoolObservationTests.this.failure;
				if (failure != null) {
					throw failure;
				}
				return h2.getConnection();
			}

			@Override
			public Connection getConnection(String username, String password) throws SQLException {
				return getConnection();
			}

		});
	}

	@AfterEach
	void close() {
		this.dataSource.close();
	}

	@Test
	void connectionsThatTheApplicationHoldsAreSeenAndThoseOfTheLibraryAreNot() throws SQLException {
		connect();
		try (Connection own = this.pool.getConnection();
				Connection check = BorrowContext.borrowInternally(this.dataSource)) {
			assertThat(own.isClosed() || check.isClosed()).isFalse();
			assertThat(look().held()).singleElement()
				.satisfies((connection) -> assertThat(connection.thread()).isSameAs(Thread.currentThread()));
		}
		assertThat(look().held()).isEmpty();
	}

	@Test
	void connectionThatWasOpenedBesideThePoolCanLeakToo() throws SQLException {
		connect();
		try (TrackedHikariDataSource direct = new TrackedHikariDataSource(this.trackers.addBeside("ai", false),
				BusyTimeMode.OFF)) {
			direct.setJdbcUrl("jdbc:h2:mem:look");
			direct.setMaximumPoolSize(1);
			AlertRules rules = new AlertRules(0.8, Duration.ofNanos(1));
			try (Connection connection = direct.getConnection()) {
				assertThat(connection.isClosed()).isFalse();
				PoolObservation look = look();
				assertThat(look.held()).isEmpty();
				assertThat(look.instead()).singleElement()
					.satisfies((held) -> assertThat(held.thread()).isSameAs(Thread.currentThread()));
				assertThat(rules.level(AlertKind.LEAK, look)).isEqualTo(AlertLevel.BAD);
				assertThat(AlertMessages.leak(rules.leaks(look).get(0))).contains("has held a connection for 0 s");
			}
			assertThat(rules.level(AlertKind.LEAK, look())).isEqualTo(AlertLevel.GOOD);
		}
	}

	@Test
	void failureToConnectIsSeenUntilAConnectionIsOpened() {
		this.failure = new SQLException("The connection attempt failed.", "08001", new EOFException());
		assertThatExceptionOfType(SQLException.class).isThrownBy(this.pool::getConnection);
		assertThat(look().connectFailure())
			.isEqualTo("jdbc:h2:mem:look;PASSWORD=******: The connection attempt failed. (java.io.EOFException)");
		this.failure = null;
		connect();
		assertThat(look().connectFailure()).isNull();
	}

	@Test
	void failureToConnectIsToldWithoutCredentials() {
		this.failure = new SQLException("No own-secret for " + URL, new SQLException("own-secret is wrong"));
		assertThatExceptionOfType(SQLException.class).isThrownBy(this.pool::getConnection);
		assertThat(look().connectFailure()).contains("No ****** for")
			.contains("****** is wrong")
			.doesNotContain("secret");
	}

	@Test
	void failureWithoutAMessageIsToldByItsType() {
		this.failure = new SQLException();
		assertThatExceptionOfType(SQLException.class).isThrownBy(this.pool::getConnection);
		assertThat(look().connectFailure()).endsWith(": java.sql.SQLException");
	}

	private void connect() {
		Awaitility.await().ignoreExceptions().untilAsserted(() -> this.pool.getConnection().close());
	}

	private PoolObservation look() {
		HistorySample sample = new HistorySample(0, 1, this.pool.state(), 0, 0, HistorySample.Counts.NONE,
				HistogramSnapshot.EMPTY, HistogramSnapshot.EMPTY, 0, 0);
		return PoolObservation.of(this.pool, sample, new LeakThresholds(Duration.ofMinutes(1)));
	}

}
