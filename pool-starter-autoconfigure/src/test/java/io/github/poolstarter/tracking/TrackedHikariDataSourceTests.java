package io.github.poolstarter.tracking;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;

import com.zaxxer.hikari.pool.HikariPool;
import io.github.poolstarter.PoolExhaustedException;
import io.github.poolstarter.PoolRejectedException;
import io.github.poolstarter.PoolRejectedException.Reason;
import io.github.poolstarter.pool.BorrowStats;
import io.github.poolstarter.pool.HeldConnection;
import io.github.poolstarter.pool.History;
import io.github.poolstarter.pool.PoolState;
import io.github.poolstarter.test.Kitchen;
import io.github.poolstarter.tracking.busy.BusyTimeMode;
import org.awaitility.Awaitility;
import org.h2.jdbc.JdbcConnection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.datasource.AbstractDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a pool tells its tracker of those who borrow its connections.
 */
class TrackedHikariDataSourceTests {

	private final CallSiteRegistry callSites = new CallSiteRegistry();

	private final PoolTracker tracker = new PoolTracker("ai", false, this.callSites,
			new History(Duration.ofMinutes(10)));

	private final TrackedHikariDataSource pool = new TrackedHikariDataSource(this.tracker, BusyTimeMode.AUTO);

	private final BorrowContext context = BorrowContext.current();

	@BeforeEach
	void configure() {
		this.pool.setJdbcUrl("jdbc:h2:mem:tracked");
		this.pool.setMaximumPoolSize(2);
		this.pool.setConnectionTimeout(250);
		Work work = new Work(this.callSites.get("Kitchen.cook"), "ai", RouteSource.ANNOTATION) {
		};
		this.context.work(work);
	}

	@AfterEach
	void close() {
		this.context.work(null);
		this.pool.close();
	}

	@Test
	void aConnectionIsHeldByItsThreadUntilItIsClosed() throws SQLException {
		try (Connection connection = this.pool.getConnection()) {
			assertThat(connection.isValid(1)).isTrue();
			assertThat(this.context.heldConnections()).singleElement().satisfies((entry) -> {
				assertThat(entry.pool()).isEqualTo("ai");
				assertThat(entry.callSite()).isEqualTo("Kitchen.cook");
				assertThat(entry.thread()).isSameAs(Thread.currentThread());
			});
			assertThat(this.tracker.held()).hasSize(1);
			assertThat(CompletableFuture.supplyAsync(() -> BorrowContext.current().heldConnections()).join()).isEmpty();
		}
		assertThat(this.context.heldConnections()).isEmpty();
		assertThat(this.tracker.held()).isEmpty();
	}

	@Test
	void whoIsNotLetInIsRecordedOnceWithItsCallSite() {
		this.context.work(null);
		this.pool.admission(new Door(new PoolRejectedException("ai", Reason.QUEUE_FULL, "full"), false));
		assertThatExceptionOfType(PoolRejectedException.class).isThrownBy(() -> Kitchen.borrow(this.pool))
			.withMessage("full");
		assertThat(this.tracker.borrows()).singleElement().satisfies((borrow) -> {
			assertThat(borrow.rejected()).isTrue();
			assertThat(borrow.timedOut()).isFalse();
			assertThat(this.tracker.nameOf(borrow.callSite())).isEqualTo("Kitchen.borrow");
		});
		assertThat(this.tracker.stats().rejected()).isEqualTo(1);
		assertThat(this.tracker.stats().acquire().count()).isZero();
	}

	@Test
	void whoIsKeptAtTheDoorHasWaitedThoughAConnectionWasIdle() throws SQLException {
		Kitchen.borrow(this.pool);
		Door door = new Door(null, false);
		this.pool.admission(door);
		Kitchen.borrow(this.pool);
		this.pool.admission(new Door(null, true));
		Kitchen.borrow(this.pool);
		assertThat(door.visits).singleElement().satisfies((visit) -> {
			assertThat(visit.isGranted()).isTrue();
			assertThat(visit.isOver()).isTrue();
		});
		List<Borrow> borrows = this.tracker.borrows();
		assertThat(borrows).hasSize(3);
		assertThat(borrows.get(2).waitNanos()).isPositive();
	}

