package io.github.poolstarter.metrics;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.poolstarter.StartupPolicy;
import io.github.poolstarter.alert.AlertBoard;
import io.github.poolstarter.alert.AlertKind;
import io.github.poolstarter.alert.PoolAlert;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.jdbc.PoolDefinition;
import io.github.poolstarter.pool.HistogramSnapshot;
import io.github.poolstarter.pool.HistorySample;
import io.github.poolstarter.pool.LeakThresholds;
import io.github.poolstarter.pool.PoolMonitor;
import io.github.poolstarter.remotecall.RemoteCallCounts;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.TcpForwarder;
import io.github.poolstarter.tracking.BorrowContext;
import io.github.poolstarter.tracking.CallSiteRegistry;
import io.github.poolstarter.tracking.PoolTracker;
import io.github.poolstarter.tracking.PoolTrackers;
import io.github.poolstarter.tracking.RouteCounts;
import io.github.poolstarter.tracking.RouteSource;
import io.github.poolstarter.tracking.TrackedHikariDataSource;
import io.github.poolstarter.tracking.Work;
import io.github.poolstarter.tracking.busy.BusyTimeMode;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.search.MeterNotFoundException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link PoolMeters}, with a pool on a real database and its monitor.
 */
class PoolMetersTests {

	private static final PostgresServer.Database database = PostgresServer.createDatabase();

	private static final Duration LEAK_THRESHOLD = Duration.ofMillis(100);

	// The number of that source of routes
	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final TcpForwarder line = TcpForwarder.to(database.url());

	private final CallSiteRegistry callSites = new CallSiteRegistry();

	private final PoolTrackers trackers = new PoolTrackers(this.callSites, Duration.ofMinutes(10));

	private final PoolTracker tracker = this.trackers.add("ai", false);

	private final TrackedHikariDataSource dataSource = new TrackedHikariDataSource(this.tracker, BusyTimeMode.AUTO);

	private final JdbcPools pools = new JdbcPools(
			List.of(new JdbcPool(definition(), this.dataSource, this.tracker, null, null, null)), "ai");

	private final RouteCounts routes = new RouteCounts(this.pools, this.trackers);

	private volatile AlertBoard alerts = new AlertBoard(List.of(), List.of());

	private final PoolMeters meters = meters();

	private final PoolMonitor monitor = new PoolMonitor(this.pools.all(), List.of(this.meters), Clock.systemUTC());

	private final MeterRegistry registry = new SimpleMeterRegistry();

	@BeforeEach
	void start() throws SQLException {
		definition().applyTo(this.dataSource);
		borrow("Kitchen.warmUp");
		this.meters.bindTo(this.registry);
		this.monitor.start();
	}

	@AfterEach
	void stop() {
		this.monitor.close();
		this.pools.close();
		this.line.close();
		BorrowContext.current().work(null);
	}

	@AfterAll
	static void closeDatabase() {
		database.close();
	}

	private PoolDefinition definition() {
		return new PoolDefinition("ai",
				new PoolDefinition.Database(this.line.url(), database.username(), database.password(), null), 2, 2,
				new PoolDefinition.Timeouts(TIMEOUT, TIMEOUT, Duration.ofMinutes(10), Duration.ofMinutes(30),
						Duration.ZERO, null, null, null, null),
				new PoolDefinition.Session(false, true, null, null, null, null, null), Map.of(), false,
				StartupPolicy.LAZY, null);
	}

	private PoolMeters meters() {
		return new PoolMeters(this.pools.all(), () -> this.routes, RemoteCallCounts::new,
				new LeakThresholds(LEAK_THRESHOLD), () -> this.alerts);
	}

	private HistorySample sample() {
		return new HistorySample(Clock.systemUTC().millis(), 1, this.pools.get("ai").state(), 0, 0,
				HistorySample.Counts.NONE, HistogramSnapshot.EMPTY, HistogramSnapshot.EMPTY, 0, 0);
	}

	@Test
	void sharesTellWhetherConnectionsWorkedOrWereOnlyHeld() {
		hold("Kitchen.cook", "select pg_sleep(0.4)", Duration.ofMillis(400));
		eventually(() -> {
			assertThat(gauge("pools.idle.in.hold")).isCloseTo(0.5, within(0.15));
			// Of a second or more, in which two connections could have worked
			assertThat(gauge("pools.busy")).isBetween(0.01, 0.25);
		});
	}

