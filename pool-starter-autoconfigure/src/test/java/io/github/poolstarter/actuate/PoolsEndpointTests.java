package io.github.poolstarter.actuate;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.poolstarter.AiWork;
import io.github.poolstarter.UsePool;
import io.github.poolstarter.actuate.HealthView.HealthDescriptor;
import io.github.poolstarter.actuate.HealthView.HealthOverviewDescriptor;
import io.github.poolstarter.actuate.HistoryView.HistoryDescriptor;
import io.github.poolstarter.actuate.HoldersView.HoldersDescriptor;
import io.github.poolstarter.actuate.PoolView.PoolsDescriptor;
import io.github.poolstarter.actuate.PoolsEndpoint.OverviewDescriptor;
import io.github.poolstarter.actuate.PoolsEndpoint.PoolOverviewDescriptor;
import io.github.poolstarter.actuate.RoutesView.RoutesDescriptor;
import io.github.poolstarter.actuate.StatsReset.ResetDescriptor;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.pool.LeakThresholds;
import io.github.poolstarter.pool.ObservedPools;
import io.github.poolstarter.pool.PoolMonitor;
import io.github.poolstarter.remotecall.RemoteCallCounts;
import io.github.poolstarter.routing.ConflictPolicy;
import io.github.poolstarter.routing.RouteConflicts;
import io.github.poolstarter.routing.RoutingAdvisor;
import io.github.poolstarter.routing.RoutingDataSource;
import io.github.poolstarter.routing.check.RoutingCheck;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.tracking.RouteCounts;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link PoolsEndpoint}, with pools of a real server.
 */
class PoolsEndpointTests {

	private static final Map<String, ConfiguredSetting> AI_SETTINGS = Map.of("maximumPoolSize",
			new ConfiguredSetting(4, "property", "here"));

	private final PostgresServer.Database database = PostgresServer.createDatabase();

	private final JdbcPool general = pool("general", 2);

	private final JdbcPool ai = pool("ai", 4);

	private final JdbcPools pools = TestPools.registry(this.general, this.ai);

	private final ObservedPools observed = TestPools.observed(this.pools);

	private final RouteCounts counts = new RouteCounts(this.pools, TestPools.TRACKERS);

	private final PoolHealthChecks health = new PoolHealthChecks(this.observed, 0.8);

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	private final RoutingCheck methods = new RoutingCheck(this.beanFactory,
			new RoutingAdvisor(() -> this.pools, () -> new RouteConflicts(ConflictPolicy.WARN, this.counts, this.pools),
					() -> null, () -> TestPools.CALL_SITES));

	private final RemoteCallCounts remoteCalls = new RemoteCallCounts();

	private final Clock clock = Clock.systemUTC();

	private final StatsView stats = new StatsView(this.observed, () -> this.counts);

	private final PoolsEndpoint endpoint = new PoolsEndpoint(this.observed, this.stats, this.health, views(),
			Map.of("reset-stats",
					new StatsReset(this.observed, List.of(this.counts::reset, this.remoteCalls::reset), this.clock)),
			Map.of());

	private Map<String, PoolView> views() {
		return Map.of("stats", this.stats, "health", new HealthView(this.observed, this.health), "config",
				new ConfigView(this.observed, List.of((pool) -> settings().get(pool.name()))), "holders",
				new HoldersView(this.observed, this.remoteCalls, new LeakThresholds(Duration.ofSeconds(60)),
						this.clock),
				"routes", new RoutesView(this.pools, this.counts, this.methods), "history",
				new HistoryView(this.observed, this.clock));
	}

	private Object view(String view) {
		return this.endpoint.view(view, null, null);
	}

	private Object poolView(String view, String pool) {
		return this.endpoint.poolView(view, pool, null, null, null);
	}

