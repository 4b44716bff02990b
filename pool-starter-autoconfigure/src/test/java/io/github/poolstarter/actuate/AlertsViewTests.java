package io.github.poolstarter.actuate;

import java.time.Duration;
import java.util.Map;

import io.github.poolstarter.StartupPolicy;
import io.github.poolstarter.alert.AlertRules;
import io.github.poolstarter.alert.PoolAlerts;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.PoolDefinition;
import io.github.poolstarter.pool.HistogramSnapshot;
import io.github.poolstarter.pool.HistorySample;
import io.github.poolstarter.pool.HistorySample.Counts;
import io.github.poolstarter.pool.PoolState;
import io.github.poolstarter.tracking.CallSiteRegistry;
import io.github.poolstarter.tracking.PoolTracker;
import io.github.poolstarter.tracking.PoolTrackers;
import io.github.poolstarter.tracking.TrackedHikariDataSource;
import io.github.poolstarter.tracking.busy.BusyTimeMode;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.test.json.JsonAssert;
import org.springframework.test.json.JsonCompareMode;

/**
 * Tests for {@link AlertsView}.
 */
class AlertsViewTests {

	private static final HistoryWindow ANY = new HistoryWindow(null, null);

	private final PoolAlerts alerts = new PoolAlerts(new AlertRules(0.8, Duration.ofMinutes(1)), (event) -> {
	});

	private final AlertsView view = new AlertsView(this.alerts);

	private final PoolTrackers trackers = new PoolTrackers(new CallSiteRegistry(), Duration.ofMinutes(10));

	private final JdbcPool ai = pool("ai");

	private final JdbcPool general = pool("general");

	@Test
	void withoutAlertsTheViewIsEmpty() throws Exception {
		assertJson(this.view.all(ANY), "{'active':[], 'resolved':[]}");
		assertJson(this.view.one(this.ai, ANY), "{'active':[], 'resolved':[]}");
	}

	@Test
	void activeAndResolvedAlertsAreShown() throws Exception {
		for (int second = 0; second < 13; second++) {
			sample(this.ai, second, (second < 3) ? 10 : 0, 0);
		}
		sample(this.general, 20, 10, 1);
		String resolved = """
				{'pool':'ai', 'alert':'USAGE', 'severity':'WARNING', 'since':'1970-01-01T00:00:00Z',
				'message':'usage is 100.0 %, over 80.0 %: 10 of 10 connections are in use, no threads are waiting',
				'until':'1970-01-01T00:00:12Z'}""";
		String active = """
				{'pool':'general', 'alert':'TIMEOUTS', 'severity':'CRITICAL', 'since':'1970-01-01T00:00:20Z',
				'message':'1 borrow got no connection in time: 10 of 10 connections are in use, no threads are waiting'}""";
		assertJson(this.view.all(ANY), "{'active':[" + active + "], 'resolved':[" + resolved + "]}");
		assertJson(this.view.one(this.ai, ANY), "{'active':[], 'resolved':[" + resolved + "]}");
		assertJson(this.view.one(this.general, ANY), "{'active':[" + active + "], 'resolved':[]}");
	}

	private void sample(JdbcPool pool, int second, int active, int timeouts) {
		PoolState state = new PoolState(active, 10 - active, 10, 0, 0, 10);
		this.alerts.sampled(pool, new HistorySample(second * 1000L, 1, state, active, 0,
				new Counts(timeouts, 0, 0, 0, 0, 0), HistogramSnapshot.EMPTY, HistogramSnapshot.EMPTY, 0, 0));
	}

	private JdbcPool pool(String name) {
		PoolDefinition definition = new PoolDefinition(name,
				new PoolDefinition.Database("jdbc:h2:mem:" + name, null, null, null), 0, 10,
				new PoolDefinition.Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofMinutes(10),
						Duration.ofMinutes(30), Duration.ZERO, null, null, null, null),
				new PoolDefinition.Session(false, true, null, null, null, null, null), Map.of(), false,
				StartupPolicy.LAZY, null);
		PoolTracker tracker = this.trackers.add(name, false);
		return new JdbcPool(definition, new TrackedHikariDataSource(tracker, BusyTimeMode.OFF), tracker, null, null,
				null);
	}

	private static void assertJson(Object view, String expected) throws Exception {
		String json = new JsonMapper().writeValueAsString(view);
		JsonAssert.comparator(JsonCompareMode.STRICT).assertIsMatch(expected.replace('\'', '"'), json);
	}

}
