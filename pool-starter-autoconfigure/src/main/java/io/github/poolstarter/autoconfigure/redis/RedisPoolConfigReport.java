package io.github.poolstarter.autoconfigure.redis;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.poolstarter.actuate.ConfiguredSetting;
import io.github.poolstarter.actuate.PoolSettingsReport;
import io.github.poolstarter.autoconfigure.Durations;
import io.github.poolstarter.autoconfigure.PoolPropertySources;
import io.github.poolstarter.pool.LeakThresholds;
import io.github.poolstarter.pool.ObservedPool;
import io.github.poolstarter.redis.RedisPool;
import io.github.poolstarter.redis.RedisPoolDefinition;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.origin.Origin;

/**
 * Tells of each setting of a Redis pool which value is in use and where it comes from, as
 * it was when the pools were made, whatever becomes of the environment later. No password
 * is among them, and the URL is shown without user and password.
 */
final class RedisPoolConfigReport implements PoolSettingsReport {

	private static final List<String> ADDRESS = List.of("url", "host", "port", "cluster.nodes[0]", "cluster.nodes",
			"sentinel.master", "database");

	private final PoolPropertySources sources;

	private final LeakThresholds leakThresholds;

	private final Map<String, Map<String, ConfiguredSetting>> settings = new HashMap<>();

	RedisPoolConfigReport(PoolPropertySources sources, RedisPoolBeans pools, LeakThresholds leakThresholds) {
		this.sources = sources;
		this.leakThresholds = leakThresholds;
		pools.pools().forEach((pool) -> this.settings.put(pool.name(), settings(pools.get(pool.name()))));
	}

	@Override
	public @Nullable Map<String, ConfiguredSetting> of(ObservedPool pool) {
		return (pool instanceof RedisPool) ? this.settings.get(pool.name()) : null;
	}

	private Map<String, ConfiguredSetting> settings(ConfiguredRedisPool configured) {
		String pool = configured.pool().name();
		RedisPoolDefinition definition = configured.pool().definition();
		Map<String, ConfiguredSetting> settings = new LinkedHashMap<>();
		put(settings, pool, "url", definition.server(), ADDRESS);
		put(settings, pool, "username", configured.server().username(), List.of("username", "url"));
		put(settings, pool, "clientName", configured.client().getClientName().orElse(null), List.of("client-name"));
		put(settings, pool, "timeout", configured.client().getCommandTimeout(), List.of("timeout"));
		put(settings, pool, "connectTimeout", definition.connectTimeout(), List.of("connect-timeout"));
		put(settings, pool, "maxActive", definition.limits().maxActive(), List.of("max-active"));
		put(settings, pool, "maxIdle", definition.limits().maxIdle(), List.of("max-idle"));
		put(settings, pool, "minIdle", definition.limits().minIdle(), List.of("min-idle"));
		Duration maxWait = definition.maxWait();
		put(settings, pool, "maxWait", (maxWait != null) ? maxWait : "unlimited", List.of("max-wait"));
		put(settings, pool, "leakThreshold", this.leakThresholds.of(configured.pool().qualifiedName()),
				List.of("leak-threshold"));
		put(settings, pool, "timeBetweenEvictionRuns", definition.limits().evictionInterval(),
				List.of("time-between-eviction-runs"));
		put(settings, pool, "validation", lower(definition.validation()), List.of("validation"));
		put(settings, pool, "shareConnection", configured.shareConnection(), List.of("share-connection"));
		put(settings, pool, "startup", lower(definition.startup()), List.of("startup"));
		return settings;
	}

	private static String lower(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT);
	}

	private void put(Map<String, ConfiguredSetting> settings, String pool, String name, @Nullable Object value,
			List<String> properties) {
		if (value != null) {
			Object displayed = (value instanceof Duration duration) ? Durations.display(duration) : value;
			settings.put(name, setting(pool, displayed, properties));
		}
	}

	private ConfiguredSetting setting(String pool, Object value, List<String> properties) {
		for (String name : properties) {
			ConfigurationProperty property = this.sources.find(pool, name);
			if (property == null && "leak-threshold".equals(name)) {
				property = this.sources.find(ConfigurationPropertyName.of("pools.tracking.leak-threshold"));
			}
			if (property != null) {
				Origin origin = property.getOrigin();
				return new ConfiguredSetting(value, "property", (origin != null) ? origin.toString() : null);
			}
		}
		return new ConfiguredSetting(value, "default", null);
	}

}
