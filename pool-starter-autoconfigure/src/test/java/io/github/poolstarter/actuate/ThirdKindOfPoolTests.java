package io.github.poolstarter.actuate;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.poolstarter.StartupPolicy;
import io.github.poolstarter.actuate.HoldersView.HoldersDescriptor;
import io.github.poolstarter.alert.AlertKind;
import io.github.poolstarter.alert.AlertRules;
import io.github.poolstarter.alert.PoolAlert;
import io.github.poolstarter.alert.PoolAlerts;
import io.github.poolstarter.metrics.PoolMeters;
import io.github.poolstarter.pool.BorrowStats;
import io.github.poolstarter.pool.Distribution;
import io.github.poolstarter.pool.HeldConnection;
import io.github.poolstarter.pool.HistogramSnapshot;
import io.github.poolstarter.pool.History;
import io.github.poolstarter.pool.HistorySample;
import io.github.poolstarter.pool.LeakThresholds;
import io.github.poolstarter.pool.ObservedPool;
import io.github.poolstarter.pool.ObservedPools;
import io.github.poolstarter.pool.PoolState;
import io.github.poolstarter.remotecall.RemoteCallCounts;
import io.github.poolstarter.tracking.RouteCounts;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * What there is of a pool whose kind nobody knows: all that there is of any pool.
 */
class ThirdKindOfPoolTests {

	private static final LeakThresholds LEAKS = new LeakThresholds(Duration.ofSeconds(60));

	private final LdapPool pool = new LdapPool();

	private final ObservedPools pools = new ObservedPools(Stream.of(() -> List.of(this.pool)));

	private final PoolHealthChecks health = new PoolHealthChecks(this.pools, 0.8);

	private final StatsView stats = new StatsView(this.pools, ThirdKindOfPoolTests::noRoutes);

	private final PoolsEndpoint endpoint = new PoolsEndpoint(this.pools, this.stats, this.health,
			Map.of("stats", this.stats, "health", new HealthView(this.pools, this.health), "history",
					new HistoryView(this.pools, Clock.systemUTC()), "holders",
					new HoldersView(this.pools, new RemoteCallCounts(), LEAKS, Clock.systemUTC())),
			Map.of("reset-stats", new StatsReset(this.pools, List.of(), Clock.systemUTC())), Map.of());

	@AfterEach
	void close() {
		this.health.close();
	}

	@Test
	void itsFiguresStandUnderItsKind() {
		for (JsonNode json : List.of(json(this.endpoint.overview()), json(this.endpoint.view("stats", null, null)))) {
			assertThat(json.get("pools")).isEmpty();
			assertThat(json.at("/ldap/main/maximumPoolSize").intValue()).isEqualTo(2);
		}
		assertThat(json(this.endpoint.view("history", null, null)).at("/ldap/main/samples").isArray()).isTrue();
		for (String name : List.of("main", "ldap.main")) {
			assertThat(json(this.endpoint.poolView("stats", name, null, null, null)).get("active").intValue()).isOne();
		}
		assertThat(((HoldersDescriptor) this.endpoint.view("holders", null, null)).held()).singleElement()
			.satisfies((holder) -> assertThat(holder.pool()).isEqualTo("ldap.main"));
		this.endpoint.act("reset-stats");
		assertThat(this.pool.resets).isOne();
	}

	@Test
	void itIsCheckedWithTheOthers() {
		assertThat(json(this.endpoint.view("health", null, null)).at("/ldap/main/status").asString()).isEqualTo("UP");
		this.pool.failure = "refused";
		JsonNode health = json(this.endpoint.view("health", null, null));
		assertThat(health.get("status").asString()).isEqualTo("DOWN");
		assertThat(health.at("/ldap/main/note").asString()).isEqualTo("refused");
		HealthContributors.Entry member = new PoolsHealthContributor(this.pools, this.health).stream()
			.findFirst()
			.orElseThrow();
		assertThat(member.name()).isEqualTo("ldap.main");
		assertThat(((HealthIndicator) member.contributor()).health(true).getStatus()).isEqualTo(Status.DOWN);
	}

	@Test
	void itRaisesAlertsAndHasMeters() {
		List<PoolAlert> raised = new ArrayList<>();
		PoolAlerts alerts = new PoolAlerts(new AlertRules(0.8, LEAKS), (event) -> raised.add(event.alert()));
		PoolMeters meters = new PoolMeters(this.pools, ThirdKindOfPoolTests::noRoutes, RemoteCallCounts::new, LEAKS,
				alerts::board);
		MeterRegistry registry = new SimpleMeterRegistry();
		meters.bindTo(registry);
		this.pool.failure = "refused";
		HistorySample sample = this.pool.sample(System.currentTimeMillis(), 1);
		alerts.sampled(this.pool, sample);
		meters.sampled(this.pool, sample);
		assertThat(raised).extracting(PoolAlert::pool, PoolAlert::kind)
			.containsExactly(tuple("ldap.main", AlertKind.TIMEOUTS));
		assertThat(registry.get("pools.ldap.timeouts").tags("pool", "main").functionCounter().count()).isEqualTo(3);
		assertThat(registry.get("pools.ldap.connections.max").tags("pool", "main").gauge().value()).isEqualTo(2);
		assertThat(registry.get("pools.alerts.active").tags("pool", "ldap.main", "alert", "timeouts").gauge().value())
			.isOne();
	}

	private static JsonNode json(Object view) {
		return JsonMapper.shared().valueToTree(view);
	}

	private static RouteCounts noRoutes() {
		throw new AssertionError("Not a JDBC pool");
	}

	private static final class LdapPool implements ObservedPool {

		private final History history = new History(Duration.ofMinutes(10));

		private volatile @Nullable String failure;

		private int resets;

		@Override
		public String kind() {
			return "ldap";
		}

		@Override
		public String name() {
			return "main";
		}

		@Override
		public StartupPolicy startup() {
			return StartupPolicy.REQUIRED;
		}

		@Override
		public @Nullable String check() {
			return this.failure;
		}

		@Override
		public Duration checkTimeout() {
			return Duration.ofSeconds(30);
		}

		@Override
		public PoolState state() {
			return new PoolState(1, 1, 2, 0, 1, 2);
		}

		@Override
		public BorrowStats stats() {
			return new BorrowStats(Distribution.EMPTY,
					new BorrowStats.Waits(0, Distribution.EMPTY, Distribution.EMPTY, Distribution.EMPTY,
							Distribution.EMPTY),
					Distribution.EMPTY, null, 1, 3, 0, 0, 0, 2, 0, 0, List.of(), List.of());
		}

		@Override
		public void reset() {
			this.resets++;
		}

		@Override
		public List<HeldConnection> holders() {
			return List
				.of(HeldConnection.of(qualifiedName(), "Directory.find", Thread.currentThread(), System.nanoTime()));
		}

		@Override
		public List<HeldConnection> held(Duration namedFrom) {
			return holders();
		}

		@Override
		public @Nullable String connectFailure() {
			return this.failure;
		}

		@Override
		public History history() {
			return this.history;
		}

		@Override
		public HistorySample sample(long endMillis, int seconds) {
			HistorySample sample = new HistorySample(endMillis, seconds, state(), 1, 0,
					new HistorySample.Counts(3, 0, 0, 0, 0, 0), HistogramSnapshot.EMPTY, HistogramSnapshot.EMPTY, 0, 0);
			this.history.add(sample);
			return sample;
		}

	}

}