	private static Map<String, Map<String, ConfiguredSetting>> settings() {
		Map<String, Map<String, ConfiguredSetting>> settings = new LinkedHashMap<>();
		settings.put("general", Map.of("maximumPoolSize", new ConfiguredSetting(2, "default", null)));
		settings.put("ai", AI_SETTINGS);
		return settings;
	}

	private JdbcPool pool(String name, int maximumPoolSize) {
		return TestPools.pool(TestPools.definition(name, this.database.url(), maximumPoolSize, TestPools.LONG,
				Duration.ofSeconds(30)));
	}

	@BeforeEach
	void start() throws SQLException {
		for (JdbcPool pool : this.pools.all()) {
			pool.getConnection().close();
		}
	}

	@AfterEach
	void close() {
		this.health.close();
		this.pools.close();
		this.database.close();
	}

	@Test
	void overviewTellsTheFiguresOfEachPoolInTheOrderOfTheConfiguration() throws SQLException {
		try (Connection connection = this.ai.getConnection()) {
			OverviewDescriptor overview = this.endpoint.overview();
			assertThat(connection.isValid(1)).isTrue();
			assertThat(overview.status()).isEqualTo(PoolStatus.UP);
			assertThat(overview.pools()).containsOnlyKeys("general", "ai");
			assertThat(overview.pools().keySet()).containsExactly("general", "ai");
			PoolOverviewDescriptor descriptor = overview.pools().get("ai");
			assertThat(descriptor.status()).isEqualTo(PoolStatus.UP);
			assertThat(descriptor.stats().active()).isOne();
			assertThat(descriptor.stats().total()).isPositive();
			assertThat(descriptor.stats().pending()).isZero();
			assertThat(descriptor.stats().minimumIdle()).isZero();
			assertThat(descriptor.stats().maximumPoolSize()).isEqualTo(4);
			assertThat(descriptor.stats().usagePercent()).isEqualTo(25.0);
		}
	}

	@Test
	void overviewTellsTheWorstConditionOfAPool() throws SQLException {
		try (Connection one = this.general.getConnection(); Connection other = this.general.getConnection()) {
			OverviewDescriptor overview = this.endpoint.overview();
			assertThat(one).isNotEqualTo(other);
			assertThat(overview.status()).isEqualTo(PoolStatus.BUSY);
			assertThat(overview.pools().get("general").status()).isEqualTo(PoolStatus.BUSY);
			assertThat(overview.pools().get("ai").status()).isEqualTo(PoolStatus.UP);
		}
	}

	@Test
	void statsTellHowManyConnectionsAreOutAndHowManyThreadsWait() throws SQLException {
		CompletableFuture<Void> waiter;
		try (Connection one = this.general.getConnection(); Connection other = this.general.getConnection()) {
			assertThat(one).isNotEqualTo(other);
			waiter = CompletableFuture.runAsync(this::borrowAndReturn);
			Awaitility.await().untilAsserted(() -> assertThat(stats().pending()).isOne());
			StatsDescriptor stats = stats();
			assertThat(stats.active()).isEqualTo(2);
			assertThat(stats.idle()).isZero();
			assertThat(stats.total()).isEqualTo(2);
			assertThat(stats.minimumIdle()).isZero();
			assertThat(stats.maximumPoolSize()).isEqualTo(2);
			assertThat(stats.usagePercent()).isEqualTo(100.0);
			assertThat(stats.peakActive()).isEqualTo(2);
		}
		waiter.join();
		StatsDescriptor stats = stats();
		assertThat(stats.active()).isZero();
		assertThat(stats.pending()).isZero();
		assertThat(stats.created()).isEqualTo(2);
		assertThat(stats.nested()).isOne();
		assertThat(stats.hold().count()).isEqualTo(4);
		assertThat(stats.waits().queued().count()).isOne();
	}

	private StatsDescriptor stats() {
		return (StatsDescriptor) poolView("stats", "general");
	}

