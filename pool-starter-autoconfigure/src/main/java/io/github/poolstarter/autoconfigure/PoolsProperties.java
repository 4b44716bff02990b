package io.github.poolstarter.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.poolstarter.budget.ExceededPolicy;
import io.github.poolstarter.remotecall.RemoteCallGuard;
import io.github.poolstarter.routing.ConflictPolicy;
import io.github.poolstarter.sizing.SizingMode;
import io.github.poolstarter.tracking.BusyTimeMode;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.util.Assert;

/**
 * Properties of the connection pools.
 */
@ConfigurationProperties(prefix = "pools", ignoreUnknownFields = false)
public class PoolsProperties {

	static final String LEAK_THRESHOLD = "pools.tracking.leak-threshold";

	/**
	 * The pools are looked at once a second.
	 */
	static final Duration SHORTEST_LEAK_THRESHOLD = Duration.ofSeconds(1);

	/**
	 * Whether the pools replace the application's single data source.
	 */
	private boolean enabled = true;

	/**
	 * Defaults that suit a kind of environment, for everything that is not set.
	 */
	private @Nullable PoolPreset preset;

	/**
	 * Name of the pool for all work that is not routed elsewhere. When not set, the pool
	 * "general", or the only pool.
	 */
	private @Nullable String defaultPool;

	/**
	 * Settings that every JDBC pool inherits.
	 */
	@NestedConfigurationProperty
	private final JdbcPoolProperties defaults = new JdbcPoolProperties();

	/**
	 * JDBC pools by name.
	 */
	private final Map<String, JdbcPoolProperties> jdbc = new LinkedHashMap<>();

	/**
	 * Redis pools by name.
	 */
	private final Map<String, RedisPoolProperties> redis = new LinkedHashMap<>();

	private final Routing routing = new Routing();

	private final Tracking tracking = new Tracking();

	private final Sizing sizing = new Sizing();

	private final Budget budget = new Budget();

	private final Alerts alerts = new Alerts();

	private final Retry retry = new Retry();

	private final Shutdown shutdown = new Shutdown();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public @Nullable PoolPreset getPreset() {
		return this.preset;
	}

	public void setPreset(@Nullable PoolPreset preset) {
		this.preset = preset;
	}

	public @Nullable String getDefaultPool() {
		return this.defaultPool;
	}

	public void setDefaultPool(@Nullable String defaultPool) {
		this.defaultPool = defaultPool;
	}

	public JdbcPoolProperties getDefaults() {
		return this.defaults;
	}

	public Map<String, JdbcPoolProperties> getJdbc() {
		return this.jdbc;
	}

	public Map<String, RedisPoolProperties> getRedis() {
		return this.redis;
	}

	public Routing getRouting() {
		return this.routing;
	}

	public Tracking getTracking() {
		return this.tracking;
	}

	public Sizing getSizing() {
		return this.sizing;
	}

	public Budget getBudget() {
		return this.budget;
	}

	public Alerts getAlerts() {
		return this.alerts;
	}

	public Retry getRetry() {
		return this.retry;
	}

	public Shutdown getShutdown() {
		return this.shutdown;
	}

	private static void requireNotTooLong(@Nullable Duration duration) {
		Assert.isTrue(duration == null || !Durations.isTooLong(duration),
				() -> "must be at most " + Durations.display(Durations.LONGEST));
	}

	/**
	 * Properties of routing.
	 */
	public static class Routing {

		/**
		 * Whether read-only transactions without a route of their own go to the pool
		 * "read", where there is one.
		 */
		private boolean readOnlyTransactions = true;

		/**
		 * What happens when work inside a transaction asks for a pool other than the
		 * transaction's.
		 */
		private ConflictPolicy onConflict = ConflictPolicy.WARN;

		public boolean isReadOnlyTransactions() {
			return this.readOnlyTransactions;
		}

		public void setReadOnlyTransactions(boolean readOnlyTransactions) {
			this.readOnlyTransactions = readOnlyTransactions;
		}

		public ConflictPolicy getOnConflict() {
			return this.onConflict;
		}

		public void setOnConflict(ConflictPolicy onConflict) {
			this.onConflict = onConflict;
		}

	}

	/**
	 * Properties of tracking.
	 */
	public static class Tracking {

		private static final Duration SECOND = Duration.ofSeconds(1);

		private static final Duration MINIMUM_HISTORY = Duration.ofMinutes(10);

		private static final Duration MAXIMUM_HISTORY = Duration.ofDays(7);

		/**
		 * What happens when a remote call is made by a thread that holds a pooled
		 * connection.
		 */
		private RemoteCallGuard.Reaction remoteCalls = RemoteCallGuard.Reaction.REPORT;

		/**
		 * How to measure the part of a hold in which the connection was working.
		 */
		private BusyTimeMode busyTime = BusyTimeMode.AUTO;

		/**
		 * How long the history of each pool is kept.
		 */
		private Duration history = Duration.ofHours(24);

		/**
		 * Time after which a connection that has not been returned counts as leaked, for
		 * pools without a threshold of their own.
		 */
		private Duration leakThreshold = Duration.ofSeconds(60);

		/**
		 * Interval at which a line with the statistics of each pool is logged. Not logged
		 * when not set.
		 */
		private @Nullable Duration logInterval;

		public RemoteCallGuard.Reaction getRemoteCalls() {
			return this.remoteCalls;
		}

