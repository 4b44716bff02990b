package io.github.poolstarter.jdbc;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.PoolStartException;
import io.github.poolstarter.StartupPolicy;
import io.github.poolstarter.UnknownPoolException;
import io.github.poolstarter.jdbc.PoolDefinition.Database;
import io.github.poolstarter.jdbc.PoolDefinition.Session;
import io.github.poolstarter.jdbc.PoolDefinition.Timeouts;
import io.github.poolstarter.pool.History;
import io.github.poolstarter.tracking.CallSiteRegistry;
import io.github.poolstarter.tracking.PoolTracker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link JdbcPools}.
 */
@ExtendWith(OutputCaptureExtension.class)
class JdbcPoolsTests {

	private static final String NO_DATABASE = "jdbc:h2:/nowhere/to/be/found;IFEXISTS=TRUE";

	private final List<HikariDataSource> opened = new ArrayList<>();

	@AfterEach
	void close() {
		this.opened.forEach(HikariDataSource::close);
	}

	@Test
	void startOpensTheMinimumOfEveryPool() {
		JdbcPool one = pool("one", "jdbc:h2:mem:one", 3, StartupPolicy.REQUIRED);
		JdbcPool two = pool("two", "jdbc:h2:mem:two", 2, StartupPolicy.OPTIONAL);
		try (JdbcPools pools = new JdbcPools(List.of(one, two), "one")) {
			pools.start();
			assertThat(one.dataSource().getHikariPoolMXBean().getTotalConnections()).isGreaterThanOrEqualTo(3);
			assertThat(two.dataSource().getHikariPoolMXBean().getTotalConnections()).isGreaterThanOrEqualTo(2);
		}
	}

	@Test
	void startWaitsForTheMinimumThatACustomizerHasLeft(CapturedOutput output) {
		JdbcPool pool = pool("one", "jdbc:h2:mem:one", 8, StartupPolicy.REQUIRED);
		pool.dataSource().setMinimumIdle(1);
		pool.dataSource().setMaximumPoolSize(2);
		try (JdbcPools pools = new JdbcPools(List.of(pool), "one")) {
			pools.start();
			assertThat(output).doesNotContain("Pool 'one' holds");
		}
	}

	@Test
	void lazyPoolIsNotStarted() throws SQLException {
		JdbcPool lazy = pool("lazy", "jdbc:h2:mem:lazy", 1, StartupPolicy.LAZY);
		try (JdbcPools pools = new JdbcPools(List.of(lazy), "lazy")) {
			pools.start();
			assertThat(lazy.dataSource().getHikariPoolMXBean()).isNull();
			lazy.getConnection().close();
			assertThat(lazy.dataSource().isRunning()).isTrue();
		}
	}

	@Test
	void requiredPoolThatFailsClosesThoseAlreadyStarted() throws SQLException {
		JdbcPool good = pool("good", "jdbc:h2:mem:good", 2, StartupPolicy.REQUIRED);
		JdbcPool bad = pool("bad", NO_DATABASE, 1, StartupPolicy.REQUIRED);
		good.getConnection().close();
		try (JdbcPools pools = new JdbcPools(List.of(good, bad), "good")) {
			assertThatExceptionOfType(PoolStartException.class).isThrownBy(pools::start)
				.satisfies((ex) -> assertThat(ex.getPool().name()).isEqualTo("bad"));
			assertThat(good.dataSource().isClosed()).isTrue();
			assertThat(bad.dataSource().isClosed()).isTrue();
			awaitNoThreadsOf("good", "bad");
		}
	}

	@Test
	void requiredPoolThatFailsLeavesNoneOpenThatWasStillStarting() throws SQLException {
		SlowDriver driver = new SlowDriver();
		DriverManager.registerDriver(driver);
		try {
			JdbcPool bad = pool("bad", NO_DATABASE, 1, StartupPolicy.REQUIRED);
			JdbcPool slow = pool("slow", SlowDriver.URL, 1, StartupPolicy.REQUIRED);
			try (JdbcPools pools = new JdbcPools(List.of(bad, slow), "slow")) {
				assertThatExceptionOfType(PoolStartException.class).isThrownBy(pools::start);
				assertThat(slow.dataSource().isClosed()).isTrue();
				awaitNoThreadsOf("slow", "bad");
				await().untilAsserted(() -> assertThat(driver.connections).allMatch(JdbcPoolsTests::isClosed));
				assertThat(driver.connections).isNotEmpty();
			}
		}
		finally {
			DriverManager.deregisterDriver(driver);
		}
	}

	@Test
	void poolsAreDrainedBeforeTheyAreClosed() {
		JdbcPool good = pool("good", "jdbc:h2:mem:good", 1, StartupPolicy.REQUIRED);
		List<Boolean> closedWhenDrained = new ArrayList<>();
		JdbcPools pools = new JdbcPools(List.of(good), "good", HikariDataSource::getConnection,
				() -> closedWhenDrained.add(good.dataSource().isClosed()));
		pools.start();
		pools.close();
		assertThat(closedWhenDrained).containsExactly(false);
		assertThat(good.dataSource().isClosed()).isTrue();
	}

