package io.github.poolstarter.autoconfigure;

import java.time.Duration;
import java.util.Map;

import io.github.poolstarter.budget.ExceededPolicy;
import io.github.poolstarter.remotecall.RemoteCallGuard;
import io.github.poolstarter.routing.ConflictPolicy;
import io.github.poolstarter.sizing.SizingMode;
import io.github.poolstarter.tracking.busy.BusyTimeMode;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the connection pools. Immutable.
 *
 * @param enabled Whether the pools replace the application's single data source.
 * @param preset Defaults that suit a kind of environment, for everything that is not set.
 * @param defaultPool Name of the pool for all work that is not routed elsewhere. When not
 * set, the pool "general", or the only pool.
 * @param defaults Settings that every JDBC pool inherits.
 * @param jdbc JDBC pools by name.
 * @param redis Redis pools by name.
 * @param routing Routing of work to pools.
 * @param tracking What is recorded of the pools.
 * @param sizing Sizes of the pools.
 * @param budget What the database servers allow.
 * @param alerts Alerts.
 * @param retry Retries after transient failures.
 * @param shutdown Shutdown of the pools.
 */
@ConfigurationProperties(prefix = "pools", ignoreUnknownFields = false)
public record PoolsProperties(@DefaultValue("true") boolean enabled, @Nullable PoolPreset preset,
		@Nullable String defaultPool, @NestedConfigurationProperty @DefaultValue JdbcPoolProperties defaults,
		@DefaultValue Map<String, JdbcPoolProperties> jdbc, @DefaultValue Map<String, RedisPoolProperties> redis,
		@DefaultValue Routing routing, @DefaultValue Tracking tracking, @DefaultValue Sizing sizing,
		@DefaultValue Budget budget, @DefaultValue Alerts alerts, @DefaultValue Retry retry,
		@DefaultValue Shutdown shutdown) {

	static final String LEAK_THRESHOLD = "pools.tracking.leak-threshold";

	/**
	 * The pools are looked at once a second.
	 */
	static final Duration SHORTEST_LEAK_THRESHOLD = Duration.ofSeconds(1);

	JdbcPoolProperties jdbc(String pool) {
		return of(pool, this.jdbc, JdbcPoolProperties.NONE);
	}

	/**
	 * The settings of one Redis pool.
	 * @param pool the name of the pool
	 * @return its settings
	 */
	public RedisPoolProperties redis(String pool) {
		return of(pool, this.redis, RedisPoolProperties.NONE);
	}

	// Where the name is in brackets, environment variables have another one: without
	// capitals and dashes
	private static <R extends Record> R of(String pool, Map<String, R> all, R none) {
		R settings = all.getOrDefault(pool, none);
		for (Map.Entry<String, R> other : all.entrySet()) {
			boolean same = SettingNames.uniform(other.getKey()).equals(SettingNames.uniform(pool));
			if (same && !other.getKey().equals(pool)) {
				settings = Layers.merge(settings, other.getValue());
			}
		}
		return settings;
	}

	/**
	 * Properties of routing.
	 *
	 * @param readOnlyTransactions Whether read-only transactions without a route of their
	 * own go to the pool "read", where there is one.
	 * @param onConflict What happens when work inside a transaction asks for a pool other
	 * than the transaction's.
	 */
	public record Routing(@DefaultValue("true") boolean readOnlyTransactions,
			@DefaultValue("warn") ConflictPolicy onConflict) {

	}

	/**
	 * Properties of tracking.
	 *
	 * @param remoteCalls What happens when a remote call is made by a thread that holds a
	 * pooled connection.
	 * @param busyTime How to measure the part of a hold in which the connection was
	 * working.
	 * @param history How long the history of each pool is kept.
	 * @param leakThreshold Time after which a connection that has not been returned
	 * counts as leaked, for pools without a threshold of their own.
	 * @param logInterval Interval at which a line with the statistics of each pool is
	 * logged. Not logged when not set.
	 */
	public record Tracking(@DefaultValue("report") RemoteCallGuard.Reaction remoteCalls,
			@DefaultValue("auto") BusyTimeMode busyTime, @DefaultValue("24h") Duration history,
			@DefaultValue("60s") Duration leakThreshold, @Nullable Duration logInterval) {

		private static final Duration MINIMUM_HISTORY = Duration.ofMinutes(10);

		private static final Duration MAXIMUM_HISTORY = Duration.ofDays(7);

		public Tracking {
			new PropertyRules()
				.require("history", history.compareTo(MINIMUM_HISTORY) >= 0 && history.compareTo(MAXIMUM_HISTORY) <= 0,
						"must be at least 10m and at most 7d")
				.time("leak-threshold", leakThreshold, SHORTEST_LEAK_THRESHOLD, "must be at least 1s")
				.time("log-interval", logInterval, Duration.ofSeconds(1), "must be at least 1s")
				.throwIfBroken();
		}

	}

	/**
	 * Properties of the pools' sizes.
	 *
	 * @param mode What is done about the sizes of the pools.
	 * @param targetWait Longest acceptable wait for a connection, for 99 of 100
	 * borrowers. When not set, a tenth of the median hold, from 1ms to 5ms.
	 */
	public record Sizing(@DefaultValue("suggest") SizingMode mode, @Nullable Duration targetWait) {

		public Sizing {
			new PropertyRules().time("target-wait", targetWait, Duration.ofMillis(1), "must be at least 1ms")
				.throwIfBroken();
		}

	}

	/**
	 * Properties of what the database servers allow.
	 *
	 * @param onExceeded What happens at start when the maximum pool sizes add up to more
	 * than the database server allows.
	 */
	public record Budget(@DefaultValue("warn") ExceededPolicy onExceeded) {

	}

	/**
	 * Properties of alerts.
	 *
	 * @param usage Share of a pool's maximum, from 0 to 1, above which the pool counts as
	 * busy.
	 */
	public record Alerts(@DefaultValue("0.8") double usage) {

		public Alerts {
			new PropertyRules().require("usage", usage > 0 && usage <= 1, "must be more than 0 and at most 1")
				.throwIfBroken();
		}

	}

	/**
	 * Properties of retries after transient failures.
	 *
	 * @param maxRetries Maximum number of retries of an action.
	 * @param delay Pause before the first retry.
	 * @param multiplier Factor by which the pause grows from one retry to the next, at
	 * least 1.
	 * @param maxDelay Longest pause between two retries.
	 */
	public record Retry(@DefaultValue("3") long maxRetries, @DefaultValue("50ms") Duration delay,
			@DefaultValue("2") double multiplier, @DefaultValue("2s") Duration maxDelay) {

		public Retry {
			new PropertyRules().require("max-retries", maxRetries >= 0, "must be at least 0")
				.time("delay", delay, Duration.ZERO, "must be at least 0")
				.require("multiplier", multiplier >= 1, "must be at least 1")
				.time("max-delay", maxDelay, Duration.ofNanos(1), "must be more than 0")
				.throwIfBroken();
		}

	}

	/**
	 * Properties of the shutdown of the pools.
	 *
	 * @param drainTimeout How long the shutdown waits for connections in use. Zero for no
	 * wait.
	 */
	public record Shutdown(@DefaultValue("30s") Duration drainTimeout) {

		public Shutdown {
			new PropertyRules().time("drain-timeout", drainTimeout, Duration.ZERO, "must be at least 0")
				.throwIfBroken();
		}

	}

}
