package io.github.poolstarter.tracking.busy;

import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What the sockets of a real driver tell of the time that a real server works.
 */
abstract class AbstractSocketBusyTimeTests {

	static final Duration A_WHILE = Duration.ofMillis(300);

	final BusyTime busy = new BusyTime();

	Connection connection;

	@BeforeEach
	void open() throws SQLException {
		this.connection = open(this.busy);
	}

	@AfterEach
	void close() throws SQLException {
		this.connection.close();
	}

	/**
	 * The database.
	 * @return its JDBC URL, with all that is needed to connect
	 */
	abstract String url();

	/**
	 * A query that works for some time.
	 * @param duration the time
	 * @return the SQL
	 */
	abstract String sleep(Duration duration);

	/**
	 * Asks the server whether the connection is encrypted.
	 * @return the SQL
	 */
	abstract String isEncrypted();

	boolean isTls() {
		return false;
	}

	final Connection open(BusyTime busy) throws SQLException {
		Properties properties = new Properties();
		properties.putAll(DriverSockets.properties(url(), null, properties));
		return MeteredSocketFactory.measuring(busy, () -> DriverManager.getConnection(url(), properties));
	}

	final void execute(String sql) throws SQLException {
		try (Statement statement = this.connection.createStatement()) {
			statement.execute(sql);
		}
	}

	@Test
	void connectionIsMeasuredAndEncryptedAsItIsMeantToBe() throws SQLException {
		assertThat(this.busy.isMeasuredAtSocket()).isTrue();
		assertThat(this.busy.nanos()).isPositive();
		try (Statement statement = this.connection.createStatement();
				ResultSet result = statement.executeQuery(isEncrypted())) {
			assertThat(result.next()).isTrue();
			assertThat(result.getBoolean(1)).isEqualTo(isTls());
		}
	}

	@Test
	void connectionIsBusyWhileItsStatementRuns() throws SQLException {
		long busyBefore = this.busy.nanos();
		long from = System.nanoTime();
		execute(sleep(A_WHILE));
		assertThat(this.busy.nanos() - busyBefore).isBetween(A_WHILE.toNanos(), System.nanoTime() - from);
	}

	@Test
	void connectionIsNotBusyWhileItsHolderDoesSomethingElse() throws Exception {
		execute(sleep(Duration.ofMillis(10)));
		long busyBefore = this.busy.nanos();
		CountDownLatch answer = new CountDownLatch(1);
		CompletableFuture.delayedExecutor(A_WHILE.toMillis(), TimeUnit.MILLISECONDS).execute(answer::countDown);
		answer.await();
		assertThat(this.busy.nanos()).isEqualTo(busyBefore);
		assertThat(this.busy.nanosAt(System.nanoTime())).isEqualTo(busyBefore);
	}

	@Test
	void statementThatIsUnderWayIsSeenByOthersAndCanBeCancelled() throws SQLException {
		long busyBefore = this.busy.nanos();
		try (PreparedStatement statement = this.connection.prepareStatement(sleep(Duration.ofMinutes(1)))) {
			CompletableFuture<Void> ended = CompletableFuture.runAsync(() -> executeUntilCancelled(statement));
			await().until(() -> this.busy.nanosAt(System.nanoTime()) - busyBefore > A_WHILE.toNanos());
			statement.cancel();
			assertThat(ended).succeedsWithin(Duration.ofSeconds(30));
		}
		assertThat(this.busy.nanos() - busyBefore).isGreaterThan(A_WHILE.toNanos());
		assertIsUsable();
	}

	// MariaDB's sleep() ends as if it were over
	private static void executeUntilCancelled(PreparedStatement statement) {
		try {
			statement.execute();
		}
		catch (SQLException ex) {
			assertThat(ex.getSQLState()).isIn("57014", "70100");
		}
	}

	@Test
	void queryTimeoutEndsAStatementThatCounts() throws SQLException {
		long busyBefore = this.busy.nanos();
		try (Statement statement = this.connection.createStatement()) {
			statement.setQueryTimeout(1);
			long from = System.nanoTime();
			assertThatExceptionOfType(SQLException.class)
				.isThrownBy(() -> statement.execute(sleep(Duration.ofMinutes(1))));
			assertThat(this.busy.nanos() - busyBefore).isBetween(A_WHILE.toNanos(), System.nanoTime() - from);
		}
		assertIsUsable();
	}

	@Test
	void networkTimeoutIsTheDriversErrorAndTheWaitCounts() throws SQLException {
		this.connection.setNetworkTimeout(Runnable::run, (int) A_WHILE.toMillis());
		assertThat(this.connection.getNetworkTimeout()).isEqualTo((int) A_WHILE.toMillis());
		long busyBefore = this.busy.nanos();
		long from = System.nanoTime();
		assertThatExceptionOfType(SQLException.class).isThrownBy(() -> execute(sleep(Duration.ofMinutes(1))))
			.withCauseInstanceOf(SocketTimeoutException.class);
		assertThat(this.busy.nanos() - busyBefore).isBetween(A_WHILE.dividedBy(2).toNanos(), System.nanoTime() - from);
	}

	@Test
	void connectionCanBeAbortedWhileItWorks() throws SQLException {
		long busyBefore = this.busy.nanos();
		CompletableFuture<Void> ended = CompletableFuture.runAsync(() -> assertThatExceptionOfType(SQLException.class)
			.isThrownBy(() -> execute(sleep(A_WHILE.multipliedBy(100)))));
		await().until(() -> this.busy.nanosAt(System.nanoTime()) - busyBefore > A_WHILE.toNanos());
		this.connection.abort(Runnable::run);
		assertThat(ended).succeedsWithin(Duration.ofSeconds(30));
		long busyAfter = this.busy.nanos();
		assertThat(busyAfter - busyBefore).isGreaterThan(A_WHILE.toNanos());
		assertThat(this.busy.nanosAt(System.nanoTime())).isEqualTo(busyAfter);
	}

	private void assertIsUsable() throws SQLException {
		assertThat(this.connection.isValid(5)).isTrue();
	}

}
