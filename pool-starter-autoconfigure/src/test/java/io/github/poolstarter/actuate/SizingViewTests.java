package io.github.poolstarter.actuate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.pool.Histogram;
import io.github.poolstarter.pool.HistorySample;
import io.github.poolstarter.pool.PoolState;
import io.github.poolstarter.sizing.PoolSettings;
import io.github.poolstarter.sizing.SizingLog;
import io.github.poolstarter.tuning.Range;
import io.github.poolstarter.tuning.Setting;
import io.github.poolstarter.tuning.SettingChange;
import io.github.poolstarter.tuning.Severity;
import io.github.poolstarter.tuning.Suggestion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.test.json.JsonContent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SizingView}.
 */
class SizingViewTests {

	private static final Instant NOW = Instant.parse("2026-05-04T10:15:30Z");

	private static final long MILLI = 1_000_000;

	private final JdbcPool ai = pool("ai");

	private final JdbcPool general = pool("general");

	private final JdbcPools pools = TestPools.registry(this.ai, this.general);

	private final SizingLog log = new SizingLog(Clock.fixed(NOW, ZoneOffset.UTC));

	private final SizingView view = new SizingView(this.pools, this.log);

	@AfterEach
	void close() {
		this.pools.close();
	}

	@Test
	void outcomeOfAnAppliedSuggestionIsMeasuredByTheHistory() {
		seconds(-60, 0, 4, 5, 40);
		this.log.applied(suggestion(), settings(4), settings(8), "alice");
		seconds(0, 59, 8, 10, 2);
		assertThat(json(this.view.one(this.ai, HistoryWindow.DEFAULT)).getJson()).doesNotContain("outcome");
		seconds(59, 60, 8, 10, 2);
		assertThat(json(this.view.one(this.ai, HistoryWindow.DEFAULT))).isStrictlyEqualTo("""
				{
					"decisions": [ {
						"id": "ai-1",
						"pool": "ai",
						"time": "2026-05-04T10:15:30Z",
						"kind": "APPLIED",
						"setting": "maximum-pool-size",
						"from": 4,
						"to": 8,
						"because": "4 connections are too few",
						"by": "alice",
						"suggestion": "ai-raise-8",
						"predicted": { "p99WaitMillis": { "low": 1.0, "high": 3.0 } },
						"inputs": { "borrows": 1000, "offeredLoad": 3.5 },
						"outcome": {
							"windowSeconds": { "before": 60, "after": 60 },
							"p99WaitMillis": { "before": 40.0, "after": 2.0 },
							"borrowsPerSecond": { "before": 5.0, "after": 10.0 }
						}
					} ]
				}
				""");
	}

	@Test
	void whatIsNotKnownOfTheTimeBeforeIsAbsent() {
		this.log.changed(this.ai, settings(4), settings(8), "POST", null);
		seconds(0, 60, 8, 0, 0);
		JsonContent json = json(this.view.all(HistoryWindow.DEFAULT));
		assertThat(json).extractingPath("decisions[0].outcome")
			.asMap()
			.isEqualTo(Map.of("windowSeconds", Map.of("after", 60), "p99WaitMillis", Map.of(), "borrowsPerSecond",
					Map.of("after", 0.0)));
	}

	@Test
	void decisionsOfAllPoolsAreTogether() {
		this.log.changed(this.ai, settings(4), settings(8), "POST", null);
		this.log.changed(this.general, settings(4), settings(6), "POST", null);
		assertThat(json(this.view.all(HistoryWindow.DEFAULT))).extractingPath("decisions[*].pool")
			.asArray()
			.containsExactlyInAnyOrder("ai", "general");
		assertThat(json(this.view.one(this.general, HistoryWindow.DEFAULT))).extractingPath("decisions[*].id")
			.asArray()
			.containsExactly("general-1");
	}

	private void seconds(int from, int to, int maximum, int borrows, long waitMillis) {
		Histogram acquire = new Histogram();
		acquire.record(waitMillis * MILLI, borrows);
		Histogram hold = new Histogram();
		hold.record(MILLI, borrows);
		for (int second = from; second < to; second++) {
			HistorySample sample = new HistorySample(NOW.plusSeconds(second + 1).toEpochMilli(), 1,
					new PoolState(0, maximum, maximum, 0, 0, maximum), 0, 0, HistorySample.Counts.NONE,
					acquire.snapshot(), hold.snapshot(), 0, 0);
			this.ai.history().add(sample);
			this.log.sampled(this.ai, sample);
		}
	}

	private static JsonContent json(Object view) {
		return new JsonContent(JsonMapper.builder().build().writeValueAsString(view));
	}

	private static Suggestion suggestion() {
		return new Suggestion("ai-raise-8", "ai", Severity.MEDIUM, "4 connections are too few", "Raise it",
				new SettingChange("ai", Setting.MAXIMUM_POOL_SIZE, 4, 8, null), new Range(MILLI, 3 * MILLI),
				Map.of("borrows", 1000, "offeredLoad", 3.5));
	}

	private static PoolSettings settings(int maximumPoolSize) {
		return new PoolSettings(0, maximumPoolSize, Duration.ofSeconds(5), Duration.ofSeconds(5),
				Duration.ofMinutes(10), Duration.ofMinutes(30));
	}

	private static JdbcPool pool(String name) {
		return TestPools
			.pool(TestPools.definition(name, "jdbc:h2:mem:" + name, 4, TestPools.LONG, Duration.ofSeconds(30)));
	}

}
