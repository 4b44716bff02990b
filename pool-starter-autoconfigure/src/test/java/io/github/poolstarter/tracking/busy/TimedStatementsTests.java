package io.github.poolstarter.tracking.busy;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.tracking.DelegatingConnection;
import org.h2.jdbc.JdbcCallableStatement;
import org.h2.jdbc.JdbcPreparedStatement;
import org.h2.jdbc.JdbcSQLSyntaxErrorException;
import org.h2.jdbc.JdbcStatement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sqlite.Function;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteException;
import org.sqlite.jdbc3.JDBC3Statement;

import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Statements of drivers that have no socket to measure.
 */
class TimedStatementsTests {

	private static final String URL = "jdbc:h2:mem:timed;lock_timeout=20000";

	private static final Duration A_WHILE = Duration.ofMillis(200);

	private final BusyTime busy = new BusyTime();

	private Connection connection;

	@BeforeEach
	void open() throws SQLException {
		this.connection = DriverManager.getConnection(URL);
		try (Statement statement = this.connection.createStatement()) {
			statement.execute("create alias work for 'java.lang.Thread.sleep(long)'");
			statement.execute("create table menu (name varchar(10))");
			statement.execute("insert into menu values ('soup')");
		}
	}

	@AfterEach
	void close() throws SQLException {
		this.connection.close();
	}

	@Test
	void executionIsTimedAndNothingElse() throws SQLException {
		try (Statement statement = TimedStatements.time(Statement.class, this.connection.createStatement(),
				this.busy)) {
			statement.setFetchSize(10);
			assertThat(this.busy.nanos()).isZero();
			long from = System.nanoTime();
			statement.execute("call work(%d)".formatted(A_WHILE.toMillis()));
			long after = this.busy.nanos();
			assertThat(after).isBetween(A_WHILE.toNanos(), System.nanoTime() - from);
			assertThat(statement.getMoreResults()).isFalse();
			assertThat(this.busy.nanos()).isEqualTo(after);
		}
	}

	@Test
	void executionThatIsUnderWayIsSeenByOthers() throws SQLException {
		try (Connection other = DriverManager.getConnection(URL);
				PreparedStatement statement = TimedStatements.time(PreparedStatement.class,
						this.connection.prepareStatement("update menu set name = 'stew'"), this.busy)) {
			other.setAutoCommit(false);
			other.createStatement().execute("update menu set name = 'salad'");
			CompletableFuture<Void> execution = CompletableFuture.runAsync(() -> execute(statement));
			await().until(() -> this.busy.nanosAt(System.nanoTime()) > A_WHILE.toNanos());
			assertThat(this.busy.nanos()).isZero();
			assertThat(execution).isNotDone();
			other.rollback();
			execution.join();
			assertThat(this.busy.nanos()).isGreaterThan(A_WHILE.toNanos());
		}
	}

