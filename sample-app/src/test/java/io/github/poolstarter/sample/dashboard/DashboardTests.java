package io.github.poolstarter.sample.dashboard;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the dashboard of {@link io.github.poolstarter.sample.MealPlannerApplication}
 * in a real browser. Pictures of what it looks like are in {@code target/screenshots}.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "sample.model-delay=25ms", "management.endpoint.pools.access=unrestricted" })
@EnabledIfChromiumInstalled
class DashboardTests {

	private static final int A_WEEK = 7;

	private static final String AI = "article.pool[data-pool=ai]";

	private static Chromium browser;

	private static @Nullable RedisServer redis;

	@Autowired
	private MenuService menus;

	@Autowired
	private PoolRegistry pools;

	@Autowired
	private GatedMenuModel model;

	private @Nullable Load load;

	private URI address;

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

	@Test
	void pageShowsEachPoolAndLoadsNothingFromElsewhere() {
		browser.awaitElement(AI + " figure[data-chart=connections] canvas");
		browser.awaitElement(AI + " figure[data-chart=waits] canvas");
		assertThat(browser.elements("article.pool")).extracting((card) -> card.getDomAttribute("data-pool"))
			.containsExactlyInAnyOrder("ai", "general", "read", "redis.cache");
		assertThat(browser.elements("article.pool"))
			.allSatisfy((card) -> assertThat(card.getText()).contains(card.getDomAttribute("data-status"), "in use"));
		assertThat((List<?>) browser
			.run("return performance.getEntriesByType('resource').map((each) => new URL(each.name).origin)"))
			.isNotEmpty()
			.allMatch(this.address.resolve("/").toString().replaceAll("/$", "")::equals);
	}

	@Test
	void poolGoesToExhaustedUnderLoadAndBack() {
		browser.choose("#window", "5m");
		generate(8, false);
		browser.awaitElement(AI + "[data-status=EXHAUSTED]");
		browser.awaitText(AI, (text) -> text.contains("EXHAUSTED") && text.contains("3 waiting"));
		browser.awaitText("#verdict", (text) -> text.contains("ai") && text.contains("MenuService.generate"));
		browser.awaitText("#holders", (text) -> text.contains("MenuService.generate"));
		browser.awaitText("[role=status]", (text) -> text.contains("ai is EXHAUSTED"));
		browser.awaitText("#alerts", (text) -> text.contains("EXHAUSTED"));
		assertThat(browser.title()).startsWith((redis != null) ? "EXHAUSTED: ai" : "DOWN: redis.cache");
		assertThat(browser.elements("article.pool[data-status=UP]")).hasSize((redis != null) ? 3 : 2);
		assertThatContrastIsEnough();
		browser.screenshot("exhausted");
		endLoad();
		browser.awaitElement(AI + "[data-status=UP]");
		browser.awaitText("[role=status]", (text) -> text.contains("ai is UP"));
		browser.awaitText("#holders [data-empty]", (text) -> !text.isEmpty());
		browser.awaitText("#call-sites", (text) -> text.contains("MenuService.generate"));
	}

	@Test
	void pageSaysWhatToDoWhereTheEndpointIsNotExposed() {
		assertThat(browser.runLater("""
				document.querySelector('meta[name=pools-endpoint]').content = 'nowhere';
				import(new URL('pooldashboard/api.js?anew', location.href)).then((api) => api.get())
					.then(arguments[0], (failure) => arguments[0](failure.message));
				""")).asString()
			.contains("There is no endpoint at /actuator/nowhere", "management.endpoints.web.exposure.include");
		assertThat(browser.complaints()).hasSize(1).allMatch((complaint) -> complaint.contains("404"));
	}

	@Test
	void suggestionAppearsAndItsYamlCopies() {
		String card = "#suggestions article.suggestion[data-id^=ai]:has([data-action=copy-yaml])";
		browser.choose("#window", "5m");
		generate(8, true);
		browser.awaitElement(card + " figure[data-chart=curve] canvas");
		endLoad();
		browser.awaitElement(AI + "[data-status=UP]");
		browser.allowClipboard(this.address);
		browser.click(card + " [data-action=copy-yaml]");
		browser.awaitText("[role=status]", (text) -> text.contains("copied"));
		assertThat(browser.clipboard()).asString()
			.startsWith("pools:\n  jdbc:\n    ai:\n      maximum-pool-size: ")
			.isEqualTo(browser.run("return document.querySelector(arguments[0]).textContent", card + " pre code"));
		assertThatContrastIsEnough();
		browser.screenshot("suggestion");

		browser.emulateColourScheme("dark");
		browser.awaitElement("html[data-theme=dark]");
		assertThatContrastIsEnough();
		browser.screenshot("suggestion-dark");

		browser.click(card + " [data-action=apply]");
		browser.awaitText("#confirm-question", (text) -> text.contains("ai"));
		assertThatContrastIsEnough();
		browser.click("#confirm [value=yes]");
		browser.awaitText(".toast", (text) -> text.equals("Applied to ai"));
		browser.awaitText(AI, (text) -> !text.contains("of 5"));
		assertThat(maximumOfAi()).isGreaterThan(5);
	}

