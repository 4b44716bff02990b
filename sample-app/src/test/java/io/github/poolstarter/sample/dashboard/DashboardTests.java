package io.github.poolstarter.sample.dashboard;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the dashboard of an application that is at rest.
 */
@EnabledIfChromiumInstalled
class DashboardTests extends AbstractDashboardTests {

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

}