	@Test
	void percentilesAreOfTheLastMinuteAndBelowAMillisecondToo() throws SQLException {
		for (int i = 0; i < 200; i++) {
			borrow("Kitchen.look");
		}
		double seconds = hold("Kitchen.cook", "select pg_sleep(0.3)", Duration.ZERO);
		eventually(() -> {
			assertThat(gauge("pools.hold.percentile", "phi", "0.5")).isPositive().isLessThan(0.001);
			assertThat(gauge("pools.hold.max")).isBetween(0.3, 1.1 * seconds);
			assertThat(gauge("pools.acquire.percentile", "phi", "0.5")).isZero();
			assertThat(gauge("pools.acquire.percentile", "phi", "0.99")).isLessThan(0.1);
		});
	}

	@Test
	void peakIsSeenBetweenTwoSamples() throws SQLException {
		try (Connection one = connection("Kitchen.cook"); Connection other = connection("Kitchen.bake")) {
			assertThat(one).isNotSameAs(other);
		}
		borrow("Kitchen.look");
		eventually(() -> assertThat(gauge("pools.connections.peak")).isEqualTo(2));
	}

	@Test
	void nothingIsKnownOfTheLastMinuteBeforeTheFirstSample() {
		MeterRegistry fresh = new SimpleMeterRegistry();
		meters().bindTo(fresh);
		for (String name : List.of("pools.busy", "pools.idle.in.hold", "pools.connections.peak", "pools.hold.max",
				"pools.acquire.max", "pools.hold.percentile", "pools.acquire.percentile")) {
			assertThat(fresh.get(name).gauges()).isNotEmpty().allSatisfy((gauge) -> assertThat(gauge.value()).isNaN());
		}
		assertThat(fresh.get("pools.alerts.active").gauges()).allSatisfy((gauge) -> assertThat(gauge.value()).isZero());
	}

	@Test
	void connectionsPastTheLeakThresholdAreCounted() throws SQLException {
		assertThat(gauge("pools.connections.leaked")).isZero();
		try (Connection leaked = connection("Kitchen.forget")) {
			eventually(() -> assertThat(gauge("pools.connections.leaked")).isOne());
			assertThat(leaked.isValid(1)).isTrue();
		}
		assertThat(gauge("pools.connections.leaked")).isZero();
	}

	@Test
	void alertsAreOneWhileTheyAreActive() {
		assertThat(gauge("pools.alerts.active", "alert", "usage")).isZero();
		this.alerts = new AlertBoard(
				List.of(new PoolAlert("ai", AlertKind.USAGE, Instant.EPOCH, "usage is 90 %", null)), List.of());
		assertThat(gauge("pools.alerts.active", "alert", "usage")).isOne();
		assertThat(gauge("pools.alerts.active", "alert", "leak")).isZero();
	}

	@Test
	void nestedBorrowsAreCounted() throws SQLException {
		try (Connection outer = connection("Kitchen.cook"); Connection inner = connection("Kitchen.bake")) {
			assertThat(outer).isNotSameAs(inner);
		}
		eventually(() -> assertThat(count("pools.borrows.nested")).isOne());
		assertThat(count("pools.borrows.rejected")).isZero();
	}

	@Test
	void borrowsAreCountedByWhatDecidedOnThePool() throws SQLException {
		borrow("Kitchen.cook");
		borrow("Kitchen.cook");
		BorrowContext.current().work(null);
		this.dataSource.getConnection().close();
		eventually(() -> {
			assertThat(count("pools.borrows", "source", "template")).isEqualTo(2);
			assertThat(count("pools.borrows", "source", "none")).isOne();
		});
		assertThat(count("pools.borrows", "source", "annotation")).isZero();
		assertThat(count("pools.borrows", "source", "read-only-transaction")).isZero();
		assertThat(count("pools.borrows", "source", "default")).isZero();
	}

	@Test
	void connectionsFromElsewhereAreCounted() {
		this.routes.fellBack("ai");
		eventually(() -> assertThat(count("pools.routes.fallback")).isOne());
		assertThat(count("pools.routes.pinned")).isZero();
	}

	@Test
	void failedAttemptsToOpenAConnectionAreCounted() {
		assertThat(count("pools.connections.failed")).isZero();
		this.line.cut();
		this.dataSource.getHikariPoolMXBean().softEvictConnections();
		eventually(() -> assertThat(count("pools.connections.failed")).isPositive());
	}