	@Test
	void aVisitIsOverWhenTheConnectionIsGivenBackOrThereIsNone() throws SQLException {
		Door door = new Door(null, false);
		this.pool.admission(door);
		try (Connection one = this.pool.getConnection(); Connection two = this.pool.getConnection()) {
			assertThat(one).isNotSameAs(two);
			assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(this.pool::getConnection);
			assertThat(door.visits).extracting(Visit::isGranted).containsExactly(true, true, false);
			assertThat(door.visits).extracting(Visit::isOver).containsExactly(false, false, true);
		}
		assertThat(door.visits).extracting(Visit::isOver).containsOnly(true);
	}

	@Test
	void connectionThatIsStillOpenedWhenThePoolIsClosedIsClosedToo() throws Exception {
		Opener opener = new Opener(true, (connection, by) -> connection);
		this.pool.setDataSource(opener);
		Kitchen.borrow(this.pool);
		opener.reached.await();
		this.pool.close();
		opener.goOn.countDown();
		Awaitility.await().until(() -> opener.opened.size() == 2);
		Awaitility.await().until(() -> opener.opened.get(1).isClosed());
		assertThat(opener.opened.get(0).isClosed()).isTrue();
	}

	@Test
	void connectionThatHikariLeavesOpenIsAborted() throws Exception {
		Opener opener = new Opener(false, HangsInSetUp::new);
		this.pool.setDataSource(opener);
		Kitchen.borrow(this.pool);
		opener.reached.await();
		this.pool.close();
		assertThat(opener.opened).hasSize(2).allMatch(TrackedHikariDataSourceTests::isClosed);
		opener.goOn.countDown();
	}

	private static boolean isClosed(Connection connection) {
		try {
			return connection.isClosed();
		}
		catch (SQLException ex) {
			return false;
		}
	}

	@Test
	void theLibrarysOwnBorrowsPassTheDoorByAndHaveNoHolder() throws SQLException {
		this.pool.admission(new Door(new PoolRejectedException("ai", Reason.QUEUE_FULL, "full"), false));
		try (Connection own = BorrowContext.borrowInternally(this.pool)) {
			assertThat(own.isClosed()).isFalse();
			assertThat(this.tracker.held()).hasSize(1);
			assertThat(this.tracker.holders()).isEmpty();
			assertThat(this.context.isHolding()).isFalse();
		}
		this.pool.admission(null);
		try (Connection connection = this.pool.getConnection()) {
			assertThat(connection.isClosed()).isFalse();
			assertThat(this.tracker.holders()).hasSize(1);
			assertThat(this.context.isHolding()).isTrue();
		}
		assertThat(this.tracker.holders()).isEmpty();
		assertThat(this.context.isHolding()).isFalse();
	}

	@Test
	void onlyTheBorrowerWhoGetsAValidatedConnectionNextHasWaitedForTheValidation() throws SQLException {
		Connection connection = this.pool.getConnection();
		PhysicalConnection physical = connection.unwrap(PhysicalConnection.class);
		connection.close();
		CallSite site = Objects.requireNonNull(this.context.callSite());
		long arrivalNanos = System.nanoTime();
		assertThat(physical.isValid(1)).isTrue();
		for (int i = 0; i < 2; i++) {
			physical.granted(this.context, site, connection, arrivalNanos, System.nanoTime(), 0);
			physical.clearWarnings();
		}
		assertThat(this.tracker.borrows()).extracting(Borrow::validated).containsExactly(false, true, false);
		assertThat(this.tracker.stats().waits().queued().count()).isEqualTo(1);
	}

	@Test
	void aConnectionClosedByWayOfItsStatementIsGivenBack() throws SQLException {
		this.pool.getConnection().createStatement().getConnection().close();
		assertThat(this.context.heldConnections()).isEmpty();
		assertThat(this.tracker.held()).isEmpty();
		assertThat(this.tracker.stats().hold().count()).isEqualTo(1);
	}

	@Test
	void aConnectionClosedByAnotherThreadIsGivenBack() throws SQLException {
		Connection connection = this.pool.getConnection();
		CompletableFuture.runAsync(() -> {
			try {
				connection.close();
			}
			catch (SQLException ex) {
				throw new IllegalStateException(ex);
			}
		}).join();
		assertThat(this.context.heldConnections()).isEmpty();
		assertThat(this.tracker.stats().hold().count()).isEqualTo(1);
	}

