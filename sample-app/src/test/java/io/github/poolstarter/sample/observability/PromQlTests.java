package io.github.poolstarter.sample.observability;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PromQl}.
 */
class PromQlTests {

	@Test
	void metricsAreFoundAmongFunctionsAndLabels() {
		assertThat(PromQl.metricsIn(
				"sum by (call_site, pool) (rate(pools_hold_seconds_sum{job=~\"$job\", pool=\"ai\"}[$__rate_interval])) > 0.5"))
			.containsExactly("pools_hold_seconds_sum");
	}

	@Test
	void metricsAreFoundOnBothSidesOfAnOperator() {
		assertThat(PromQl.metricsIn(
				"""
						avg_over_time(hikaricp_connections_active[5m]) / on (job, pool) group_left hikaricp_connections_max > 0.8
						  and pools_connections_peak unless other_metric offset 5m == bool 1"""))
			.containsExactly("hikaricp_connections_active", "hikaricp_connections_max", "other_metric",
					"pools_connections_peak");
	}

	@Test
	void metricsAreFoundInTheQueryOfAVariable() {
		assertThat(PromQl.metricsIn("label_values(pools_connections_peak{job=~\"$job\"}, instance)"))
			.containsExactly("pools_connections_peak");
	}

	@Test
	void alertsAreFoundAmongTheLabels() {
		assertThat(PromQl.alertsIn("pools_alerts_active{pool=\"ai\", alert=\"leak\"} == 1")).containsExactly("leak");
	}

}