	@Test
	void callSitesHaveTheirHolds() {
		double cooked = hold("Kitchen.cook", "select pg_sleep(0.2)", Duration.ZERO)
				+ hold("Kitchen.cook", "select pg_sleep(0.2)", Duration.ZERO);
		double baked = hold("Kitchen.bake", "select pg_sleep(0.1)", Duration.ZERO);
		eventually(() -> {
			assertThat(holds("Kitchen.cook").count()).isEqualTo(2);
			assertThat(holds("Kitchen.cook").totalTime(TimeUnit.SECONDS)).isBetween(0.4, cooked);
			assertThat(holds("Kitchen.bake").mean(TimeUnit.SECONDS)).isBetween(0.1, baked);
		});
		assertThat(holds(CallSiteSums.OTHER).count()).isZero();
	}

	@Test
	void callSitesOfRemoteCallsHaveAMeterBeforeThereIsACall() {
		FunctionTimer calls = this.registry.get("pools.remote.calls")
			.tags("pool", "ai", "call.site", CallSiteSums.OTHER)
			.functionTimer();
		assertThat(calls.count()).isZero();
	}

	@Test
	void noMoreThanFiftyCallSitesBecomeMeters() throws SQLException {
		hold("Kitchen.longest", "select pg_sleep(0.2)", Duration.ZERO);
		for (int i = 0; i < 80; i++) {
			borrow("Site.number" + i);
		}
		eventually(() -> assertThat(holds("Kitchen.longest").count()).isOne());
		borrow("Site.latest");
		borrow("Kitchen.longest");
		eventually(() -> assertThat(holds("Kitchen.longest").count()).isEqualTo(2));
		Collection<FunctionTimer> all = this.registry.get("pools.hold").functionTimers();
		assertThat(all).hasSize(CallSiteSums.MAXIMUM + 1);
		assertThat(all.stream().mapToDouble(FunctionTimer::count).sum()).isEqualTo(83);
		assertThat(holds(CallSiteSums.OTHER).count()).isEqualTo(32);
	}

	@Test
	void nothingThatIsCountedGoesDownWhenTheStatisticsAreReset() throws SQLException {
		cookAndBake();
		this.routes.fellBack("ai");
		eventually(() -> assertThat(holds("Kitchen.cook").count()).isOne());
		eventually(() -> assertThat(count("pools.borrows.nested")).isOne());
		Map<Meter.Id, Double> before = cumulative();
		this.tracker.reset();
		this.routes.reset();
		long samples = samples();
		eventually(() -> assertThat(samples()).isGreaterThan(samples));
		assertThat(cumulative()).isEqualTo(before);
		cookAndBake();
		eventually(() -> assertThat(holds("Kitchen.cook").count()).isEqualTo(2));
		eventually(() -> assertThat(count("pools.borrows.nested")).isEqualTo(2));
		assertThat(count("pools.borrows", "source", "template")).isEqualTo(4);
		assertThat(count("pools.routes.fallback")).isOne();
		assertThat(cumulative()).allSatisfy((id, value) -> assertThat(value).isGreaterThanOrEqualTo(before.get(id)));
	}

	@Test
	void figuresAreReadOnceASecondHoweverManyMetersThereAre() throws SQLException {
		PoolMeters byHand = meters();
		MeterRegistry registry = new SimpleMeterRegistry();
		byHand.bindTo(registry);
		FunctionCounter borrows = registry.get("pools.borrows").tag("source", "template").functionCounter();
		borrow("Kitchen.cook");
		byHand.sampled(this.pools.get("ai"), sample());
		assertThat(borrows.count()).isOne();
		borrow("Kitchen.cook");
		assertThat(borrows.count()).isOne();
		byHand.sampled(this.pools.get("ai"), sample());
		assertThat(borrows.count()).isEqualTo(2);
	}

	@Test
	void figuresAreReadOnceAMinuteIfNobodyAsks() throws SQLException {
		PoolMeters byHand = meters();
		MeterRegistry registry = new SimpleMeterRegistry();
		byHand.bindTo(registry);
		borrow("Kitchen.cook");
		for (int second = 1; second < 60; second++) {
			byHand.sampled(this.pools.get("ai"), sample());
		}
		assertThat(registry.find("pools.hold").tag("call.site", "Kitchen.cook").functionTimer()).isNull();
		byHand.sampled(this.pools.get("ai"), sample());
		this.tracker.reset();
		assertThat(registry.get("pools.hold").tag("call.site", "Kitchen.cook").functionTimer().count()).isOne();
	}

