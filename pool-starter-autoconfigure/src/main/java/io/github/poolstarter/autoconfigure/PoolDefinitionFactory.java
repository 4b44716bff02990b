package io.github.poolstarter.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.StartupPolicy;
import io.github.poolstarter.database.JdbcUrls;
import io.github.poolstarter.jdbc.PoolDefinition;
import io.github.poolstarter.jdbc.PoolDefinition.Database;
import io.github.poolstarter.jdbc.PoolDefinition.Fallback;
import io.github.poolstarter.jdbc.PoolDefinition.Session;
import io.github.poolstarter.jdbc.PoolDefinition.Timeouts;
import io.github.poolstarter.pool.LeakThresholds;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.log.LogMessage;
import org.springframework.util.StringUtils;

/**
 * Puts preset, defaults and each pool's own properties together, and refuses what can't
 * work. HikariCP would correct some of it silently; here nothing that was set is lost.
 */
final class PoolDefinitionFactory {

	private static final Log logger = LogFactory.getLog(PoolDefinitionFactory.class);

	private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9-]*");

	static final String GENERAL = "general";

	static final String READ = "read";

	private static final int DEFAULT_MAXIMUM_POOL_SIZE = 10;

	private static final Duration DEFAULT_CONNECTION_TIMEOUT = Duration.ofSeconds(30);

	private static final Duration DEFAULT_VALIDATION_TIMEOUT = Duration.ofSeconds(5);

	private static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofMinutes(10);

	private static final Duration DEFAULT_MAX_LIFETIME = Duration.ofMinutes(30);

	private static final Duration DEFAULT_KEEPALIVE_TIME = Duration.ofMinutes(2);

	private static final Duration SHORTEST_WAIT = Duration.ofMillis(250);

	private static final Duration SHORTEST_IDLE_TIMEOUT = Duration.ofSeconds(10);

	private static final Duration SHORTEST_LIFETIME = Duration.ofSeconds(30);

	private final PoolsProperties properties;

	private final Set<String> names;

	private final PoolPropertySources sources;

	private final PoolConnectionDetails connectionDetails;

	private final FallbackRules fallbacks;

	private final ReplicationRules replications;

	private final Map<String, JdbcPoolProperties> settings = new ConcurrentHashMap<>();

	private final Set<String> corrections = new LinkedHashSet<>();

	PoolDefinitionFactory(PoolsProperties properties, PoolPropertySources sources,
			PoolConnectionDetails connectionDetails) {
		this.properties = properties;
		this.names = sources.poolNames();
		this.sources = sources;
		this.connectionDetails = connectionDetails;
		this.fallbacks = new FallbackRules(this.names, sources);
		this.replications = new ReplicationRules(this.names, sources);
	}

	/**
	 * The definitions of all pools.
	 * @throws PoolConfigurationException if one of them can't work
	 */
	List<PoolDefinition> definitions() {
		List<String> ignored = this.sources.notInherited();
		if (!ignored.isEmpty()) {
			logger.warn(LogMessage.format(
					"These settings of %s have no effect on the pools: %s. A pool is named by its key "
							+ "under pools.jdbc; for anything else, use a PoolCustomizer",
					HikariSettings.PREFIX, String.join(", ", ignored)));
		}
		ConfigurationMistakes mistakes = new ConfigurationMistakes();
		mistakes.attempt(this.replications::refuseDefaults);
		List<PoolDefinition> definitions = new ArrayList<>();
		for (String name : this.names) {
			mistakes.attempt(() -> definitions.add(definition(name)), false);
		}
		mistakes.attempt(this::defaultPool, "");
		mistakes.throwIfAny();
		this.corrections.forEach(logger::warn);
		this.names.forEach(this::tellWhatIsNotInherited);
		definitions.forEach(this.replications::watchDatabases);
		this.fallbacks.check(definitions);
		return definitions;
	}

	private void tellWhatIsNotInherited(String pool) {
		List<String> others = this.sources.notInherited(pool);
		if (!others.isEmpty()) {
			logger.info(LogMessage.format(
					"Pool '%s' has another kind of database than spring.datasource.url, so it does "
							+ "not inherit these settings of %s: %s",
					pool, HikariSettings.PREFIX, String.join(", ", others)));
		}
	}

	/**
	 * The name of the pool of all work that nothing routes elsewhere.
	 * @throws PoolConfigurationException if none is named, or one that is not defined
	 */
	String defaultPool() {
		List<String> names = List.copyOf(this.names);
		String configured = this.properties.defaultPool();
		if (configured != null) {
			if (!names.contains(configured)) {
				ConfigurationProperty property = this.sources.find(ConfigurationPropertyName.of("pools.default-pool"));
				throw new PoolConfigurationException(
						"The default pool is not defined: %s. Defined: %s.".formatted(
								(property != null) ? PoolPropertySources.describe(property, configured) : configured,
								String.join(", ", names)),
						"Add pools.jdbc.%s, or set pools.default-pool to a defined pool.".formatted(configured));
			}
			return configured;
		}
		if (names.contains(GENERAL)) {
			return GENERAL;
		}
		if (names.size() == 1) {
			return names.get(0);
		}
		throw new PoolConfigurationException(
				"None of the pools %s is the default pool: pools.default-pool is not set, and no pool is named 'general'."
					.formatted(String.join(", ", names)),
				"Set pools.default-pool to the pool for all work that is not routed elsewhere.");
	}

	/**
	 * The settings of a pool with all layers put together, and nothing filled in.
	 */
	JdbcPoolProperties settings(String name) {
		return this.settings.computeIfAbsent(name, this::merge);
	}

	private JdbcPoolProperties merge(String name) {
		PoolPreset preset = this.properties.preset();
		JdbcPoolProperties settings = Layers.with(JdbcPoolProperties.NONE,
				(preset != null) ? preset.settings() : Map.of());
		settings = Layers.merge(settings, this.sources.inherited(name));
		settings = Layers.merge(settings, this.properties.defaults());
		return Layers.merge(settings, this.properties.jdbc(name));
	}

	/**
	 * The definition of one pool.
	 * @throws PoolConfigurationException if it can't work
	 */
	PoolDefinition definition(String name) {
		if (!NAME.matcher(name).matches()) {
			throw new PoolConfigurationException("'%s' under pools.jdbc can't be the name of a pool: %s."
				.formatted(name, this.sources.describePool(name)), "Use a letter, then letters, digits and dashes.");
		}
		return definition(name, settings(name));
	}

	/**
	 * The definition that a pool has with other settings.
	 * @throws PoolConfigurationException if it can't work
	 */
	PoolDefinition definition(String name, JdbcPoolProperties settings, Map<String, String> origins) {
		return new PoolDefinitionFactory(this.properties, this.sources.with(name, origins), this.connectionDetails)
			.definition(name, settings);
	}

	private PoolDefinition definition(String name, JdbcPoolProperties settings) {
		JdbcSettingChecks checks = new JdbcSettingChecks(name, this.sources, this.corrections::add);
		ConfigurationMistakes mistakes = new ConfigurationMistakes();
		int maximumPoolSize = mistakes.attempt(() -> maximumPoolSize(settings, checks), Integer.MAX_VALUE);
		int minimumIdle = mistakes.attempt(() -> minimumIdle(name, settings, maximumPoolSize, checks), 0);
		mistakes.attempt(() -> leakThreshold(settings.leakThreshold(), checks), null);
		Database database = mistakes.attempt(() -> database(name, settings, checks), null);
		Timeouts timeouts = timeouts(settings, checks, mistakes);
		Session session = mistakes.attempt(() -> session(name, settings, checks), null);
		Fallback fallback = mistakes.attempt(() -> this.fallbacks.resolve(name, settings.fallback()), null);
		Integer maxWaiting = mistakes.attempt(() -> maxWaiting(settings, checks), null);
		mistakes.throwIfAny();
		PoolDefinition definition = new PoolDefinition(name, Objects.requireNonNull(database), minimumIdle,
				maximumPoolSize, timeouts, Objects.requireNonNull(session), settings.dataSourceProperties(),
				orElse(settings.registerMbeans(), false), orElse(settings.startup(), StartupPolicy.REQUIRED), fallback,
				maxWaiting, null);
		return this.replications.resolve(definition, settings);
	}

	private static int maximumPoolSize(JdbcPoolProperties settings, JdbcSettingChecks checks) {
		int maximumPoolSize = orElse(settings.maximumPoolSize(), DEFAULT_MAXIMUM_POOL_SIZE);
		checks.require(maximumPoolSize >= 1, "maximum-pool-size", maximumPoolSize, "must be at least 1");
		return maximumPoolSize;
	}

	/**
	 * The times after which connections count as leaked.
	 */
	LeakThresholds leakThresholds() {
		LeakThresholds thresholds = new LeakThresholds(this.properties.tracking().leakThreshold());
		for (String name : this.names) {
			Duration own = settings(name).leakThreshold();
			// Else the definition is refused
			if (own != null && own.compareTo(PoolsProperties.SHORTEST_LEAK_THRESHOLD) >= 0) {
				thresholds.set(name, own);
			}
		}
		return thresholds;
	}

	private static @Nullable Duration leakThreshold(@Nullable Duration configured, JdbcSettingChecks checks) {
		boolean works = configured == null || configured.compareTo(PoolsProperties.SHORTEST_LEAK_THRESHOLD) >= 0;
		return checks.leakThreshold(checks.corrected(SettingChecks.LEAK_THRESHOLD, configured, works, null));
	}

	private static @Nullable Integer maxWaiting(JdbcPoolProperties settings, JdbcSettingChecks checks) {
		Integer maxWaiting = settings.maxWaiting();
		if (maxWaiting != null) {
			checks.require(maxWaiting >= 0, "max-waiting", maxWaiting,
					"must not be negative; leave it out for no limit");
		}
		return maxWaiting;
	}

	private int minimumIdle(String name, JdbcPoolProperties settings, int maximumPoolSize, JdbcSettingChecks checks) {
		int configured = orElse(settings.minimumIdle(), maximumPoolSize);
		int minimumIdle = checks.corrected("minimum-idle", configured, configured <= maximumPoolSize, maximumPoolSize);
		checks.require(minimumIdle >= 0, "minimum-idle", minimumIdle, "must not be negative");
		if (minimumIdle <= maximumPoolSize) {
			return minimumIdle;
		}
		if (this.sources.find(name, "minimum-idle") == null) {
			return maximumPoolSize;
		}
		throw new PoolConfigurationException(
				"minimum-idle of pool '%s' exceeds maximum-pool-size: %s, but %s.".formatted(name,
						this.sources.describe(name, "minimum-idle", minimumIdle),
						this.sources.describe(name, "maximum-pool-size", maximumPoolSize)),
				"Lower minimum-idle to at most %d, or raise maximum-pool-size to at least %d."
					.formatted(maximumPoolSize, minimumIdle));
	}

	private Database database(String name, JdbcPoolProperties settings, JdbcSettingChecks checks) {
		Database database = resolve(name, settings, checks);
		// A wrapping driver needs the one that it wraps, too
		boolean wrapped = !JdbcUrls.unwrapped(database.url()).equals(database.url());
		String missing = (settings.driverClassName() != null && !wrapped) ? null
				: JdbcDrivers.missingFor(database.url());
		if (missing != null) {
			throw new PoolConfigurationException(
					"The JDBC driver for this URL is not on the class path: %s."
						.formatted(this.sources.describeUrl(name, database)),
					"Add the dependency %s%s.".formatted(missing,
							(wrapped) ? "" : ", or set driver-class-name to a driver that is on the class path"));
		}
		return database;
	}

	private Database resolve(String name, JdbcPoolProperties settings, JdbcSettingChecks checks) {
		String url = settings.url();
		if (!StringUtils.hasText(url)) {
			Database inherited = this.connectionDetails.inherited(name);
			return new Database(inherited.url(), orElse(settings.username(), inherited.username()),
					orElse(settings.password(), inherited.password()),
					orElse(checks.driver(settings.driverClassName()), inherited.driverClassName()));
		}
		if (!url.startsWith("jdbc:")) {
			throw new PoolConfigurationException(
					"The URL of pool '%s' is not a JDBC URL: %s.".formatted(name,
							this.sources.describe(name, "url", "***")),
					"A JDBC URL starts with 'jdbc:', such as jdbc:postgresql://localhost/app.");
		}
		// A driver set for the default URL is of no use with a URL of the pool's own
		boolean ownDriver = this.sources.isOwn(name, "driver-class-name") || !this.sources.isOwn(name, "url");
		return new Database(url, orElse(settings.username(), this.connectionDetails.username()),
				orElse(settings.password(), this.connectionDetails.password()),
				(ownDriver) ? checks.driver(settings.driverClassName()) : null);
	}

	// What follows from a mistake is none: it goes on with what fits everything
	private static Timeouts timeouts(JdbcPoolProperties settings, JdbcSettingChecks checks,
			ConfigurationMistakes mistakes) {
		Duration connection = mistakes.attempt(() -> connectionTimeout(settings, checks), Durations.LONGEST);
		Duration validation = mistakes.attempt(() -> validationTimeout(settings, connection, checks), connection);
		Duration maxLifetime = mistakes.attempt(() -> maxLifetime(settings, checks), Duration.ZERO);
		return new Timeouts(connection, validation,
				mistakes.attempt(() -> idleTimeout(settings, maxLifetime, checks), Duration.ZERO), maxLifetime,
				mistakes.attempt(() -> keepaliveTime(settings, maxLifetime, checks), Duration.ZERO),
				positive("initialization-fail-timeout", settings.initializationFailTimeout(), checks, mistakes),
				positive("statement-timeout", settings.statementTimeout(), checks, mistakes),
				positive("idle-in-transaction-timeout", settings.idleInTransactionTimeout(), checks, mistakes),
				positive("network-timeout", settings.networkTimeout(), checks, mistakes));
	}

	private static @Nullable Duration positive(String setting, @Nullable Duration value, JdbcSettingChecks checks,
			ConfigurationMistakes mistakes) {
		return mistakes.attempt(() -> checks.positive(setting, value), null);
	}

	private static Duration connectionTimeout(JdbcPoolProperties settings, JdbcSettingChecks checks) {
		Duration connection = orElse(settings.connectionTimeout(), DEFAULT_CONNECTION_TIMEOUT);
		checks.atLeast("connection-timeout", connection, SHORTEST_WAIT);
		return connection;
	}

	private static Duration validationTimeout(JdbcPoolProperties settings, Duration connection,
			JdbcSettingChecks checks) {
		Duration configured = orElse(settings.validationTimeout(), shorter(DEFAULT_VALIDATION_TIMEOUT, connection));
		Duration validation = checks.corrected("validation-timeout", configured, configured.compareTo(connection) <= 0,
				connection);
		checks.atLeast("validation-timeout", validation, SHORTEST_WAIT);
		checks.notOver("validation-timeout", validation, "connection-timeout", connection);
		return validation;
	}

	private static Duration maxLifetime(JdbcPoolProperties settings, JdbcSettingChecks checks) {
		Duration configured = orElse(settings.maxLifetime(), DEFAULT_MAX_LIFETIME);
		Duration maxLifetime = checks.corrected("max-lifetime", configured,
				configured.isZero() || configured.compareTo(SHORTEST_LIFETIME) >= 0, DEFAULT_MAX_LIFETIME);
		checks.zeroOrAtLeast("max-lifetime", maxLifetime, SHORTEST_LIFETIME);
		return maxLifetime;
	}

	private static Duration idleTimeout(JdbcPoolProperties settings, Duration maxLifetime, JdbcSettingChecks checks) {
		Duration configured = settings.idleTimeout();
		Duration fitting = (maxLifetime.isZero()) ? DEFAULT_IDLE_TIMEOUT
				: shorter(DEFAULT_IDLE_TIMEOUT, maxLifetime.minus(SHORTEST_IDLE_TIMEOUT));
		if (configured == null) {
			return fitting;
		}
		checks.notTooLong("idle-timeout", configured);
		boolean ends = maxLifetime.isZero() || JdbcSettingChecks.isWellUnder(configured, maxLifetime);
		Duration idle = checks.corrected("idle-timeout", configured, ends, Duration.ZERO);
		idle = checks.corrected("idle-timeout", idle,
				idle.isZero() || idle.isNegative() || idle.compareTo(SHORTEST_IDLE_TIMEOUT) >= 0, fitting);
		checks.zeroOrAtLeast("idle-timeout", idle, SHORTEST_IDLE_TIMEOUT);
		if (!maxLifetime.isZero()) {
			checks.wellUnder("idle-timeout", idle, "max-lifetime", maxLifetime);
		}
		return idle;
	}

	private static Duration keepaliveTime(JdbcPoolProperties settings, Duration maxLifetime, JdbcSettingChecks checks) {
		Duration configured = settings.keepaliveTime();
		if (configured == null) {
			boolean fits = maxLifetime.isZero() || DEFAULT_KEEPALIVE_TIME.compareTo(maxLifetime) < 0;
			return (fits) ? DEFAULT_KEEPALIVE_TIME : Duration.ZERO;
		}
		boolean works = configured.compareTo(SHORTEST_LIFETIME) >= 0
				&& (maxLifetime.isZero() || configured.compareTo(maxLifetime) < 0);
		Duration keepalive = checks.corrected("keepalive-time", configured, works || configured.isZero(),
				Duration.ZERO);
		checks.zeroOrAtLeast("keepalive-time", keepalive, SHORTEST_LIFETIME);
		if (!maxLifetime.isZero()) {
			checks.under("keepalive-time", keepalive, "max-lifetime", maxLifetime);
		}
		return keepalive;
	}

	private static Session session(String name, JdbcPoolProperties settings, JdbcSettingChecks checks) {
		return new Session(orElse(settings.readOnly(), READ.equals(name)), orElse(settings.autoCommit(), true),
				checks.isolation(settings.transactionIsolation()), settings.schema(), settings.catalog(),
				settings.connectionInitSql(), settings.connectionTestQuery());
	}

	private static Duration shorter(Duration one, Duration other) {
		return (one.compareTo(other) <= 0) ? one : other;
	}

	private static <T extends @Nullable Object> T orElse(@Nullable T value, T other) {
		return (value != null) ? value : other;
	}

}