	@Test
	void aConnectionIsStillHeldWhenTheApplicationHasClearedItsWarnings() throws SQLException {
		try (Connection connection = this.pool.getConnection()) {
			connection.clearWarnings();
			assertThatOneIsHeld();
			connection.createStatement().close();
			connection.clearWarnings();
			assertThatOneIsHeld();
		}
		assertThatOneWasHeld();
	}

	@Test
	void aConnectionIsStillHeldWhenARollbackOfTheApplicationHasFailed() throws SQLException {
		this.pool.setDataSource(new UnwillingDataSource());
		try (Connection connection = this.pool.getConnection()) {
			connection.setAutoCommit(false);
			assertThatExceptionOfType(SQLException.class).isThrownBy(connection::rollback);
			assertThatOneIsHeld();
			assertThatExceptionOfType(SQLException.class).isThrownBy(() -> connection.setSchema("nowhere"));
			assertThatOneIsHeld();
		}
		assertThatOneWasHeld();
	}

	private void assertThatOneIsHeld() {
		assertThat(this.context.heldConnections()).hasSize(1);
		assertThat(this.context.isHolding()).isTrue();
		assertThat(this.tracker.held()).singleElement()
			.satisfies((entry) -> assertThat(entry.callSite()).isEqualTo("Kitchen.cook"));
		assertThat(this.tracker.borrows()).isEmpty();
		assertThat(this.tracker.stats().hold().count()).isZero();
	}

	private void assertThatOneWasHeld() {
		assertThat(this.context.heldConnections()).isEmpty();
		assertThat(this.tracker.held()).isEmpty();
		assertThat(this.tracker.borrows()).hasSize(1);
		assertThat(this.tracker.stats().acquire().count()).isEqualTo(1);
		assertThat(this.tracker.stats().hold().count()).isEqualTo(1);
	}

	@Test
	void aHoldEndsWhenItsConnectionIsEvicted() throws SQLException {
		try (Connection connection = this.pool.getConnection()) {
			this.pool.evictConnection(connection);
			assertThat(this.context.isHolding()).isFalse();
			assertThat(this.tracker.held()).isEmpty();
		}
		assertThatOneWasHeld();
	}

	@Test
	void aConnectionIsGivenBackWhoseRollbackFails() throws SQLException {
		this.pool.setAutoCommit(false);
		Connection connection = this.pool.getConnection();
		connection.createStatement().execute("create table if not exists dish (id int)");
		connection.createStatement().execute("insert into dish values (1)");
		connection.unwrap(JdbcConnection.class).close();
		assertThatExceptionOfType(SQLException.class).isThrownBy(connection::close);
		assertThat(this.tracker.held()).isEmpty();
		assertThat(this.tracker.stats().hold().count()).isEqualTo(1);
	}

	@Test
	void validationOfAnIdleConnectionByAQueryIsNoBorrow() throws SQLException {
		this.pool.setConnectionTestQuery("select 1");
		this.pool.getConnection().close();
		PhysicalConnection physical = physicalConnection();
		physical.createStatement().close();
		assertThat(this.tracker.held()).isEmpty();
		assertThat(physical.wasIdleAt(System.nanoTime())).isTrue();
		assertThat(this.tracker.stats().hold().count()).isEqualTo(2);
	}

	private PhysicalConnection physicalConnection() throws SQLException {
		try (Connection connection = this.pool.getConnection()) {
			return connection.unwrap(PhysicalConnection.class);
		}
	}