	private void borrowAndReturn() {
		try {
			this.general.getConnection().close();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void statsOfAllPoolsAreByTheirNames() {
		PoolsDescriptor<?> stats = (PoolsDescriptor<?>) view("stats");
		assertThat(stats.pools().keySet()).containsExactly("general", "ai");
		assertThat(stats.pools().get("ai")).isInstanceOf(StatsDescriptor.class);
	}

	@Test
	void holdersTellWhoHasTheConnectionsAndWhoHadThem() throws SQLException {
		try (Connection connection = this.ai.getConnection()) {
			assertThat(connection.isValid(1)).isTrue();
			HoldersDescriptor holders = (HoldersDescriptor) view("holders");
			assertThat(holders.held()).singleElement().satisfies((holder) -> {
				assertThat(holder.pool()).isEqualTo("ai");
				assertThat(holder.thread()).isEqualTo(Thread.currentThread().getName());
				assertThat(holder.since()).isBeforeOrEqualTo(Instant.now());
				assertThat(holder.stack()).isNull();
			});
		}
		HoldersDescriptor holders = (HoldersDescriptor) poolView("holders", "ai");
		assertThat(holders.held()).isEmpty();
		assertThat(holders.callSites()).isNotEmpty();
		assertThat(holders.callSites().stream().mapToLong(HoldersView.CallSiteDescriptor::borrows).sum()).isEqualTo(2);
	}

	@Test
	void stackOfAHolderIsShownPastTheLeakThreshold() throws SQLException {
		HoldersView view = new HoldersView(this.observed, this.remoteCalls, new LeakThresholds(Duration.ofNanos(1)),
				this.clock);
		try (Connection connection = this.ai.getConnection()) {
			assertThat(connection.isValid(1)).isTrue();
			assertThat(view.one(this.ai, HistoryWindow.DEFAULT).held()).singleElement()
				.satisfies((holder) -> assertThat(holder.stack())
					.anyMatch((frame) -> frame.contains("stackOfAHolderIsShownPastTheLeakThreshold")));
		}
	}

	@Test
	void historyTellsWhatHappened() throws SQLException {
		try (PoolMonitor monitor = new PoolMonitor(this.pools.all(), List.of(), this.clock)) {
			monitor.start();
			this.ai.getConnection().close();
			Awaitility.await().untilAsserted(() -> {
				HistoryDescriptor history = (HistoryDescriptor) this.endpoint.poolView("history", "ai",
						Duration.ofMinutes(1), Duration.ofSeconds(1), null);
				assertThat(history.samples()).anySatisfy((sample) -> {
					assertThat(sample.hold().count()).isOne();
					assertThat(sample.maximumPoolSize()).isEqualTo(4);
				});
			});
		}
		assertThat(view("history")).isInstanceOf(PoolsDescriptor.class);
	}

	@Test
	void windowOfTheHistoryIsMoreThanNothing() {
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.poolView("history", "ai", Duration.ZERO, null, null))
			.withMessageContaining("window");
	}

	@Test
	void resetBeginsTheStatisticsAnew() throws SQLException {
		this.ai.getConnection().close();
		assertThat(this.endpoint.act("reset-stats")).isInstanceOf(ResetDescriptor.class);
		StatsDescriptor stats = (StatsDescriptor) poolView("stats", "ai");
		assertThat(stats.hold().count()).isZero();
		assertThat(stats.created()).isZero();
		assertThat(stats.total()).isOne();
		assertThatExceptionOfType(InvalidEndpointRequestException.class).isThrownBy(() -> this.endpoint.act("explode"))
			.withMessageContaining("reset-stats");
	}

	@Test
	void healthTellsTheWorstConditionOfAPool() throws SQLException {
		try (Connection one = this.general.getConnection(); Connection other = this.general.getConnection()) {
			assertThat(one).isNotEqualTo(other);
			Map<String, HealthDescriptor> expected = Map.of("general",
					new HealthDescriptor(PoolStatus.BUSY, 100.0, 2, 0, 0, null, null, null), "ai",
					new HealthDescriptor(PoolStatus.UP, 0.0, 0, 4, 0, null, null, null));
			assertThat(view("health")).isEqualTo(new HealthOverviewDescriptor(PoolStatus.BUSY, expected, Map.of()));
		}
	}

	@Test
	void healthOfOnePoolIsThatOfThePool() throws SQLException {
		try (Connection connection = this.ai.getConnection()) {
			assertThat(connection.isValid(1)).isTrue();
			assertThat(poolView("health", "ai"))
				.isEqualTo(new HealthDescriptor(PoolStatus.UP, 25.0, 1, 3, 0, null, null, null));
		}
	}

	@Test
	void configTellsTheSettingsOfThePools() {
		assertThat(view("config")).isEqualTo(new PoolsDescriptor<>(settings(), Map.of()));
		assertThat(poolView("config", "ai")).isEqualTo(AI_SETTINGS);
	}

	@Test
	void routesCountTheConnectionsThatWereTakenByWhatDecidedOnThePool() throws SQLException {
		new RoutingDataSource(this.pools).getConnection().close();
		Map<String, Map<String, Long>> described = routes(view("routes")).counts();
		assertThat(described.keySet()).containsExactly("general", "ai");
		assertThat(described.get("general")).containsEntry("default", 1L).containsEntry("annotation", 0L);
		assertThat(described.get("ai").values()).containsOnly(0L);
	}

	@Test
	void routesListTheMarkedMethodsWithWhatIsWrongAboutThem() {
		this.beanFactory.registerBeanDefinition("menus", new RootBeanDefinition(MenuService.class));
		this.methods.afterSingletonsInstantiated();
		List<Map<String, String>> described = routes(view("routes")).methods();
		assertThat(described).hasSize(3);
		assertThat(described).contains(Map.of("class", MenuService.class.getName(), "method", "generate", "pool", "ai"),
				Map.of("class", MenuService.class.getName(), "method", "save", "pool", "general"));
		assertThat(described).filteredOn((method) -> method.get("method").equals("parse"))
			.singleElement()
			.satisfies((method) -> assertThat(method).containsKeys("class", "method", "pool", "finding")
				.extractingByKey("finding")
				.asString()
				.contains("final"));
	}

	@Test
	void routesOfOnePoolLeaveTheOthersOut() {
		this.beanFactory.registerBeanDefinition("menus", new RootBeanDefinition(MenuService.class));
		this.methods.afterSingletonsInstantiated();
		RoutesDescriptor routes = routes(poolView("routes", "general"));
		assertThat(routes.methods()).extracting((method) -> method.get("method")).containsExactly("save");
		assertThat(routes.counts()).containsOnlyKeys("general");
	}

	private static RoutesDescriptor routes(Object view) {
		assertThat(view).isInstanceOf(RoutesDescriptor.class);
		return (RoutesDescriptor) view;
	}

	@Test
	void viewThatDoesNotExistIsRefusedWithTheNamesOfThoseThatDo() {
		assertThatExceptionOfType(InvalidEndpointRequestException.class).isThrownBy(() -> view("weather"))
			.withMessageContainingAll("There is no view 'weather'", "stats", "health");
		assertThatExceptionOfType(InvalidEndpointRequestException.class).isThrownBy(() -> poolView("weather", "ai"))
			.withMessageContaining("There is no view 'weather'");
	}

	@Test
	void poolThatDoesNotExistIsRefusedWithTheNamesOfThoseThatDo() {
		assertThat(List.of("stats", "health", "config", "holders", "routes", "history"))
			.allSatisfy((view) -> assertThatExceptionOfType(InvalidEndpointRequestException.class)
				.isThrownBy(() -> poolView(view, "aii"))
				.withMessageContainingAll("There is no pool 'aii'", "general", "ai"));
	}

	static class MenuService {

		@AiWork
		void generate() {
		}

		@AiWork
		final void parse() {
		}

		@UsePool("general")
		void save() {
		}

	}

}
