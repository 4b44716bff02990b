package io.github.poolstarter.sample.dashboard;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.sample.GatedMenuModel;
import io.github.poolstarter.sample.menu.MenuModel;
import io.github.poolstarter.sample.menu.MenuService;
import io.github.poolstarter.sample.recipe.RedisServer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Opens the dashboard of {@link io.github.poolstarter.sample.MealPlannerApplication} in a
 * real browser for each test. Pictures of what it looks like are in
 * {@code target/screenshots}. The context has the port of a Redis server that is closed
 * after the class.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "sample.model-delay=25ms", "management.endpoint.pools.access=unrestricted" })
@Import(AbstractDashboardTests.ModelConfiguration.class)
@DirtiesContext
abstract class AbstractDashboardTests {

	private static final int A_WEEK = 7;

	static final String AI = "article.pool[data-pool=ai]";

	static Chromium browser;

	static @Nullable RedisServer redis;

	@Autowired
	private MenuService menus;

	@Autowired
	private PoolRegistry pools;

	@Autowired
	private GatedMenuModel model;

	private @Nullable Load load;

	URI address;

	@DynamicPropertySource
	static void startRedis(DynamicPropertyRegistry registry) {
		redis = (RedisServer.isInstalled()) ? RedisServer.start() : null;
		registry.add("pools.redis.cache.port", () -> (redis != null) ? redis.port() : 1);
	}

	@AfterAll
	static void closeRedis() {
		if (redis != null) {
			redis.close();
		}
	}

	@BeforeAll
	static void startBrowser() throws IOException {
		browser = Chromium.start();
	}

	@AfterAll
	static void closeBrowser() throws IOException {
		browser.close();
	}

	@BeforeEach
	void openPage(@LocalServerPort int port) {
		this.address = URI.create("http://localhost:" + port + "/actuator/pooldashboard");
		browser.open(this.address);
		browser.awaitElement(AI);
	}

	@AfterEach
	void nobodyHasComplained() {
		endLoad();
		if (maximumOfAi() != 5) {
			browser.run(
					"return fetch('pools/config/ai', { method: 'POST', headers: { 'Content-Type': 'application/json' },"
							+ " body: '{\"maximumPoolSize\": 5}' })");
			browser.await().until(this::maximumOfAi, (size) -> size == 5);
		}
		assertThat(browser.complaints()).isEmpty();
	}

	int maximumOfAi() {
		return this.pools.get("ai").dataSource().getMaximumPoolSize();
	}

	static void assertThatContrastIsEnough() {
		assertThat(browser.runFile("contrast.js")).as("texts that are hard to read").isEmpty();
	}

	void endLoad() {
		this.model.release();
		if (this.load != null) {
			this.load.end();
			this.load = null;
		}
	}

	// A menu for each caller, which waits for the model, or menu after menu
	void generate(int callers, boolean again) {
		if (!again) {
			this.model.hold();
		}
		this.load = new Load(this.menus, callers, again);
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class ModelConfiguration {

		@Bean
		@Primary
		GatedMenuModel gatedMenuModel(@Qualifier("simulatedMenuModel") MenuModel model) {
			return new GatedMenuModel(model);
		}

	}

	/**
	 * Callers that ask for menus: one each, or one after the other.
	 */
	private static final class Load {

		private final ExecutorService executor;

		private volatile boolean again;

		Load(MenuService menus, int callers, boolean again) {
			this.executor = Executors.newFixedThreadPool(callers);
			this.again = again;
			for (int caller = 0; caller < callers; caller++) {
				this.executor.execute(() -> ask(menus));
			}
		}

		private void ask(MenuService menus) {
			do {
				menus.generate(A_WEEK);
			}
			while (this.again);
		}

		void end() {
			this.again = false;
			this.executor.shutdown();
			Awaitility.await().atMost(Duration.ofSeconds(30)).until(this.executor::isTerminated);
		}

	}

}