	@Test
	void poolsThatCouldNotStartAreClosedWithoutDraining() {
		JdbcPool good = pool("good", "jdbc:h2:mem:good", 1, StartupPolicy.REQUIRED);
		JdbcPool bad = pool("bad", NO_DATABASE, 1, StartupPolicy.REQUIRED);
		List<String> drained = new ArrayList<>();
		JdbcPools pools = new JdbcPools(List.of(good, bad), "good", HikariDataSource::getConnection,
				() -> drained.add("all"));
		assertThatExceptionOfType(PoolStartException.class).isThrownBy(pools::start);
		assertThat(drained).isEmpty();
		assertThat(good.dataSource().isClosed()).isTrue();
	}

	@Test
	void closingGoesOnWhenOnePoolFailsToClose(CapturedOutput output) throws SQLException {
		HikariDataSource failing = new HikariDataSource() {

			@Override
			public void close() {
				throw new IllegalStateException("will not close");
			}

		};
		JdbcPool stubborn = new JdbcPool(definition("stubborn", "jdbc:h2:mem:a", 1, StartupPolicy.REQUIRED), failing,
				new PoolTracker("stubborn", false, new CallSiteRegistry(), new History(Duration.ofMinutes(1))), null,
				null, null);
		JdbcPool good = pool("good", "jdbc:h2:mem:good", 1, StartupPolicy.REQUIRED);
		good.getConnection().close();
		new JdbcPools(List.of(stubborn, good), "good").close();
		assertThat(good.dataSource().isClosed()).isTrue();
		assertThat(output).contains("Error closing stubborn connection pool", "will not close");
	}

	@Test
	void messageOfARequiredPoolNamesItAndItsUrl() {
		JdbcPool bad = pool("bad", NO_DATABASE + ";PASSWORD=inUrl", 1, StartupPolicy.REQUIRED);
		try (JdbcPools pools = new JdbcPools(List.of(bad), "bad")) {
			assertThatExceptionOfType(PoolStartException.class).isThrownBy(pools::start)
				.withMessageContaining("Pool 'bad' could not connect to jdbc:h2:/nowhere/to/be/found")
				.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("inUrl"));
		}
	}

	@Test
	void unknownPoolIsRefusedWithTheDefinedOnes() {
		try (JdbcPools pools = new JdbcPools(List.of(pool("one", "jdbc:h2:mem:one", 1, StartupPolicy.LAZY),
				pool("two", "jdbc:h2:mem:two", 1, StartupPolicy.LAZY)), "two")) {
			assertThat(pools.names()).containsExactly("one", "two");
			assertThat(pools.defaultPool().name()).isEqualTo("two");
			assertThat(pools.contains("three")).isFalse();
			assertThatExceptionOfType(UnknownPoolException.class).isThrownBy(() -> pools.get("three"))
				.satisfies((ex) -> assertThat(ex.getDefined()).containsExactly("one", "two"));
		}
	}

	@Test
	void defaultPoolHasToBeAmongThePools() {
		JdbcPool pool = pool("one", "jdbc:h2:mem:one", 1, StartupPolicy.LAZY);
		assertThatExceptionOfType(UnknownPoolException.class).isThrownBy(() -> new JdbcPools(List.of(pool), "two"))
			.satisfies((ex) -> assertThat(ex.getUsedBy()).isEqualTo("pools.default-pool"));
	}

	private JdbcPool pool(String name, String url, int minimumIdle, StartupPolicy startup) {
		HikariDataSource dataSource = new HikariDataSource();
		this.opened.add(dataSource);
		PoolDefinition definition = definition(name, url, minimumIdle, startup);
		definition.applyTo(dataSource);
		return new JdbcPool(definition, dataSource,
				new PoolTracker(name, false, new CallSiteRegistry(), new History(Duration.ofMinutes(1))), null, null,
				null);
	}

	private static PoolDefinition definition(String name, String url, int minimumIdle, StartupPolicy startup) {
		Timeouts timeouts = new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofMinutes(10),
				Duration.ofMinutes(30), Duration.ofMinutes(2), null, null, null, null);
		Session session = new Session(false, true, null, null, null, null, null);
		return new PoolDefinition(name, new Database(url, "sa", "", null), minimumIdle, 8, timeouts, session, Map.of(),
				false, startup, null);
	}

	private static void awaitNoThreadsOf(String... pools) {
		for (String pool : pools) {
			await().until(() -> !isAlive(pool + ":"));
		}
	}

	private static boolean isAlive(String prefix) {
		return Thread.getAllStackTraces().keySet().stream().anyMatch((thread) -> thread.getName().startsWith(prefix));
	}

	private static boolean isClosed(Connection connection) {
		try {
			return connection.isClosed();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Takes longer to connect than another pool takes to fail.
	 */
	private static final class SlowDriver extends org.h2.Driver {

		static final String URL = "jdbc:slow:test";

		private final List<Connection> connections = Collections.synchronizedList(new ArrayList<>());

		@Override
		public boolean acceptsURL(String url) {
			return URL.equals(url);
		}

		@Override
		public Connection connect(String url, Properties info) throws SQLException {
			if (!acceptsURL(url)) {
				return null;
			}
			await().pollDelay(Duration.ofMillis(2500)).until(() -> true);
			Connection connection = super.connect("jdbc:h2:mem:slow", info);
			this.connections.add(connection);
			return connection;
		}

	}

}
