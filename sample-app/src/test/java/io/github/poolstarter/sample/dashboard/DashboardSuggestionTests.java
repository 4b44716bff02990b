package io.github.poolstarter.sample.dashboard;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of a suggestion on the dashboard.
 */
@EnabledIfChromiumInstalled
class DashboardSuggestionTests extends AbstractDashboardTests {

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
		// The page may just have asked for the curve of what was applied meanwhile
		assertThat(browser.complaints())
			.allMatch((complaint) -> complaint.contains("predict/ai") && complaint.contains("409"));
	}

}
