package io.github.poolstarter.tracking;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.poolstarter.pool.BorrowStats;
import io.github.poolstarter.pool.CallSiteStats;
import io.github.poolstarter.pool.History;
import io.github.poolstarter.tracking.busy.BusyTimeMode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * That no borrow is lost or counted twice while many threads borrow, connections are
 * evicted, and others look.
 */
@Tag("alone")
class ConcurrentBorrowsTests {

	private static final int THREADS = 8;

	private static final int NO_SUCH_ISOLATION = -1;

	private final PoolTracker tracker = new PoolTracker("ai", false, new CallSiteRegistry(),
			new History(Duration.ofMinutes(10)));

	private final TrackedHikariDataSource pool = new TrackedHikariDataSource(this.tracker, BusyTimeMode.AUTO);

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final AtomicBoolean end = new AtomicBoolean();

	private final AtomicInteger granted = new AtomicInteger();

	private final AtomicInteger failed = new AtomicInteger();

	private void start(int size, long timeoutMillis) throws SQLException {
		this.pool.setJdbcUrl("jdbc:h2:mem:concurrent;DB_CLOSE_DELAY=-1");
		this.pool.setMaximumPoolSize(size);
		this.pool.setConnectionTimeout(timeoutMillis);
		BorrowContext.borrowInternally(this.pool).close();
	}

	@AfterEach
	void close() throws InterruptedException {
		this.end.set(true);
		this.executor.shutdownNow();
		assertThat(this.executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
		this.pool.close();
	}

	@Test
	void everyBorrowIsCountedOnceWhateverHappensBesides() throws Exception {
		start(4, 30_000);
		List<Future<?>> looks = List.of(look(this.tracker::stats), look(this.tracker::borrows),
				look(this.tracker::held), look(() -> {
					this.pool.getHikariPoolMXBean().softEvictConnections();
					TimeUnit.MILLISECONDS.sleep(5);
					return null;
				}));
		List<Future<?>> borrowers = new ArrayList<>();
		for (int thread = 0; thread < THREADS; thread++) {
			int number = thread;
			borrowers.add(this.executor.submit(() -> borrow(number, 2_000)));
		}
		for (Future<?> borrower : borrowers) {
			borrower.get(2, TimeUnit.MINUTES);
		}
		this.end.set(true);
		for (Future<?> look : looks) {
			look.get(1, TimeUnit.MINUTES);
		}
		BorrowStats stats = this.tracker.stats();
		assertThat(this.failed.get()).isZero();
		assertThat(stats.hold().count()).isEqualTo(this.granted.get());
		assertThat(stats.acquire().count()).isEqualTo(this.granted.get());
		Awaitility.await().untilAsserted(() -> {
			BorrowStats now = this.tracker.stats();
			assertThat(now.created() - now.closed()).isEqualTo(this.pool.getHikariPoolMXBean().getTotalConnections());
		});
		assertThat(stats.callSites().stream().mapToLong(CallSiteStats::borrows).sum()).isEqualTo(this.granted.get());
		assertThat(stats.peakActive()).isBetween(1, 4 + THREADS);
		assertThat(this.tracker.held()).isEmpty();
		assertThat(this.tracker.borrows())
			.allSatisfy((borrow) -> assertThat(borrow.holdNanos()).isBetween(0L, TimeUnit.MINUTES.toNanos(2)));
	}

	@Test
	void whoHasGivenAConnectionBackDoesNotHoldItWhileTheNextIsGrantedIt() throws Exception {
		start(4, 30_000);
		List<Future<?>> borrowers = new ArrayList<>();
		for (int thread = 0; thread < THREADS; thread++) {
			borrowers.add(this.executor.submit(() -> {
				for (int i = 0; i < 100_000; i++) {
					this.pool.getConnection().close();
				}
				return null;
			}));
		}
		for (Future<?> borrower : borrowers) {
			borrower.get(2, TimeUnit.MINUTES);
		}
		assertThat(this.tracker.stats().nested()).isZero();
	}

	@Test
	void timeoutsAndHoldsAddUpWhenThePoolIsFarTooSmall() throws Exception {
		start(1, 250);
		List<Future<?>> borrowers = new ArrayList<>();
		int threads = 4 * THREADS;
		for (int thread = 0; thread < threads; thread++) {
			borrowers.add(this.executor.submit(() -> holdFor(Duration.ofMillis(25))));
		}
		for (Future<?> borrower : borrowers) {
			borrower.get(1, TimeUnit.MINUTES);
		}
		BorrowStats stats = this.tracker.stats();
		assertThat(this.granted.get() + this.failed.get()).isEqualTo(threads);
		assertThat(this.failed.get()).isPositive();
		assertThat(stats.hold().count()).isEqualTo(this.granted.get());
		assertThat(stats.timeouts()).isEqualTo(this.failed.get());
		assertThat(stats.acquire().count()).isEqualTo(threads);
		assertThat(stats.waits().unreachable().count()).isZero();
		assertThat(stats.rejected() + stats.interrupted()).isZero();
	}

	private Future<?> look(Callable<?> action) {
		return this.executor.submit(() -> {
			while (!this.end.get()) {
				action.call();
			}
			return null;
		});
	}

	private Void borrow(int thread, int times) throws SQLException {
		for (int i = 0; i < times; i++) {
			Connection connection = this.pool.getConnection();
			this.granted.incrementAndGet();
			if (i % 3 == 0) {
				connection.clearWarnings();
			}
			if (i % 5 == 0) {
				assertThatExceptionOfType(SQLException.class)
					.isThrownBy(() -> connection.setTransactionIsolation(NO_SUCH_ISOLATION));
			}
			if (i % 100 == thread) {
				this.pool.evictConnection(connection);
			}
			else if (i % 7 == 0) {
				connection.createStatement().getConnection().close();
			}
			connection.close();
		}
		return null;
	}

	private Void holdFor(Duration time) throws SQLException, InterruptedException {
		try (Connection connection = this.pool.getConnection()) {
			this.granted.incrementAndGet();
			assertThat(connection.isReadOnly()).isFalse();
			TimeUnit.NANOSECONDS.sleep(time.toNanos());
		}
		catch (SQLTransientConnectionException ex) {
			this.failed.incrementAndGet();
		}
		return null;
	}

}
