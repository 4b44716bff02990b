package io.github.poolstarter.autoconfigure.redis;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import io.github.poolstarter.actuate.ConfiguredSetting;
import io.github.poolstarter.actuate.PoolSettingsReport;
import io.github.poolstarter.autoconfigure.PoolPropertySources;
import io.github.poolstarter.pool.LeakThresholds;
import io.github.poolstarter.pool.ObservedPool;
import io.github.poolstarter.redis.RedisPool;
import io.github.poolstarter.redis.RedisPoolDefinition;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/**
 * Tells of each setting of a Redis pool which value is in use and where it comes from, as
 * it was when the pools were made, whatever becomes of the environment later. No password
 * is among them, and the URL is shown without user and password.
 */
final class RedisPoolConfigReport implements PoolSettingsReport {

	private final PoolPropertySources sources;

	private final Map<String, Map<String, ConfiguredSetting>> settings = new HashMap<>();

	RedisPoolConfigReport(PoolPropertySources sources, RedisPoolBeans pools, LeakThresholds leakThresholds) {
		this.sources = sources;
		pools.pools()
			.forEach((pool) -> this.settings.put(pool.name(),
					settings(pools.get(pool.name()), leakThresholds.of(pool.qualifiedName()))));
	}

	@Override
	public @Nullable Map<String, ConfiguredSetting> of(ObservedPool pool) {
		return (pool instanceof RedisPool) ? this.settings.get(pool.name()) : null;
	}

	private Map<String, ConfiguredSetting> settings(ConfiguredRedisPool configured, Duration leakThreshold) {
		RedisPoolDefinition definition = configured.pool().definition();
		Duration maxWait = definition.maxWait();
		Map<String, @Nullable Object> values = new LinkedHashMap<>();
		values.put("url", definition.server());
		values.put("username", configured.server().username());
		values.put("clientName", configured.client().getClientName().orElse(null));
		values.put("timeout", configured.client().getCommandTimeout());
		values.put("connectTimeout", definition.connectTimeout());
		values.put("maxActive", definition.limits().maxActive());
		values.put("maxIdle", definition.limits().maxIdle());
		values.put("minIdle", definition.limits().minIdle());
		values.put("maxWait", (maxWait != null) ? maxWait : "unlimited");
		values.put("leakThreshold", leakThreshold);
		values.put("timeBetweenEvictionRuns", definition.limits().evictionInterval());
		values.put("validation", lower(definition.validation()));
		values.put("shareConnection", configured.shareConnection());
		values.put("startup", lower(definition.startup()));
		Map<String, ConfiguredSetting> settings = new LinkedHashMap<>();
		values.forEach((name, value) -> {
			if (value != null) {
				settings.put(name, setting(definition.name(), name, value));
			}
		});
		return settings;
	}

	private static String lower(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT);
	}

	private ConfiguredSetting setting(String pool, String name, Object value) {
		return PoolPropertySources.configured(value,
				properties(name).stream()
					.map((property) -> this.sources.find(pool, property))
					.filter(Objects::nonNull)
					.findFirst()
					.orElse(null),
				"default");
	}

	// What is shown may be set in several ways
	private static List<String> properties(String name) {
		return switch (name) {
			case "url" ->
				List.of("url", "host", "port", "cluster.nodes[0]", "cluster.nodes", "sentinel.master", "database");
			case "username" -> List.of("username", "url");
			default -> List.of(DataObjectPropertyName.toDashedForm(name));
		};
	}

}
