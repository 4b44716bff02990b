package io.github.poolstarter.pool;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.poolstarter.StartupPolicy;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.jdbc.PoolDefinition;
import io.github.poolstarter.tracking.CallSiteRegistry;
import io.github.poolstarter.tracking.PoolTrackers;
import io.github.poolstarter.tracking.TrackedHikariDataSource;
import io.github.poolstarter.tracking.busy.BusyTimeMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How the monitor keeps time, and what it does when an observer fails. The thread of the
 * monitor does not run: the tests look.
 */
class PoolMonitorTests {

	private static final long NOW = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();

	private final PoolTrackers trackers = new PoolTrackers(new CallSiteRegistry(), Duration.ofHours(1));

	private final TrackedHikariDataSource dataSource = new TrackedHikariDataSource(this.trackers.add("ai", false),
			BusyTimeMode.AUTO);

	private final JdbcPools pools = new JdbcPools(
			List.of(new JdbcPool(definition(), this.dataSource, this.dataSource.tracker(), null, null, null)), "ai");

	private final List<HistorySample> samples = new ArrayList<>();

	private final PoolObserver failing = (pool, sample) -> {
		throw new StackOverflowError("as a test");
	};

	private final PoolMonitor monitor = new PoolMonitor(this.pools.all(),
			List.of(this.failing, (pool, sample) -> this.samples.add(sample)),
			Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC));

	private final long begin = System.nanoTime();

	private static PoolDefinition definition() {
		return new PoolDefinition("ai", new PoolDefinition.Database("jdbc:h2:mem:monitor", null, null, null), 1, 2,
				new PoolDefinition.Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMinutes(10),
						Duration.ofMinutes(30), Duration.ZERO, null, null, null, null),
				new PoolDefinition.Session(false, true, null, null, null, null, null), Map.of(), false,
				StartupPolicy.LAZY, null);
	}

	@BeforeEach
	void begin() {
		// Whatever the reading of the clock was before
		this.monitor.look(NOW, this.begin);
		this.samples.clear();
	}

	@AfterEach
	void close() {
		this.monitor.close();
		this.pools.close();
	}

	private void lookAfter(long millis) {
		this.monitor.look(NOW + millis, this.begin + TimeUnit.MILLISECONDS.toNanos(millis));
	}

	@Test
	void aLookASecondIsASampleASecond() {
		lookAfter(1000);
		lookAfter(2003);
		lookAfter(2998);
		assertThat(this.samples).extracting(HistorySample::seconds).containsExactly(1, 1, 1);
		assertThat(this.samples.get(0).endMillis()).isEqualTo(NOW + 1000);
	}

	@Test
	void looksThatAreMadeUpForAfterAPauseDoNotCountAgain() {
		lookAfter(10_000);
		lookAfter(10_001);
		lookAfter(10_002);
		lookAfter(11_000);
		assertThat(this.samples).extracting(HistorySample::seconds).containsExactly(10, 1);
	}

	@Test
	void aClockThatIsSetDoesNotMakeAnIntervalLonger() {
		this.monitor.look(NOW + 3_600_000, this.begin + TimeUnit.SECONDS.toNanos(1));
		assertThat(this.samples).singleElement().satisfies((sample) -> {
			assertThat(sample.seconds()).isOne();
			assertThat(sample.endMillis()).isEqualTo(NOW + 3_600_000);
		});
	}

	@Test
	void anObserverThatFailsKeepsNeitherTheOthersNorTheNextLook() {
		lookAfter(1000);
		lookAfter(2000);
		assertThat(this.samples).hasSize(2);
		assertThat(this.trackers.get("ai").history().series(Duration.ofMinutes(1), null, NOW + 2000)).hasSize(3);
	}

}
