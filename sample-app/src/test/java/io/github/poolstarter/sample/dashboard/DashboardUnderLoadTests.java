package io.github.poolstarter.sample.dashboard;

import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the dashboard of an application whose pool is in use.
 */
@EnabledIfChromiumInstalled
class DashboardUnderLoadTests extends AbstractDashboardTests {

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

}
