package io.github.poolstarter.tracking.busy;

import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.test.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.copy.CopyManager;
import org.postgresql.largeobject.LargeObject;
import org.postgresql.largeobject.LargeObjectManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Busy time at the socket of PostgreSQL's driver, and what this driver can do besides
 * statements.
 */
class PostgresBusyTimeTests extends AbstractSocketBusyTimeTests {

	private static PostgresServer.Database database;

	@BeforeAll
	static void createDatabase() {
		database = PostgresServer.createDatabase();
	}

	@AfterAll
	static void dropDatabase() {
		database.close();
	}

	@Override
	String url() {
		return database.url() + "&password=" + database.password();
	}

	@Override
	String sleep(Duration duration) {
		return "select pg_sleep(%s)".formatted(duration.toMillis() / 1000.0);
	}

	@Override
	String isEncrypted() {
		return "select ssl from pg_stat_ssl where pid = pg_backend_pid()";
	}

	@Test
	void connectionWithALoginTimeoutIsMeasured() throws SQLException {
		Properties properties = new Properties();
		properties.putAll(DriverSockets.properties(url(), null, properties));
		properties.setProperty("loginTimeout", "30");
		BusyTime busy = new BusyTime();
		try (Connection opened = MeteredSocketFactory.measuring(busy,
				() -> DriverManager.getConnection(url(), properties))) {
			assertThat(busy.isMeasuredAtSocket()).isTrue();
			long busyBefore = busy.nanos();
			opened.createStatement().execute(sleep(A_WHILE));
			assertThat(busy.nanos() - busyBefore).isGreaterThanOrEqualTo(A_WHILE.toNanos());
		}
	}

	@Test
	void connectionOpenedOtherwiseIsAsItWasBefore() throws SQLException {
		try (HikariDataSource pool = new HikariDataSource()) {
			pool.setJdbcUrl(url());
			DriverSockets.properties(url(), null, pool.getDataSourceProperties()).forEach(pool::addDataSourceProperty);
			try (Connection opened = pool.getConnection()) {
				assertThat(opened.isValid(5)).isTrue();
			}
		}
	}

	@Test
	void lookForNotificationsInVainIsNoWork() throws SQLException {
		PGConnection listener = this.connection.unwrap(PGConnection.class);
		execute("listen menu");
		long busyBefore = this.busy.nanos();
		assertThat(listener.getNotifications((int) A_WHILE.toMillis())).isEmpty();
		assertThat(this.busy.nanos()).isEqualTo(busyBefore);
		assertThat(this.busy.nanosAt(System.nanoTime())).isEqualTo(busyBefore);
		assertThat(listener.getNotifications()).isEmpty();
	}

	@Test
	void notificationsAreReceived() throws SQLException {
		PGConnection listener = this.connection.unwrap(PGConnection.class);
		execute("listen menu");
		try (Connection other = open(new BusyTime())) {
			CompletableFuture<PGNotification[]> received = CompletableFuture
				.supplyAsync(() -> awaitNotifications(listener));
			await().until(() -> this.busy.nanosAt(System.nanoTime()) > this.busy.nanos());
			other.createStatement().execute("notify menu, 'soup'");
			assertThat(received).succeedsWithin(Duration.ofSeconds(20))
				.satisfies((notifications) -> assertThat(notifications).singleElement()
					.extracting(PGNotification::getParameter)
					.isEqualTo("soup"));
			other.createStatement().execute("notify menu, 'stew'");
			await().until(() -> listener.getNotifications().length == 1);
		}
	}

	private static PGNotification[] awaitNotifications(PGConnection listener) {
		try {
			return listener.getNotifications(20_000);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void copyInAndOutAreMeasured() throws Exception {
		String rows = "1\tsoup\n".repeat(200_000);
		execute("create temporary table menu (id int, name text)");
		CopyManager copy = this.connection.unwrap(PGConnection.class).getCopyAPI();
		long busyBefore = this.busy.nanos();
		assertThat(copy.copyIn("copy menu from stdin", new StringReader(rows))).isEqualTo(200_000);
		long busyBetween = this.busy.nanos();
		assertThat(busyBetween).isGreaterThan(busyBefore);
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		assertThat(copy.copyOut("copy menu to stdout", out)).isEqualTo(200_000);
		assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(rows);
		assertThat(this.busy.nanos()).isGreaterThan(busyBetween);
	}

	@Test
	void largeObjectsAreMeasured() throws SQLException {
		this.connection.setAutoCommit(false);
		LargeObjectManager objects = this.connection.unwrap(PGConnection.class).getLargeObjectAPI();
		byte[] picture = new byte[3_000_000];
		picture[picture.length - 1] = 42;
		long busyBefore = this.busy.nanos();
		long id = objects.createLO();
		try (LargeObject object = objects.open(id, LargeObjectManager.WRITE)) {
			object.write(picture);
		}
		long busyBetween = this.busy.nanos();
		assertThat(busyBetween).isGreaterThan(busyBefore);
		try (LargeObject object = objects.open(id, LargeObjectManager.READ)) {
			assertThat(object.read(picture.length)).isEqualTo(picture);
		}
		assertThat(this.busy.nanos()).isGreaterThan(busyBetween);
		this.connection.rollback();
	}

}
