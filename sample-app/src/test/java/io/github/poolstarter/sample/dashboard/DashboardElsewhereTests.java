package io.github.poolstarter.sample.dashboard;

import java.io.IOException;
import java.net.URI;

import io.github.poolstarter.sample.MealPlannerApplication;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the dashboard in a real browser, with a context path, base paths, and a port
 * of its own, of an application that has done nothing yet, and whose cache is away.
 *
 * @see DashboardTests
 */
@SpringBootTest(classes = MealPlannerApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT, properties = {
		"server.servlet.context-path=/shop", "management.server.port=0", "management.server.base-path=/admin",
		"management.endpoints.web.base-path=/manage", "management.endpoints.web.path-mapping.pooldashboard=ops/dash",
		"management.endpoints.web.path-mapping.pools=db", "pools.jdbc.read.startup=lazy", "pools.redis.cache.port=1" })
@EnabledIfChromiumInstalled
class DashboardElsewhereTests {

	private static Chromium browser;

	@BeforeAll
	static void startBrowser() throws IOException {
		browser = Chromium.start();
	}

	@AfterAll
	static void closeBrowser() throws IOException {
		browser.close();
	}

	@Test
	void pageFindsTheEndpointAndSaysWhatIsAwayAndThatNothingIsTrackedYet(@LocalManagementPort int port) {
		browser.open(URI.create("http://localhost:" + port + "/admin/manage/ops/dash"));
		browser.awaitElement("article.pool[data-pool=read][data-status=UP]");
		browser.awaitElement("article.pool[data-pool='redis.cache'][data-status=DOWN]");
		browser.awaitText("#verdict", (text) -> text.contains("redis.cache is down"));
		browser.awaitElement("#suggestions [data-empty]");
		browser.awaitElement("#holders [data-empty]");
		browser.awaitElement("#call-sites [data-empty]");
		browser.awaitElement("#decisions [data-empty]");
		assertThat(browser.runFile("contrast.js")).as("texts that are hard to read").isEmpty();
		assertThat(browser.elements("[data-action=apply], [data-action=resize]")).as("what writes").isEmpty();
		browser.screenshot("empty");
		assertThat(browser.complaints()).isEmpty();
	}

}