	@Test
	void everyBorrowLeavesARecord() throws SQLException {
		for (int i = 0; i < 1000; i++) {
			this.pool.getConnection().close();
		}
		assertThat(this.tracker.borrows()).hasSize(1000);
		assertThat(this.tracker.borrows()).allSatisfy((borrow) -> {
			assertThat(borrow.waitNanos()).isNotNegative();
			assertThat(borrow.holdNanos()).isPositive();
			assertThat(borrow.nested()).isFalse();
			assertThat(this.tracker.nameOf(borrow.callSite())).isEqualTo("Kitchen.cook");
		});
		BorrowStats stats = this.tracker.stats();
		assertThat(stats.acquire().count()).isEqualTo(1000);
		assertThat(stats.hold().count()).isEqualTo(1000);
		assertThat(stats.peakActive()).isEqualTo(1);
		assertThat(stats.callSites()).singleElement().satisfies((site) -> {
			assertThat(site.callSite()).isEqualTo("Kitchen.cook");
			assertThat(site.borrows()).isEqualTo(1000);
			assertThat(site.estimated()).isFalse();
			assertThat(site.sharePercent()).isEqualTo(100.0);
		});
	}

	@Test
	void nestedBorrowsAreCounted() throws SQLException {
		try (Connection outer = this.pool.getConnection(); Connection inner = this.pool.getConnection()) {
			assertThat(outer).isNotSameAs(inner);
			assertThat(this.context.heldConnections()).hasSize(2);
		}
		this.pool.getConnection().close();
		BorrowStats stats = this.tracker.stats();
		assertThat(stats.nested()).isEqualTo(1);
		assertThat(stats.peakActive()).isEqualTo(2);
		assertThat(this.tracker.borrows()).extracting(Borrow::depth).containsExactlyInAnyOrder(0, 1, 0);
	}

