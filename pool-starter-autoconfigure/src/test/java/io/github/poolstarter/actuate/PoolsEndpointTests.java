package io.github.poolstarter.actuate;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.poolstarter.AiWork;
import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.ManagedPools;
import io.github.poolstarter.UsePool;
import io.github.poolstarter.actuate.PoolsEndpoint.HealthDescriptor;
import io.github.poolstarter.actuate.PoolsEndpoint.HealthOverviewDescriptor;
import io.github.poolstarter.actuate.PoolsEndpoint.OverviewDescriptor;
import io.github.poolstarter.actuate.PoolsEndpoint.PoolOverviewDescriptor;
import io.github.poolstarter.actuate.PoolsEndpoint.PoolsDescriptor;
import io.github.poolstarter.actuate.PoolsEndpoint.RoutesDescriptor;
import io.github.poolstarter.actuate.PoolsEndpoint.StatsDescriptor;
import io.github.poolstarter.routing.ConflictPolicy;
import io.github.poolstarter.routing.RouteConflicts;
import io.github.poolstarter.routing.RouteCounts;
import io.github.poolstarter.routing.RoutingAdvisor;
import io.github.poolstarter.routing.RoutingCheck;
import io.github.poolstarter.routing.RoutingDataSource;
import io.github.poolstarter.test.PostgresServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PoolsEndpoint}, with pools of a real server.
 */
class PoolsEndpointTests {

	private static final Map<String, ConfiguredSetting> AI_SETTINGS = Map.of("maximumPoolSize",
			new ConfiguredSetting(4, "property", "here"));

	private final PostgresServer.Database database = PostgresServer.createDatabase();

	private final ManagedPool general = pool("general", 2);

	private final ManagedPool ai = pool("ai", 4);

	private final ManagedPools pools = TestPools.registry(this.general, this.ai);

	private final RouteCounts counts = new RouteCounts(this.pools);

	private final PoolHealthChecks health = new PoolHealthChecks(this.pools, 0.8);

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	private final RoutingCheck methods = new RoutingCheck(this.beanFactory, new RoutingAdvisor(() -> this.pools,
			() -> new RouteConflicts(ConflictPolicy.WARN, this.counts), () -> null));

	private final PoolsEndpoint endpoint = new PoolsEndpoint(this.pools, this.health, this.counts, this.methods,
			settings());

	private static Map<String, Map<String, ConfiguredSetting>> settings() {
		Map<String, Map<String, ConfiguredSetting>> settings = new LinkedHashMap<>();
		settings.put("general", Map.of("maximumPoolSize", new ConfiguredSetting(2, "default", null)));
		settings.put("ai", AI_SETTINGS);
		return settings;
	}

	private ManagedPool pool(String name, int maximumPoolSize) {
		return TestPools.pool(TestPools.definition(name, this.database.url(), maximumPoolSize, TestPools.LONG,
				Duration.ofSeconds(30)));
	}

	@BeforeEach
	void start() throws SQLException {
		for (ManagedPool pool : this.pools) {
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
			Awaitility.await()
				.untilAsserted(() -> assertThat(this.endpoint.poolView("stats", "general"))
					.isEqualTo(new StatsDescriptor(2, 0, 2, 1, 0, 2, 100.0)));
		}
		waiter.join();
		assertThat(this.endpoint.poolView("stats", "general")).isEqualTo(new StatsDescriptor(0, 2, 2, 0, 0, 2, 0.0));
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
		Map<String, StatsDescriptor> stats = new LinkedHashMap<>();
		stats.put("general", new StatsDescriptor(0, 1, 1, 0, 0, 2, 0.0));
		stats.put("ai", new StatsDescriptor(0, 1, 1, 0, 0, 4, 0.0));
		assertThat(this.endpoint.view("stats")).isEqualTo(new PoolsDescriptor<>(stats));
	}

	@Test
	void healthTellsTheWorstConditionOfAPool() throws SQLException {
		try (Connection one = this.general.getConnection(); Connection other = this.general.getConnection()) {
			assertThat(one).isNotEqualTo(other);
			Map<String, HealthDescriptor> expected = Map.of("general",
					new HealthDescriptor(PoolStatus.BUSY, 100.0, 2, 0, 0, null), "ai",
					new HealthDescriptor(PoolStatus.UP, 0.0, 0, 4, 0, null));
			assertThat(this.endpoint.view("health")).isEqualTo(new HealthOverviewDescriptor(PoolStatus.BUSY, expected));
		}
	}

	@Test
	void healthOfOnePoolIsThatOfThePool() throws SQLException {
		try (Connection connection = this.ai.getConnection()) {
			assertThat(connection.isValid(1)).isTrue();
			assertThat(this.endpoint.poolView("health", "ai"))
				.isEqualTo(new HealthDescriptor(PoolStatus.UP, 25.0, 1, 3, 0, null));
		}
	}

	@Test
	void configTellsTheSettingsOfThePools() {
		assertThat(this.endpoint.view("config")).isEqualTo(new PoolsDescriptor<>(settings()));
		assertThat(this.endpoint.poolView("config", "ai")).isEqualTo(AI_SETTINGS);
	}

	@Test
	void routesCountTheConnectionsThatWereTakenByWhatDecidedOnThePool() throws SQLException {
		new RoutingDataSource(this.pools, this.counts).getConnection().close();
		Map<String, Map<String, Long>> described = routes(this.endpoint.view("routes")).counts();
		assertThat(described.keySet()).containsExactly("general", "ai");
		assertThat(described.get("general")).containsEntry("default", 1L).containsEntry("annotation", 0L);
		assertThat(described.get("ai").values()).containsOnly(0L);
	}

	@Test
	void routesListTheMarkedMethodsWithWhatIsWrongAboutThem() {
		this.beanFactory.registerBeanDefinition("menus", new RootBeanDefinition(MenuService.class));
		this.methods.afterSingletonsInstantiated();
		List<Map<String, String>> described = routes(this.endpoint.view("routes")).methods();
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
		RoutesDescriptor routes = routes(this.endpoint.poolView("routes", "general"));
		assertThat(routes.methods()).extracting((method) -> method.get("method")).containsExactly("save");
		assertThat(routes.counts()).containsOnlyKeys("general");
	}

	private static RoutesDescriptor routes(Object view) {
		assertThat(view).isInstanceOf(RoutesDescriptor.class);
		return (RoutesDescriptor) view;
	}

	@Test
	void viewThatDoesNotExistIsNull() {
		assertThat(this.endpoint.view("weather")).isNull();
		assertThat(this.endpoint.poolView("weather", "ai")).isNull();
	}

	@Test
	void poolThatDoesNotExistIsNull() {
		assertThat(List.of("stats", "health", "config", "routes"))
			.allSatisfy((view) -> assertThat(this.endpoint.poolView(view, "aii")).isNull());
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