	private static void execute(PreparedStatement statement) {
		try {
			statement.execute();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void everyWayToExecuteIsTimed() throws SQLException {
		try (Statement plain = TimedStatements.time(Statement.class, this.connection.createStatement(), this.busy);
				PreparedStatement prepared = TimedStatements.time(PreparedStatement.class,
						this.connection.prepareStatement("insert into menu values (?)"), this.busy);
				CallableStatement call = TimedStatements.time(CallableStatement.class,
						this.connection.prepareCall("call work(1)"), this.busy)) {
			assertTimed(() -> plain.execute("select 1"));
			assertTimed(() -> plain.executeUpdate("insert into menu values ('soup')"));
			assertTimed(() -> plain.executeLargeUpdate("delete from menu", Statement.RETURN_GENERATED_KEYS));
			plain.addBatch("insert into menu values ('stew')");
			assertTimed(plain::executeBatch);
			prepared.setString(1, "soup");
			assertTimed(prepared::executeUpdate);
			prepared.addBatch();
			assertTimed(prepared::executeBatch);
			assertTimed(call::execute);
		}
	}

	private void assertTimed(Execution execution) throws SQLException {
		long before = this.busy.nanos();
		execution.run();
		assertThat(this.busy.nanos()).isGreaterThan(before);
	}

	@Test
	void failureIsTheDriversOwnAndTimed() throws SQLException {
		try (Statement statement = TimedStatements.time(Statement.class, this.connection.createStatement(),
				this.busy)) {
			assertThatExceptionOfType(JdbcSQLSyntaxErrorException.class).isThrownBy(() -> statement.execute("nonsense"))
				.satisfies((ex) -> assertThat(ex.getSQLState()).isEqualTo("42000"))
				.withNoCause();
			assertThat(this.busy.nanos()).isPositive();
			assertThatExceptionOfType(SQLException.class).isThrownBy(() -> statement.setQueryTimeout(-1));
		}
	}

	@Test
	void driversStatementsAreReached() throws SQLException {
		try (Statement plain = TimedStatements.time(Statement.class, this.connection.createStatement(), this.busy);
				PreparedStatement prepared = TimedStatements.time(PreparedStatement.class,
						this.connection.prepareStatement("select 1"), this.busy);
				CallableStatement call = TimedStatements.time(CallableStatement.class,
						this.connection.prepareCall("call work(1)"), this.busy)) {
			assertThat(plain.unwrap(JdbcStatement.class)).isInstanceOf(JdbcStatement.class);
			assertThat(prepared.unwrap(JdbcPreparedStatement.class)).isInstanceOf(JdbcPreparedStatement.class);
			assertThat(call.unwrap(JdbcCallableStatement.class)).isInstanceOf(JdbcCallableStatement.class);
			assertThat(plain.isWrapperFor(JdbcStatement.class)).isTrue();
			assertThat(plain.isWrapperFor(JdbcPreparedStatement.class)).isFalse();
			assertThatExceptionOfType(SQLException.class).isThrownBy(() -> plain.unwrap(Runnable.class));
			assertThat(plain.getConnection()).isSameAs(this.connection);
		}
	}

	@Test
	void driversStatementsAreReachedThroughThePool() throws SQLException {
		try (HikariDataSource pool = new HikariDataSource()) {
			pool.setDataSource(new TimingDataSource(this.busy));
			try (Connection pooled = pool.getConnection();
					PreparedStatement statement = pooled.prepareStatement("select 1")) {
				assertTimed(statement::executeQuery);
				assertThat(statement.isWrapperFor(JdbcPreparedStatement.class)).isTrue();
				assertThat(statement.unwrap(JdbcPreparedStatement.class)).isInstanceOf(JdbcPreparedStatement.class);
				assertThat(statement.getConnection()).isSameAs(pooled);
			}
		}
	}

	@Test
	void statementIsEqualToItselfOnly() throws SQLException {
		try (Statement driversOwn = this.connection.createStatement()) {
			Statement statement = TimedStatements.time(Statement.class, driversOwn, this.busy);
			Statement other = TimedStatements.time(Statement.class, driversOwn, this.busy);
			assertThat(statement).isEqualTo(statement).hasSameHashCodeAs(statement);
			assertThat(statement).isNotEqualTo(other).isNotEqualTo(driversOwn);
			assertThat(statement).hasToString(driversOwn.toString());
		}
	}

	@Test
	void statementsOfSqliteAreTimedToo() throws SQLException {
		try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite::memory:");
				Statement statement = TimedStatements.time(Statement.class, sqlite.createStatement(), this.busy)) {
			Function.create(sqlite.unwrap(SQLiteConnection.class), "work", new Function() {

				@Override
				protected void xFunc() throws SQLException {
					result(System.nanoTime());
				}

			});
			long before = System.nanoTime();
			ResultSet result = statement.executeQuery("select work()");
			assertThat(result.getLong(1)).isBetween(before, System.nanoTime());
			assertThat(this.busy.nanos()).isBetween(1L, System.nanoTime() - before);
			assertThat(statement.unwrap(JDBC3Statement.class)).isNotNull();
			assertThatExceptionOfType(SQLiteException.class).isThrownBy(() -> statement.execute("nonsense"));
		}
	}

	@FunctionalInterface
	private interface Execution {

		void run() throws SQLException;

	}

	/**
	 * Has connections whose statements are timed.
	 */
	private static final class TimingDataSource extends DelegatingDataSource {

		private final BusyTime busy;

		TimingDataSource(BusyTime busy) {
			super(new DriverManagerDataSource(URL));
			this.busy = busy;
		}

		@Override
		public Connection getConnection() throws SQLException {
			BusyTime busy = this.busy;
			return new DelegatingConnection(super.getConnection()) {

				@Override
				public PreparedStatement prepareStatement(String sql) throws SQLException {
					return TimedStatements.time(PreparedStatement.class, super.prepareStatement(sql), busy);
				}

			};
		}

	}

}
