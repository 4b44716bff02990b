package io.github.poolstarter.tracking;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.poolstarter.pool.History;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.TcpForwarder;
import io.github.poolstarter.tracking.busy.BusyTimeMode;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is noted of those who wait while a server is away.
 */
class OutageBorrowsTests {

	private final PostgresServer.Database database = PostgresServer.createDatabase();

	private final TcpForwarder line = TcpForwarder.to(this.database.url());

	private final PoolTracker tracker = new PoolTracker("ai", false, new CallSiteRegistry(),
			new History(Duration.ofMinutes(10)));

	private final TrackedHikariDataSource pool = new TrackedHikariDataSource(this.tracker, BusyTimeMode.OFF);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@AfterEach
	void close() {
		this.threads.shutdownNow();
		this.pool.close();
		this.line.close();
		this.database.close();
	}

	@Test
	void waitOfThoseWhoAreServedAfterAnOutageIsNoQueueing() throws Exception {
		this.pool.setJdbcUrl(this.line.url());
		this.pool.setUsername(this.database.username());
		this.pool.setPassword(this.database.password());
		this.pool.setMaximumPoolSize(1);
		this.pool.setMinimumIdle(0);
		this.pool.setConnectionTimeout(TimeUnit.MINUTES.toMillis(1));
		use();
		this.line.cut();
		this.pool.getHikariPoolMXBean().softEvictConnections();
		List<Future<?>> borrowers = borrowers(4);
		long failed = this.tracker.stats().failed();
		await("an attempt to open one").until(() -> this.tracker.stats().failed() > failed);
		this.line.join();
		end(borrowers);
		assertThat(this.tracker.borrows().subList(1, 5)).allMatch((borrow) -> borrow.waitNanos() > 0)
			.allMatch((borrow) -> borrow.created() || borrow.unreachable())
			.noneMatch(Borrow::timedOut)
			.anyMatch(Borrow::unreachable);
		assertThat(this.tracker.stats().waits().queued().count()).isZero();

		try (Connection held = this.pool.getConnection()) {
			borrowers = borrowers(1);
			assertThat(held.isClosed()).isFalse();
		}
		end(borrowers);
		Borrow queued = this.tracker.borrows().get(6);
		assertThat(queued.waitNanos()).isPositive();
		assertThat(queued.unreachable()).isFalse();
		assertThat(this.tracker.stats().waits().queued().count()).isOne();
	}

	private void use() throws SQLException {
		try (Connection connection = this.pool.getConnection()) {
			connection.createStatement().execute("select 1");
		}
	}

	private List<Future<?>> borrowers(int number) {
		List<Future<?>> borrowers = new ArrayList<>();
		for (int i = 0; i < number; i++) {
			borrowers.add(this.threads.submit(() -> {
				use();
				return null;
			}));
		}
		await("all who wait").until(() -> this.pool.getHikariPoolMXBean().getThreadsAwaitingConnection() == number);
		return borrowers;
	}

	private static void end(List<Future<?>> borrowers) throws Exception {
		for (Future<?> borrower : borrowers) {
			borrower.get(1, TimeUnit.MINUTES);
		}
	}

	private static ConditionFactory await(String what) {
		return Awaitility.await(what).atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(10));
	}

}
