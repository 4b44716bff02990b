package io.github.poolstarter.autoconfigure.redis;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.StartupPolicy;
import io.github.poolstarter.autoconfigure.ConfigurationMistakes;
import io.github.poolstarter.autoconfigure.Durations;
import io.github.poolstarter.autoconfigure.PoolPropertySources;
import io.github.poolstarter.autoconfigure.PoolsProperties;
import io.github.poolstarter.autoconfigure.RedisPoolProperties;
import io.github.poolstarter.pool.LeakThresholds;
import io.github.poolstarter.redis.RedisPool;
import io.github.poolstarter.redis.RedisPoolDefinition;
import io.github.poolstarter.redis.RedisPoolDefinition.Limits;
import io.github.poolstarter.redis.RedisValidation;
import io.github.poolstarter.tracking.StackCallSites;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;

/**
 * Makes the Redis pools from their properties: fills in the defaults and refuses what
 * can't work. The pools are not connected yet.
 */
final class RedisPoolFactory {

	private static final Log logger = LogFactory.getLog(RedisPoolFactory.class);

	private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9-]*");

	private static final int DEFAULT_MAX_ACTIVE = 8;

	// As long as borrowers of the JDBC pools wait
	private static final Duration DEFAULT_MAX_WAIT = Duration.ofSeconds(30);

	private static final Duration DEFAULT_EVICTION_INTERVAL = Duration.ofSeconds(30);

	private static final Duration LONGEST_VALIDATION = Duration.ofSeconds(5);

	private final PoolPropertySources sources;

	private final RedisServers servers;

	private final RedisClients clients;

	private final PoolsProperties properties;

	private final LeakThresholds leakThresholds;

	private final StackCallSites stack;

	RedisPoolFactory(PoolsProperties properties, PoolPropertySources sources, RedisServers servers,
			RedisClients clients, LeakThresholds leakThresholds, StackCallSites stack) {
		this.properties = properties;
		this.sources = sources;
		this.servers = servers;
		this.clients = clients;
		this.leakThresholds = leakThresholds;
		this.stack = stack;
	}

	/**
	 * Make all pools.
	 * @throws PoolConfigurationException if one of them can't work
	 */
	Map<String, ConfiguredRedisPool> create() {
		if (this.sources.isSet("spring.data.redis.lettuce.pool")) {
			logger.warn("spring.data.redis.lettuce.pool.* has no effect on the pools: set these properties under "
					+ "pools.redis.<name>.*");
		}
		Map<String, ConfiguredRedisPool> pools = new LinkedHashMap<>();
		ConfigurationMistakes mistakes = new ConfigurationMistakes();
		for (String name : this.sources.poolNames()) {
			mistakes.attempt(() -> pools.put(name, create(name)), null);
		}
		mistakes.throwIfAny();
		return pools;
	}

	private ConfiguredRedisPool create(String name) {
		if (!NAME.matcher(name).matches()) {
			throw new PoolConfigurationException("'%s' under pools.redis can't be the name of a pool: %s."
				.formatted(name, this.sources.describePool(name)), "Use a letter, then letters, digits and dashes.");
		}
		RedisPoolProperties settings = this.properties.redis(name);
		RedisSettingChecks checks = new RedisSettingChecks(name, this.sources);
		RedisServer server = this.servers.resolve(settings, checks);
		checks.positive("timeout", settings.timeout());
		checks.positive("connect-timeout", settings.connectTimeout());
		Duration timeout = this.clients.timeout(settings);
		RedisValidation validation = settings.validation();
		StartupPolicy startup = settings.startup();
		LettuceClientConfiguration client = this.clients.configuration(name, settings, server);
		Duration commandTimeout = client.getCommandTimeout();
		RedisPoolDefinition definition = new RedisPoolDefinition(name, server.display(), limits(settings, checks),
				maxWait(settings, checks), (validation != null) ? validation : RedisValidation.OPEN,
				(timeout.compareTo(LONGEST_VALIDATION) < 0) ? timeout : LONGEST_VALIDATION,
				(startup != null) ? startup : StartupPolicy.REQUIRED, this.clients.connectTimeout(settings),
				(commandTimeout.isZero()) ? null : commandTimeout);
		RedisPool pool = new RedisPool(definition, this.properties.tracking().history(), this.stack);
		Duration leakThreshold = checks.leakThreshold(settings.leakThreshold());
		if (leakThreshold != null) {
			this.leakThresholds.set(pool.qualifiedName(), leakThreshold);
		}
		return new ConfiguredRedisPool(pool, server, client, !Boolean.FALSE.equals(settings.shareConnection()));
	}

	private static Limits limits(RedisPoolProperties settings, RedisSettingChecks checks) {
		int maxActive = orElse(settings.maxActive(), DEFAULT_MAX_ACTIVE);
		checks.require(maxActive >= 1, "max-active", maxActive, "must be at least 1; a pool needs a limit");
		int maxIdle = orElse(settings.maxIdle(), maxActive);
		checks.require(maxIdle >= 0, "max-idle", maxIdle,
				"must be at least 0; leave it out to allow as many as max-active");
		checks.require(maxIdle <= maxActive, "max-idle", maxIdle,
				"must not exceed " + checks.describe("max-active", maxActive));
		int minIdle = orElse(settings.minIdle(), 0);
		checks.require(minIdle >= 0, "min-idle", minIdle, "must be at least 0");
		checks.require(minIdle <= maxActive, "min-idle", minIdle,
				"must not exceed " + checks.describe("max-active", maxActive));
		checks.require(minIdle <= maxIdle, "min-idle", minIdle,
				"must not exceed " + checks.describe("max-idle", maxIdle));
		return new Limits(maxActive, maxIdle, minIdle, evictionInterval(settings, minIdle, checks));
	}

	private static @Nullable Duration evictionInterval(RedisPoolProperties settings, int minIdle,
			RedisSettingChecks checks) {
		Duration interval = settings.timeBetweenEvictionRuns();
		if (interval == null) {
			return (minIdle > 0) ? DEFAULT_EVICTION_INTERVAL : null;
		}
		checks.require(!interval.isNegative(), "time-between-eviction-runs", Durations.display(interval),
				"must not be negative; 0 means never");
		checks.notTooLong("time-between-eviction-runs", interval);
		return (interval.isZero()) ? null : interval;
	}

	private static @Nullable Duration maxWait(RedisPoolProperties settings, RedisSettingChecks checks) {
		Duration maxWait = settings.maxWait();
		if (maxWait == null) {
			return DEFAULT_MAX_WAIT;
		}
		if (maxWait.isNegative()) {
			return null;
		}
		return checks.positive("max-wait", maxWait);
	}

	private static int orElse(@Nullable Integer value, int other) {
		return (value != null) ? value : other;
	}

}