		public void setRemoteCalls(RemoteCallGuard.Reaction remoteCalls) {
			this.remoteCalls = remoteCalls;
		}

		public BusyTimeMode getBusyTime() {
			return this.busyTime;
		}

		public void setBusyTime(BusyTimeMode busyTime) {
			this.busyTime = busyTime;
		}

		public Duration getHistory() {
			return this.history;
		}

		public void setHistory(Duration history) {
			Assert.isTrue(history.compareTo(MINIMUM_HISTORY) >= 0 && history.compareTo(MAXIMUM_HISTORY) <= 0,
					"must be at least 10m and at most 7d");
			this.history = history;
		}

		public Duration getLeakThreshold() {
			return this.leakThreshold;
		}

		public void setLeakThreshold(Duration leakThreshold) {
			Assert.isTrue(leakThreshold.compareTo(SHORTEST_LEAK_THRESHOLD) >= 0, "must be at least 1s");
			requireNotTooLong(leakThreshold);
			this.leakThreshold = leakThreshold;
		}

		public @Nullable Duration getLogInterval() {
			return this.logInterval;
		}

		public void setLogInterval(@Nullable Duration logInterval) {
			Assert.isTrue(logInterval == null || logInterval.compareTo(SECOND) >= 0, "must be at least 1s");
			requireNotTooLong(logInterval);
			this.logInterval = logInterval;
		}

	}

	/**
	 * Properties of the pools' sizes.
	 */
	public static class Sizing {

		/**
		 * What is done about the sizes of the pools.
		 */
		private SizingMode mode = SizingMode.SUGGEST;

		/**
		 * Longest acceptable wait for a connection, for 99 of 100 borrowers. When not
		 * set, a tenth of the median hold, from 1ms to 5ms.
		 */
		private @Nullable Duration targetWait;

		public SizingMode getMode() {
			return this.mode;
		}

		public void setMode(SizingMode mode) {
			this.mode = mode;
		}

		public @Nullable Duration getTargetWait() {
			return this.targetWait;
		}

		public void setTargetWait(@Nullable Duration targetWait) {
			Assert.isTrue(targetWait == null || targetWait.compareTo(Duration.ofMillis(1)) >= 0,
					"must be at least 1ms");
			requireNotTooLong(targetWait);
			this.targetWait = targetWait;
		}

	}

	/**
	 * Properties of what the database servers allow.
	 */
	public static class Budget {

		/**
		 * What happens at start when the maximum pool sizes add up to more than the
		 * database server allows.
		 */
		private ExceededPolicy onExceeded = ExceededPolicy.WARN;

		public ExceededPolicy getOnExceeded() {
			return this.onExceeded;
		}

		public void setOnExceeded(ExceededPolicy onExceeded) {
			this.onExceeded = onExceeded;
		}

	}

	/**
	 * Properties of alerts.
	 */
	public static class Alerts {

		/**
		 * Share of a pool's maximum, from 0 to 1, above which the pool counts as busy.
		 */
		private double usage = 0.8;

		public double getUsage() {
			return this.usage;
		}

		public void setUsage(double usage) {
			Assert.isTrue(usage > 0 && usage <= 1, "must be more than 0 and at most 1");
			this.usage = usage;
		}

	}

	/**
	 * Properties of retries after transient failures.
	 */
	public static class Retry {

		/**
		 * Maximum number of retries of an action.
		 */
		private long maxRetries = 3;

		/**
		 * Pause before the first retry.
		 */
		private Duration delay = Duration.ofMillis(50);

		/**
		 * Factor by which the pause grows from one retry to the next, at least 1.
		 */
		private double multiplier = 2;

		/**
		 * Longest pause between two retries.
		 */
		private Duration maxDelay = Duration.ofSeconds(2);

		public long getMaxRetries() {
			return this.maxRetries;
		}

		public void setMaxRetries(long maxRetries) {
			Assert.isTrue(maxRetries >= 0, "must be at least 0");
			this.maxRetries = maxRetries;
		}

		public Duration getDelay() {
			return this.delay;
		}

		public void setDelay(Duration delay) {
			Assert.isTrue(!delay.isNegative(), "must be at least 0");
			requireNotTooLong(delay);
			this.delay = delay;
		}

		public double getMultiplier() {
			return this.multiplier;
		}

		public void setMultiplier(double multiplier) {
			Assert.isTrue(multiplier >= 1, "must be at least 1");
			this.multiplier = multiplier;
		}

		public Duration getMaxDelay() {
			return this.maxDelay;
		}

		public void setMaxDelay(Duration maxDelay) {
			Assert.isTrue(!maxDelay.isNegative() && !maxDelay.isZero(), "must be more than 0");
			requireNotTooLong(maxDelay);
			this.maxDelay = maxDelay;
		}

	}

	/**
	 * Properties of the shutdown of the pools.
	 */
	public static class Shutdown {

		/**
		 * How long the shutdown waits for connections in use. Zero for no wait.
		 */
		private Duration drainTimeout = Duration.ofSeconds(30);

		public Duration getDrainTimeout() {
			return this.drainTimeout;
		}

		public void setDrainTimeout(Duration drainTimeout) {
			Assert.isTrue(!drainTimeout.isNegative(), "must be at least 0");
			requireNotTooLong(drainTimeout);
			this.drainTimeout = drainTimeout;
		}

	}

}