	@Test
	void poolIsResizedWhereTheOperatorOpenedTheEndpoint() {
		resizeAi("7");
		browser.click("#confirm [value=no]");
		assertThat(maximumOfAi()).isEqualTo(5);
		resizeAi("7");
		browser.click("#confirm [value=yes]");
		browser.awaitText(".toast", (text) -> text.contains("ai has at most 7 connections now"));
		browser.awaitText(AI, (text) -> text.contains("of 7"));
		assertThat(maximumOfAi()).isEqualTo(7);
	}

	private void resizeAi(String size) {
		if (!browser.awaitElement(AI + " input").isDisplayed()) {
			browser.click(AI + " .resize summary");
		}
		WebElement field = browser.awaitElement(AI + " input");
		field.clear();
		field.sendKeys(size);
		browser.click(AI + " [data-action=resize]");
		browser.awaitText("#confirm-question", (text) -> text.contains("from 5 to " + size));
	}

	private int maximumOfAi() {
		return this.pools.get("ai").dataSource().getMaximumPoolSize();
	}

	@Test
	void themeFollowsTheSystemUntilOneIsChosen() {
		browser.awaitElement(AI + " canvas");
		assertThatContrastIsEnough();
		browser.screenshot("light");
		browser.emulateColourScheme("dark");
		browser.awaitElement("html[data-theme=dark]");
		assertThatContrastIsEnough();
		browser.screenshot("dark");
		browser.click("button[data-action=theme]");
		browser.awaitElement("html[data-theme=light]");
		browser.reload();
		browser.awaitElement("html[data-theme=light] " + AI);
	}

	@Test
	void phoneShowsAllOfItWithoutScrollingSideways() {
		browser.emulatePhone(380);
		generate(8, false);
		browser.awaitElement(AI + "[data-status=EXHAUSTED]");
		browser.awaitText("#holders", (text) -> text.contains("MenuService.generate"));
		browser.awaitElement(AI + " canvas");
		assertThat(browser.run("return document.documentElement.scrollWidth")).isEqualTo(380L);
		assertThatContrastIsEnough();
		browser.screenshot("phone");
		endLoad();
	}

	@Test
	void keyboardReachesEverythingAndShowsWhereItIs() {
		browser.awaitElement(AI + " canvas");
		browser.press(Keys.TAB);
		assertThat(browser.run("return document.activeElement.textContent")).asString().startsWith("Skip");
		browser.press(Keys.ENTER);
		browser.await().until(() -> "page".equals(browser.run("return document.activeElement.id")));
		browser.reload();
		browser.awaitElement(AI + " canvas");
		Set<String> wanted = new LinkedHashSet<>(browser.runFile("tabstops.js"));
		assertThat(wanted).hasSizeGreaterThan(6);
		for (int stop = wanted.size() + 5; stop > 0 && !wanted.isEmpty(); stop--) {
			browser.pressTab();
			wanted.remove(browser.run("return document.activeElement.dataset.stop"));
			assertThat((Boolean) browser.run("const style = getComputedStyle(document.activeElement);"
					+ "return document.activeElement === document.body || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2)"))
				.as("whether the focus is seen on %s", browser.run("return document.activeElement.outerHTML"))
				.isTrue();
		}
		assertThat(wanted).isEmpty();
	}

	@Test
	void chartsAreReadWithoutSeeingThem() {
		generate(2, true);
		browser.awaitText("#call-sites", (text) -> text.contains("MenuService.generate"));
		String canvas = AI + " figure[data-chart=connections] canvas";
		browser.awaitElement(canvas);
		browser.await()
			.until(() -> browser.run("return document.querySelector(arguments[0]).getAttribute('aria-label')", canvas),
					(label) -> String.valueOf(label).contains("in the last 15 minutes"));
		browser.run("document.querySelector(arguments[0]).focus()", canvas);
		browser.press(Keys.ARROW_LEFT);
		browser.awaitText(AI + " figure[data-chart=connections] output", (text) -> text.contains(" in use of "));
		browser.choose("#window", "5m");
		browser.await()
			.until(() -> browser.run("return document.querySelector(arguments[0]).getAttribute('aria-label')", canvas),
					(label) -> String.valueOf(label).contains("in the last 5 minutes"));
	}

	@Test
	void pageSaysThatTheApplicationIsAwayAndComesBackByItself() {
		assertThat(browser.awaitElement("#error").isDisplayed()).isFalse();
		browser.offline(true);
		browser.await().until(() -> browser.awaitElement("#error").isDisplayed());
		browser.awaitText("#error", (text) -> text.contains("cannot be reached"));
		browser.awaitText("#live", (text) -> text.startsWith("Not live"));
		browser.awaitText("#verdict", (text) -> text.contains("not known"));
		assertThat(browser.elements("article.pool")).as("what was known last").hasSize(4);
		assertThatContrastIsEnough();
		browser.screenshot("error");
		browser.offline(false);
		browser.await().until(() -> !browser.awaitElement("#error").isDisplayed());
		browser.awaitText("#live", (text) -> text.startsWith("Live"));
		assertThat(browser.complaints()).isNotEmpty()
			.allMatch((complaint) -> complaint.contains("ERR_INTERNET_DISCONNECTED"));
	}

	private static void assertThatContrastIsEnough() {
		assertThat(browser.runFile("contrast.js")).as("texts that are hard to read").isEmpty();
	}

	private void endLoad() {
		this.model.release();
		if (this.load != null) {
			this.load.end();
			this.load = null;
		}
	}

	// A menu for each caller, which waits for the model, or menu after menu
	private void generate(int callers, boolean again) {
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
