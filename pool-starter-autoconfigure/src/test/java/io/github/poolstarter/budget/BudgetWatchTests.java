package io.github.poolstarter.budget;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.StartupPolicy;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.jdbc.PoolDefinition;
import io.github.poolstarter.pool.History;
import io.github.poolstarter.test.EnabledIfMariaDbInstalled;
import io.github.poolstarter.test.MariaDbServer;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.TcpForwarder;
import io.github.poolstarter.tracking.CallSiteRegistry;
import io.github.poolstarter.tracking.PoolTracker;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BudgetWatch}, with real servers.
 */
class BudgetWatchTests {

	private static final String PASSWORD = "watched-password";

	private @Nullable JdbcPools pools;

	private @Nullable BudgetWatch watch;

	@AfterEach
	void close() {
		if (this.watch != null) {
			this.watch.close();
		}
		if (this.pools != null) {
			this.pools.close();
		}
	}

	@Test
	void nothingIsAskedOfAnEmbeddedDatabase() throws SQLException {
		watch(Duration.ZERO, pool("local", "jdbc:h2:mem:budget", "sa", 5));
		borrow("local");
		ServerBudget budget = this.watch.budgets().get(0);
		assertThat(budget.server()).isEqualTo("jdbc:h2:mem:budget");
		assertThat(budget.claimed()).isEqualTo(5);
		assertThat(budget.ours()).isOne();
		assertThat(budget.product()).isNull();
		assertThat(budget.usable()).isNull();
	}

	private void watch(Duration interval, JdbcPool... pools) {
		this.pools = new JdbcPools(List.of(pools), pools[0].name());
		this.watch = new BudgetWatch(this.pools, Clock.systemUTC(), interval);
	}

	private void borrow(String pool) throws SQLException {
		this.pools.get(pool).getConnection().close();
	}

	private static JdbcPool pool(String name, String url, String user, int maximum) {
		Duration timeout = Duration.ofSeconds(30);
		PoolDefinition definition = new PoolDefinition(name, new PoolDefinition.Database(url, user, PASSWORD, null), 0,
				maximum,
				new PoolDefinition.Timeouts(timeout, timeout, Duration.ofMinutes(10), Duration.ofMinutes(30),
						Duration.ZERO, null, null, null, null),
				new PoolDefinition.Session(false, true, null, null, null, null, null), Map.of(), false,
				StartupPolicy.LAZY, null);
		HikariDataSource dataSource = new HikariDataSource();
		definition.applyTo(dataSource);
		return new JdbcPool(definition, dataSource,
				new PoolTracker(name, false, new CallSiteRegistry(), new History(Duration.ofMinutes(1))), null, null,
				null);
	}

