package io.github.poolstarter.sample.observability;

import java.io.IOException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the rules for Prometheus, by its own checker.
 */
@EnabledIfPromtoolInstalled
class PrometheusAlertsTests {

	@Test
	void rulesAreValid() throws Exception {
		Promtool.Result result = Promtool.run("", "check", "rules", ObservabilityFiles.RULES.toString());
		assertThat(result.output()).contains("SUCCESS");
		assertThat(result.status()).as(result.output()).isZero();
	}

	@Test
	void rulesFireOnWhatTheirTestsSay() throws Exception {
		Promtool.Result result = Promtool.run("", "test", "rules", ObservabilityFiles.RULES_TESTS.toString());
		assertThat(result.status()).as(result.output()).isZero();
	}

	@Test
	void everyRuleHasATestInWhichItFires() throws IOException {
		assertThat(ObservabilityFiles.rules()).isNotEmpty();
		assertThat(ObservabilityFiles.rulesTests())
			.contains(ObservabilityFiles.rules().keySet().stream().map("alertname=\"%s\""::formatted).toList());
	}

}