	@Test
	void prometheusGetsThemByNamesOfItsKind() throws SQLException {
		PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		this.meters.bindTo(prometheus);
		cookAndBake();
		eventually(() -> assertThat(prometheus.scrape())
			.contains("pools_hold_seconds_count{call_site=\"Kitchen.cook\",pool=\"ai\"} 1")
			.contains("pools_borrows_nested_total{pool=\"ai\"} 1.0"));
		String scrape = prometheus.scrape();
		assertThat(scrape).contains("pools_busy_ratio{pool=\"ai\"} ")
			.contains("pools_idle_in_hold_ratio{pool=\"ai\"} ")
			.contains("pools_hold_percentile_seconds{phi=\"0.99\",pool=\"ai\"} ")
			.contains("pools_acquire_max_seconds{pool=\"ai\"} ")
			.contains("pools_connections_peak{pool=\"ai\"} ")
			.contains("pools_borrows_total{pool=\"ai\",source=\"annotation\"} 0.0")
			.contains("pools_remote_calls_seconds_sum{call_site=\"other\",pool=\"ai\"} 0.0")
			.contains("pools_alerts_active{alert=\"usage\",pool=\"ai\"} 0.0");
	}

	@Test
	void everyRegistryGetsTheCallSites() throws SQLException {
		MeterRegistry other = new SimpleMeterRegistry();
		this.meters.bindTo(other);
		borrow("Kitchen.cook");
		eventually(() -> assertThat(holds("Kitchen.cook").count()).isOne());
		assertThat(other.get("pools.hold").tag("call.site", "Kitchen.cook").functionTimer().count()).isOne();
	}

	private void cookAndBake() throws SQLException {
		try (Connection outer = connection("Kitchen.cook"); Connection inner = connection("Kitchen.bake")) {
			assertThat(outer).isNotSameAs(inner);
		}
	}

	private void borrow(String callSite) throws SQLException {
		connection(callSite).close();
	}

	private Connection connection(String callSite) throws SQLException {
		BorrowContext.current().work(new Work(this.callSites.get(callSite), "ai", RouteSource.TEMPLATE) {
		});
		return this.dataSource.getConnection();
	}

	// A known load: work in the database, and then none. Returns the seconds that it took
	private double hold(String callSite, String sql, Duration idle) {
		long begin = System.nanoTime();
		try (Connection connection = connection(callSite)) {
			connection.createStatement().execute(sql);
			TimeUnit.MILLISECONDS.sleep(idle.toMillis());
		}
		catch (SQLException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		return (System.nanoTime() - begin) / 1e9;
	}

	private long samples() {
		return this.tracker.history()
			.series(Duration.ofMinutes(1), Duration.ofSeconds(1), Clock.systemUTC().millis())
			.size();
	}

	// Reads all meters, as those do who collect them
	private void eventually(ThrowingRunnable assertion) {
		Awaitility.await().ignoreExceptionsInstanceOf(MeterNotFoundException.class).untilAsserted(() -> {
			this.registry.forEachMeter((meter) -> meter.measure().forEach(Measurement::getValue));
			assertion.run();
		});
	}

	private double gauge(String name, String... tags) {
		return this.registry.get(name).tags(Tags.of("pool", "ai").and(tags)).gauge().value();
	}

	private double count(String name, String... tags) {
		return this.registry.get(name).tags(Tags.of("pool", "ai").and(tags)).functionCounter().count();
	}

	private FunctionTimer holds(String callSite) {
		return this.registry.get("pools.hold").tags("pool", "ai", "call.site", callSite).functionTimer();
	}

	private Map<Meter.Id, Double> cumulative() {
		Map<Meter.Id, Double> values = new HashMap<>();
		for (Meter meter : new ArrayList<>(this.registry.getMeters())) {
			if (meter.getId().getType() != Meter.Type.GAUGE) {
				meter.measure()
					.forEach((measurement) -> values.merge(meter.getId(), measurement.getValue(), Double::sum));
			}
		}
		return values;
	}

}