	// The first that is seen may be of a question that began before
	private static void awaitAnotherTwo(Supplier<@Nullable Instant> times) {
		Set<Instant> seen = new HashSet<>();
		await().until(() -> {
			Instant time = times.get();
			return time != null && seen.add(time) && seen.size() == 3;
		});
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(30));
	}

	private static void execute(String url, String user, String password, String... statements) throws SQLException {
		try (Connection connection = DriverManager.getConnection(url, user, password);
				Statement statement = connection.createStatement()) {
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
	}

	@Nested
	class OnPostgreSql {

		private static PostgresServer.Database database;

		private static String role;

		@BeforeAll
		static void createRole() throws SQLException {
			database = PostgresServer.createDatabase();
			role = database.name() + "_watched";
			execute(database.url(), database.username(), database.password(),
					"create role %s login password '%s'".formatted(role, PASSWORD));
		}

		@AfterAll
		static void dropRole() throws SQLException {
			execute(database.url(), database.username(), database.password(), "drop role " + role);
			database.close();
		}

		@Test
		void firstCallKnowsThePoolsAndALaterOneTheServer() throws SQLException {
			watch(Duration.ofMinutes(10), pool("ai", url(), role, 2));
			borrow("ai");
			ServerBudget first = BudgetWatchTests.this.watch.budgets().get(0);
			assertThat(first.claimed()).isEqualTo(2);
			assertThat(first.ours()).isOne();
			await().untilAsserted(() -> assertThat(budget().time()).isNotNull());
			assertThat(budget().product()).isEqualTo("PostgreSQL");
			assertThat(budget().maxConnections()).isEqualTo(200);
			assertThat(budget().reserved()).isEqualTo(3);
			assertThat(budget().usable()).isEqualTo(197);
			assertThat(budget().database()).isEqualTo(url().replaceAll("\\?.*", ""));
			Instant time = budget().time();
			try (BudgetWatch other = new BudgetWatch(BudgetWatchTests.this.pools, Clock.systemUTC(), Duration.ZERO)) {
				// For longer than one question takes
				awaitAnotherTwo(() -> {
					assertThat(budget().time()).as("asked once in ten minutes").isEqualTo(time);
					return other.budgets().get(0).time();
				});
			}
			assertThat(budget().time()).as("asked once in ten minutes").isEqualTo(time);
		}

		@Test
		void othersAreWhoeverElseIsConnectedWhateverTheirUser() throws SQLException {
			watch(Duration.ZERO, pool("ai", url() + "&ApplicationName=" + role, role, 2));
			borrow("ai");
			try (Connection other = DriverManager.getConnection(database.url(), database.username(),
					database.password());
					Connection another = DriverManager.getConnection(url(), role, PASSWORD);
					Statement statement = other.createStatement()) {
				assertThat(another.isValid(5)).isTrue();
				await().untilAsserted(() -> {
					try (ResultSet row = statement.executeQuery("select count(*) from pg_stat_activity where "
							+ "backend_type = 'client backend' and application_name <> '%s'".formatted(role))) {
						row.next();
						assertThat(row.getInt(1)).isGreaterThanOrEqualTo(2);
						assertThat(budget().others()).isEqualTo(row.getInt(1));
					}
				});
			}
		}

		@Test
		void serverIsAskedWhileNoPoolHasAConnectionLeft() throws SQLException {
			watch(Duration.ZERO, pool("ai", url(), role, 1));
			try (Connection connection = BudgetWatchTests.this.pools.get("ai").getConnection()) {
				assertThat(connection.isValid(5)).isTrue();
				await().untilAsserted(() -> assertThat(budget().others()).isNotNull());
				assertThat(budget().ours()).isOne();
			}
		}

		@Test
		void poolThatHasNotBegunToConnectLeavesItsServerInPeace() throws SQLException {
			watch(Duration.ZERO, pool("ai", url(), role, 2),
					pool("lazy", url().replace("localhost", "127.0.0.1"), role, 3));
			borrow("ai");
			awaitAnotherTwo(() -> budget().time());
			ServerBudget lazy = BudgetWatchTests.this.watch.budgets().get(1);
			assertThat(lazy.claimed()).isEqualTo(3);
			assertThat(lazy.ours()).isZero();
			assertThat(lazy.time()).isNull();
			assertThat(lazy.note()).isNull();
		}

		@Test
		void serverThatDoesNotAnswerIsSaidNotTo() throws SQLException {
			watch(Duration.ZERO, pool("ai", url(), role, 2));
			borrow("ai");
			await().untilAsserted(() -> assertThat(budget().others()).isNotNull());
			execute(database.url(), database.username(), database.password(), "alter role %s nologin".formatted(role));
			try {
				await().untilAsserted(
						() -> assertThat(budget().note()).startsWith("The server can't be queried at the moment: ")
							.contains("not permitted to log in"));
				assertThat(budget().others()).as("the last that is known").isNotNull();
				assertThat(budget().usable()).isEqualTo(197);
			}
			finally {
				execute(database.url(), database.username(), database.password(),
						"alter role %s login".formatted(role));
			}
			await().untilAsserted(() -> assertThat(budget().note()).isNull());
		}

		@Test
		void serverThatIsSilentKeepsNoneOfTheOthersAndIsGivenUp() throws Exception {
			try (TcpForwarder line = TcpForwarder.to(url())) {
				watch(Duration.ZERO, pool("silent", line.url(), role, 1), pool("ai", url(), role, 2));
				borrow("silent");
				borrow("ai");
				await().untilAsserted(() -> assertThat(budget().time()).isNotNull());
				line.freeze();
				try {
					Set<@Nullable Instant> others = new HashSet<>();
					await().untilAsserted(() -> {
						others.add(BudgetWatchTests.this.watch.budgets().get(1).time());
						assertThat(budget().note()).startsWith("The server can't be queried at the moment: ");
					});
					assertThat(others).as("asked meanwhile").hasSizeGreaterThan(3);
				}
				finally {
					line.thaw();
				}
			}
		}

		private ServerBudget budget() {
			return BudgetWatchTests.this.watch.budgets().get(0);
		}

		// Without the superuser, whom the driver would prefer
		private static String url() {
			return database.url().replaceAll("\\?.*", "") + "?connectTimeout=10";
		}

	}

	@Nested
	@EnabledIfMariaDbInstalled
	class OnMariaDb {

		private static MariaDbServer.Database database;

		private static String user;

		@BeforeAll
		static void createUser() throws SQLException {
			database = MariaDbServer.createDatabase();
			user = database.name() + "_watched";
			execute(database.url(), database.username(), database.password(),
					"create user %s@'%%' identified by '%s'".formatted(user, PASSWORD),
					"grant all on %s.* to %s@'%%'".formatted(database.name(), user));
		}

		@AfterAll
		static void dropUser() throws SQLException {
			execute(database.url(), database.username(), database.password(), "drop user " + user);
			database.close();
		}

		@Test
		void othersAreWhoeverElseIsConnected() throws SQLException {
			watch(Duration.ZERO, pool("ai", database.url(), user, 2));
			borrow("ai");
			try (Connection other = DriverManager.getConnection(database.url(), database.username(),
					database.password()); Statement statement = other.createStatement()) {
				await().untilAsserted(() -> {
					try (ResultSet row = statement.executeQuery("select count(*) from information_schema.processlist "
							+ "where user <> '%s' and user not in ('system user', 'event_scheduler')"
								.formatted(user))) {
						row.next();
						assertThat(row.getInt(1)).isPositive();
						ServerBudget budget = BudgetWatchTests.this.watch.budgets().get(0);
						assertThat(budget.product()).isEqualTo("MariaDB");
						assertThat(budget.usable()).isEqualTo(200);
						assertThat(budget.others()).isEqualTo(row.getInt(1));
					}
				});
			}
		}

	}

}
