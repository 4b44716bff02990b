package io.github.poolstarter.autoconfigure;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.github.poolstarter.actuate.ConfiguredSetting;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.pool.LeakThresholds;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * Tells the settings that each pool was made from, and where they come from: as it was
 * when the pools were made, whatever becomes of the environment later.
 */
public final class PoolConfigReport {

	private static final Set<String> CONNECTION_DETAILS = Set.of("url", "username", "driver-class-name");

	private final PoolPropertySources sources;

	private final @Nullable PoolPreset preset;

	private final boolean inheritsProperties;

	private final RuntimeSettings runtime;

	private final LeakThresholds leakThresholds;

	// By pool, then by setting
	private final Map<String, Map<String, ConfiguredSetting>> configured = new HashMap<>();

	PoolConfigReport(PoolPropertySources sources, @Nullable PoolPreset preset, boolean inheritsProperties,
			RuntimeSettings runtime, LeakThresholds leakThresholds, JdbcPools pools) {
		this.sources = sources;
		this.preset = preset;
		this.inheritsProperties = inheritsProperties;
		this.runtime = runtime;
		this.leakThresholds = leakThresholds;
		pools.all().forEach((pool) -> this.configured.put(pool.name(), configured(pool)));
	}

	private Map<String, ConfiguredSetting> configured(JdbcPool pool) {
		Map<String, ConfiguredSetting> settings = new HashMap<>();
		for (PoolSetting setting : PoolSetting.of(pool.definition(), this.leakThresholds)) {
			Object value = setting.defined().apply(pool.definition());
			if (value != null) {
				settings.put(setting.name(), configured(pool.name(), setting, value));
			}
		}
		return settings;
	}

	private ConfiguredSetting configured(String pool, PoolSetting setting, Object value) {
		String key = setting.property();
		ConfigurationProperty property = this.sources.find(pool, key);
		if (property == null && this.inheritsProperties && CONNECTION_DETAILS.contains(key)) {
			property = connectionDetail(key);
		}
		String otherwise = "default";
		if (value instanceof Map) {
			// Only properties set driver properties, each at a place of its own
			otherwise = this.sources.isInherited(pool, key) ? HikariSettings.PREFIX : "property";
		}
		else if (this.preset != null && this.preset.settings().containsKey(setting.name())) {
			otherwise = "preset";
		}
		return PoolPropertySources.configured(value, property, otherwise);
	}

	private @Nullable ConfigurationProperty connectionDetail(String key) {
		ConfigurationProperty hikari = this.sources
			.find(ConfigurationPropertyName.of(HikariSettings.PREFIX + "." + (("url".equals(key)) ? "jdbc-url" : key)));
		return (hikari != null) ? hikari : this.sources.find(ConfigurationPropertyName.of("spring.datasource." + key));
	}

	/**
	 * The settings of one pool.
	 * @return the settings by name, in the order of the documentation
	 */
	public Map<String, ConfiguredSetting> of(JdbcPool pool) {
		Map<String, ConfiguredSetting> settings = new LinkedHashMap<>();
		for (PoolSetting setting : PoolSetting.of(pool.definition(), this.leakThresholds)) {
			ConfiguredSetting shown = inUse(pool, setting);
			if (shown != null) {
				settings.put(setting.name(), shown);
			}
		}
		return settings;
	}

	private @Nullable ConfiguredSetting inUse(JdbcPool pool, PoolSetting setting) {
		Object defined = setting.defined().apply(pool.definition());
		Object customized = setting.inUse().apply(pool.dataSource());
		Object used = (customized != null) ? customized : defined;
		ConfiguredSetting changed = this.runtime.find(pool.name(), setting.name());
		if (changed != null && used != null && changed.value().equals(Durations.displayed(used))) {
			return changed;
		}
		return (used == null || used.equals(defined))
				? this.configured.getOrDefault(pool.name(), Map.of()).get(setting.name())
				: new ConfiguredSetting(Durations.displayed(used), "customizer", null);
	}

}
