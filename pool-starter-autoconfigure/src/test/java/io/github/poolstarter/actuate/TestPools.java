package io.github.poolstarter.actuate;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.github.poolstarter.StartupPolicy;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.jdbc.PoolDefinition;
import io.github.poolstarter.pool.ObservedPools;
import io.github.poolstarter.tracking.CallSiteRegistry;
import io.github.poolstarter.tracking.PoolTrackers;
import io.github.poolstarter.tracking.TrackedHikariDataSource;
import io.github.poolstarter.tracking.busy.BusyTimeMode;
import org.jspecify.annotations.Nullable;

/**
 * Makes pools without an application around them.
 */
final class TestPools {

	static final Duration LONG = Duration.ofMinutes(2);

	static final CallSiteRegistry CALL_SITES = new CallSiteRegistry();

	/**
	 * The trackers of the pools that were made last, by name.
	 */
	static final PoolTrackers TRACKERS = new PoolTrackers(CALL_SITES, Duration.ofMinutes(10));

	private TestPools() {
	}

	static PoolDefinition definition(String name, String url, int maximumPoolSize, Duration connectionTimeout,
			Duration validationTimeout) {
		return new PoolDefinition(name, new PoolDefinition.Database(url, "postgres", "pg-secret", null), 0,
				maximumPoolSize,
				new PoolDefinition.Timeouts(connectionTimeout, validationTimeout, Duration.ofMinutes(10),
						Duration.ofMinutes(30), Duration.ZERO, null, null, null, null),
				new PoolDefinition.Session(false, true, null, null, null, null, null), Map.of(), false,
				StartupPolicy.LAZY, null);
	}

	static JdbcPool pool(PoolDefinition definition) {
		return pool(definition, null);
	}

	/**
	 * Make a pool that takes its connections from a data source, and not from the driver.
	 * @param definition the pool's definition
	 * @param source where it takes its connections from, {@code null} for the driver
	 * @return the pool, not started
	 */
	static JdbcPool pool(PoolDefinition definition, @Nullable DataSource source) {
		TrackedHikariDataSource dataSource = new TrackedHikariDataSource(TRACKERS.add(definition.name(), false),
				BusyTimeMode.AUTO);
		definition.applyTo(dataSource);
		if (source != null) {
			dataSource.setDataSource(source);
		}
		return new JdbcPool(definition, dataSource, dataSource.tracker(), null, null, null);
	}

	static ObservedPools observed(JdbcPools pools) {
		return new ObservedPools(Stream.of(pools::all));
	}

	static JdbcPools registry(JdbcPool... pools) {
		return new JdbcPools(List.of(pools), pools[0].name());
	}

}
