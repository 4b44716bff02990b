package io.github.poolstarter.dashboard;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DashboardLinks}.
 */
class DashboardLinksTests {

	@ParameterizedTest
	@CsvSource({ "pooldashboard, pools, pooldashboard, pools", "dash, ops/db, dash, ops/db",
			"ops/dash, pools, dash, ../pools", "/ops/dash, /ops/db, dash, ../ops/db", "a/b/c, pools, c, ../../pools" })
	void linksAreRelativeToTheFolderOfThePage(String dashboard, String pools, String self, String relative) {
		assertThat(DashboardLinks.between(dashboard, pools)).isEqualTo(new DashboardLinks(self, relative));
	}

	@Test
	void linksAreWrittenAsTextIntoThePage() throws Exception {
		DashboardFiles files = new DashboardFiles(new DashboardLinks("dash", "a\"><script>b"), true);
		assertThat(new String(files.page().content().getInputStream().readAllBytes(), "UTF-8"))
			.contains("content=\"a&quot;&gt;&lt;script&gt;b\"")
			.contains("<meta name=\"pools-writable\" content=\"true\"")
			.doesNotContain("{{");
	}

}