	@Test
	void nestedBorrowsThatGetNoConnectionAreCountedToo() throws Exception {
		CyclicBarrier bothHoldOne = new CyclicBarrier(2);
		List<CompletableFuture<Void>> threads = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			threads.add(CompletableFuture.runAsync(() -> {
				try (Connection outer = this.pool.getConnection()) {
					bothHoldOne.await();
					assertThat(outer.isClosed()).isFalse();
					assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(this.pool::getConnection);
					bothHoldOne.await();
				}
				catch (Exception ex) {
					throw new IllegalStateException(ex);
				}
			}, (task) -> new Thread(task).start()));
		}
		threads.forEach(CompletableFuture::join);
		BorrowStats stats = this.tracker.stats();
		assertThat(stats.timeouts()).isEqualTo(2);
		assertThat(stats.nested()).isEqualTo(2);
		assertThat(this.tracker.borrows()).filteredOn(Borrow::timedOut).extracting(Borrow::depth).containsOnly(1);
	}

	@Test
	void aBrokenConnectionIsNotHeldUntilHikariHasClosedIt() throws SQLException {
		CountDownLatch closing = new CountDownLatch(1);
		this.pool.setMaximumPoolSize(3);
		this.pool.setDataSource(new BreakingDataSource(closing));
		try {
			for (int i = 0; i < 2; i++) {
				Connection broken = this.pool.getConnection();
				assertThatExceptionOfType(SQLException.class).isThrownBy(broken::createStatement);
				broken.close();
			}
			assertThat(this.context.heldConnections()).isEmpty();
			try (Connection next = this.pool.getConnection()) {
				assertThat(this.context.heldConnections()).hasSize(1);
				assertThat(next.isClosed()).isFalse();
			}
		}
		finally {
			closing.countDown();
		}
		Awaitility.await().until(() -> this.tracker.stats().hold().count() == 3);
		assertThat(this.tracker.stats().nested()).isZero();
	}

	@Test
	void aConnectionThatHikariLendsAndNobodyHasShowsAsHeld() throws SQLException {
		assertThatALostConnectionShows("unknown", "unknown");
	}

	@Test
	void aConnectionThatWasLostOverAnErrorShowsAsHeldByTheBorrower() throws SQLException {
		this.tracker.lost().interrupted(this.context, Objects.requireNonNull(this.context.callSite()));
		assertThatALostConnectionShows("Kitchen.cook", Thread.currentThread().getName());
	}

	private void assertThatALostConnectionShows(String callSite, String thread) throws SQLException {
		Kitchen.borrow(this.pool);
		HikariPool hikari = (HikariPool) this.pool.getHikariPoolMXBean();
		try (Connection lost = hikari.getConnection(1000); Connection other = this.pool.getConnection()) {
			assertThat(lost).isNotSameAs(other);
			Awaitility.await().until(() -> look().size() == 2);
			assertThat(this.tracker.holders()).anySatisfy((entry) -> {
				assertThat(entry.pool()).isEqualTo("ai");
				assertThat(entry.callSite()).isEqualTo(callSite);
				assertThat(entry.threadName()).isEqualTo(thread);
				assertThat(entry.heldNanos()).isGreaterThan(1_000_000_000);
			});
		}
		assertThat(look()).isEmpty();
	}

	private List<HeldConnection> look() {
		this.tracker.sample(PoolState.of(this.pool), System.currentTimeMillis(), 1);
		return this.tracker.holders();
	}

	@Test
	void anExhaustedPoolSaysWhoHoldsItsConnections() throws SQLException {
		try (Connection one = this.pool.getConnection(); Connection two = this.pool.getConnection()) {
			assertThat(one).isNotSameAs(two);
			assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(this.pool::getConnection)
				.satisfies((ex) -> {
					assertThat(ex.getMessage()).startsWith("Timeout reached waiting for ai pool connection")
						.contains("Kitchen.cook (2, the oldest for ");
					assertThat(ex.getPool()).isEqualTo("ai");
					assertThat(ex.getWaited()).isGreaterThanOrEqualTo(Duration.ofMillis(250));
					assertThat(ex.getWaiting()).isZero();
					assertThat(ex.getHolders()).singleElement()
						.satisfies((holder) -> assertThat(holder.connections()).isEqualTo(2));
				});
		}
		BorrowStats stats = this.tracker.stats();
		assertThat(stats.timeouts()).isEqualTo(1);
		assertThat(stats.acquire().count()).isEqualTo(3);
		assertThat(stats.hold().count()).isEqualTo(2);
		assertThat(stats.waits().queued().count()).isEqualTo(1);
		assertThat(stats.waits().queued().maxNanos()).isGreaterThanOrEqualTo(250_000_000);
		assertThat(this.tracker.borrows()).filteredOn(Borrow::timedOut)
			.singleElement()
			.satisfies((borrow) -> assertThat(borrow.holdNanos()).isZero());
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
			assertThat(connection.unwrap(JdbcConnection.class)).isNotNull();
		}
	}

	@Test
	void workWithoutANameGetsTheMethodThatBorrows() throws SQLException {
		this.context.work(null);
		Kitchen.borrow(this.pool);
		assertThat(this.tracker.stats().callSites()).singleElement().satisfies((site) -> {
			assertThat(site.callSite()).isEqualTo("Kitchen.borrow");
			assertThat(site.estimated()).isTrue();
		});
	}

	@Test
	void workThatAlwaysFollowsOtherWorkIsNamedToo() throws SQLException {
		// The first stacks take long to walk
		this.context.work(null);
		Kitchen.borrow(this.pool);
		this.tracker.findCallSite();
		Awaitility.await().pollInterval(Duration.ofMillis(30)).untilAsserted(() -> {
			Kitchen.borrow(this.pool);
			Kitchen.borrowNext(this.pool);
			assertThat(this.tracker.stats().callSites()).extracting("callSite").contains("Kitchen.borrowNext");
		});
	}

	@Test
	void theLibrarysOwnBorrowsAreInNoStatistics() throws SQLException {
		try (Connection connection = BorrowContext.borrowInternally(this.pool)) {
			assertThat(connection.isValid(1)).isTrue();
			assertThat(this.context.heldConnections()).isEmpty();
			assertThat(this.tracker.held()).singleElement().satisfies((entry) -> assertThat(entry.internal()).isTrue());
		}
		assertThat(this.tracker.borrows()).isEmpty();
		assertThat(this.tracker.stats().acquire().count()).isZero();
	}

	@Test
	void aConnectionThatCannotBeSetUpIsOneThatCannotBeOpened() throws SQLException {
		try (Connection outside = DriverManager.getConnection("jdbc:h2:mem:tracked")) {
			outside.createStatement().execute("create table oven (id int)");
			this.pool.setConnectionInitSql("select * from oven");
			this.pool.setMinimumIdle(0);
			this.pool.getConnection().close();
			assertThat(this.tracker.connectFailure()).isNull();
			assertThat(this.tracker.stats().failed()).isZero();
			outside.createStatement().execute("drop table oven");
			this.pool.getHikariPoolMXBean().softEvictConnections();
			assertThatExceptionOfType(SQLException.class).isThrownBy(this.pool::getConnection);
			assertThat(this.tracker.connectFailure()).isNotNull();
			assertThat(this.tracker.stats().failed()).isPositive();
			assertThat(this.tracker.stats().waits().unreachable().count()).isEqualTo(1);
		}
	}

	/**
	 * Lets all in, or nobody.
	 */
	private static final class Door implements Admission {

		private final @Nullable SQLException refusal;

		private final boolean keeps;

		private final List<Visit> visits = new ArrayList<>();

		Door(@Nullable SQLException refusal, boolean keeps) {
			this.refusal = refusal;
			this.keeps = keeps;
		}

		@Override
		public boolean enter(BorrowContext context, Visit visit) throws SQLException {
			this.visits.add(visit);
			if (this.refusal != null) {
				throw this.refusal;
			}
			return this.keeps;
		}

	}

	/**
	 * Gives connections that break when they are used, and take their time to close.
	 */
	private static final class BreakingDataSource extends AbstractDataSource {

		private final CountDownLatch closing;

		BreakingDataSource(CountDownLatch closing) {
			this.closing = closing;
		}

		@Override
		public Connection getConnection() throws SQLException {
			Connection connection = DriverManager.getConnection("jdbc:h2:mem:tracked");
			return new DelegatingConnection(connection) {

				@Override
				public Statement createStatement() throws SQLException {
					connection.close();
					throw new SQLException("broken", "08006");
				}

				@Override
				public void close() throws SQLException {
					try {
						BreakingDataSource.this.closing.await();
					}
					catch (InterruptedException ex) {
						Thread.currentThread().interrupt();
					}
					connection.close();
				}

			};
		}

		@Override
		public Connection getConnection(String username, String password) throws SQLException {
			return getConnection();
		}

	}

	/**
	 * Gives connections that can't be rolled back, nor get another schema.
	 */
	private static final class UnwillingDataSource extends AbstractDataSource {

		@Override
		public Connection getConnection() throws SQLException {
			return new DelegatingConnection(DriverManager.getConnection("jdbc:h2:mem:tracked")) {

				@Override
				public void rollback() throws SQLException {
					throw new SQLException("not now");
				}

				@Override
				public void setSchema(String schema) throws SQLException {
					throw new SQLException("no such schema");
				}

			};
		}

		@Override
		public Connection getConnection(String username, String password) throws SQLException {
			return getConnection();
		}

	}

	/**
	 * Opens one connection after another, the second one slowly.
	 */
	private static final class Opener extends AbstractDataSource {

		private final List<Connection> opened = new CopyOnWriteArrayList<>();

		private final CountDownLatch reached = new CountDownLatch(1);

		private final CountDownLatch goOn = new CountDownLatch(1);

		private final boolean slow;

		private final BiFunction<Connection, Opener, Connection> second;

		Opener(boolean slow, BiFunction<Connection, Opener, Connection> second) {
			this.slow = slow;
			this.second = second;
		}

		@Override
		public Connection getConnection() throws SQLException {
			boolean first = this.opened.isEmpty();
			if (!first && this.slow) {
				hang();
			}
			Connection connection = DriverManager.getConnection("jdbc:h2:mem:tracked");
			Connection other = (first) ? connection : this.second.apply(connection, this);
			this.opened.add(other);
			return other;
		}

		void hang() throws SQLException {
			this.reached.countDown();
			try {
				this.goOn.await();
			}
			catch (InterruptedException ex) {
				throw new SQLException(ex);
			}
		}

		@Override
		public Connection getConnection(String username, String password) throws SQLException {
			return getConnection();
		}

	}

	/**
	 * Hangs while HikariCP sets it up.
	 */
	private static final class HangsInSetUp extends DelegatingConnection {

		private final Opener opener;

		HangsInSetUp(Connection delegate, Opener opener) {
			super(delegate);
			this.opener = opener;
		}

		@Override
		public boolean isReadOnly() throws SQLException {
			this.opener.hang();
			return super.isReadOnly();
		}

		// H2's does nothing
		@Override
		public void abort(Executor executor) throws SQLException {
			close();
		}

	}

}
