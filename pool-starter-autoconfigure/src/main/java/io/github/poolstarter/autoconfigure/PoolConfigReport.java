package io.github.poolstarter.autoconfigure;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.PoolDefinition;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.actuate.ConfiguredSetting;
import io.github.poolstarter.autoconfigure.RuntimeSettings.RuntimeSetting;
import io.github.poolstarter.pool.LeakThresholds;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.origin.Origin;

/**
 * Tells the settings that each pool was made from, and where they come from: as it was
 * when the pools were made, whatever becomes of the environment later. No password is
 * among them, and no credential in a URL or a driver property.
 */
public final class PoolConfigReport {

	private static final String MASK = "******";

	private static final ConfigurationPropertyName HIKARI = ConfigurationPropertyName.of(HikariSettings.PREFIX);

	private final PoolPropertySources sources;

	private final @Nullable PoolPreset preset;

	private final boolean inheritsProperties;

	private final RuntimeSettings runtime;

	private final LeakThresholds leakThresholds;

	// By pool, then by setting
	private final Map<String, Map<String, ConfiguredSetting>> configured = new HashMap<>();

	/**
	 * Create a report.
	 * @param sources where the settings come from
	 * @param preset the preset, where there is one
	 * @param inheritsProperties whether what a pool inherits comes from
	 * {@code spring.datasource.*}, and not from a container
	 * @param runtime what was changed while the pools run
	 * @param leakThresholds the thresholds of the pools
	 * @param pools the pools, which have just been made
	 */
	PoolConfigReport(PoolPropertySources sources, @Nullable PoolPreset preset, boolean inheritsProperties,
			RuntimeSettings runtime, LeakThresholds leakThresholds, PoolRegistry pools) {
		this.sources = sources;
		this.preset = preset;
		this.inheritsProperties = inheritsProperties;
		this.runtime = runtime;
		this.leakThresholds = leakThresholds;
		pools.forEach((pool) -> this.configured.put(pool.name(), configured(pool)));
	}

	private Map<String, ConfiguredSetting> configured(ManagedPool pool) {
		Map<String, ConfiguredSetting> settings = new HashMap<>();
		values(pool.definition()).forEach((name, value) -> {
			if (value != null) {
				settings.put(name, setting(pool.name(), name, value));
			}
		});
		settings.put(RuntimeSettings.LEAK_THRESHOLD, leakThreshold(pool.name()));
		return settings;
	}

	/**
	 * The settings of one pool.
	 * @param pool the pool
	 * @return the settings by name, in the order of the documentation
	 */
	public Map<String, ConfiguredSetting> of(ManagedPool pool) {
		Map<String, Object> inUse = inUse(pool.dataSource());
		Map<String, ConfiguredSetting> configured = this.configured.getOrDefault(pool.name(), Map.of());
		Map<String, ConfiguredSetting> settings = new LinkedHashMap<>();
		values(pool.definition()).forEach((name, value) -> {
			Object used = inUse.getOrDefault(name, value);
			RuntimeSetting changed = this.runtime.find(pool.name(), name);
			if (changed != null && changed.value().equals(used)) {
				settings.put(name, new ConfiguredSetting(display(used), "runtime", changed.origin()));
			}
			else if (used != null && !used.equals(value)) {
				settings.put(name, new ConfiguredSetting(display(used), "customizer", null));
			}
			else if (value != null) {
				settings.put(name, Objects.requireNonNull(configured.get(name)));
			}
		});
		RuntimeSetting changed = this.runtime.find(pool.name(), RuntimeSettings.LEAK_THRESHOLD);
		settings.put(RuntimeSettings.LEAK_THRESHOLD,
				(changed != null) ? new ConfiguredSetting(display(changed.value()), "runtime", changed.origin())
						: Objects.requireNonNull(configured.get(RuntimeSettings.LEAK_THRESHOLD)));
		return settings;
	}

	private ConfiguredSetting leakThreshold(String pool) {
		Object displayed = display(this.leakThresholds.of(pool));
		ConfigurationProperty property = this.sources.find(pool, SettingChecks.LEAK_THRESHOLD);
		if (property == null) {
			property = this.sources.find(ConfigurationPropertyName.of(PoolsProperties.LEAK_THRESHOLD));
		}
		return (property != null) ? fromProperty(displayed, property)
				: new ConfiguredSetting(displayed, "default", null);
	}

	private static ConfiguredSetting fromProperty(Object displayed, ConfigurationProperty property) {
		return new ConfiguredSetting(displayed,
				(HikariSettings.isAncestorOf(property.getName())) ? HikariSettings.PREFIX : "property",
				origin(property));
	}

	private static @Nullable String origin(ConfigurationProperty property) {
		Origin origin = property.getOrigin();
		return (origin != null) ? origin.toString() : null;
	}

	// What a PoolCustomizer may have changed
	private static Map<String, Object> inUse(HikariDataSource dataSource) {
		return Map.of("minimumIdle", dataSource.getMinimumIdle(), "maximumPoolSize", dataSource.getMaximumPoolSize(),
				"connectionTimeout", Duration.ofMillis(dataSource.getConnectionTimeout()), "validationTimeout",
				Duration.ofMillis(dataSource.getValidationTimeout()), "idleTimeout",
				Duration.ofMillis(dataSource.getIdleTimeout()), "maxLifetime",
				Duration.ofMillis(dataSource.getMaxLifetime()), "keepaliveTime",
				Duration.ofMillis(dataSource.getKeepaliveTime()), "readOnly", dataSource.isReadOnly(), "autoCommit",
				dataSource.isAutoCommit());
	}

	private static Object display(Object value) {
		return (value instanceof Duration duration) ? Durations.display(duration) : value;
	}

	private ConfiguredSetting setting(String pool, String name, Object value) {
		String key = dashed(name);
		Object displayed = display(value);
		ConfigurationProperty property = this.sources.find(pool, key);
		if (property == null && this.inheritsProperties && isConnectionDetail(key)) {
			property = connectionDetail(key);
		}
		if (property != null) {
			return fromProperty(displayed, property);
		}
		if (value instanceof Map) {
			// Only properties set driver properties, each at a place of its own
			return new ConfiguredSetting(displayed,
					this.sources.isInherited(pool, key) ? HikariSettings.PREFIX : "property", null);
		}
		boolean fromPreset = this.preset != null && PoolPreset.SETTINGS.contains(key);
		return new ConfiguredSetting(displayed, (fromPreset) ? "preset" : "default", null);
	}

	private @Nullable ConfigurationProperty connectionDetail(String key) {
		ConfigurationProperty hikari = this.sources.find(HIKARI.append(("url".equals(key)) ? "jdbc-url" : key));
		return (hikari != null) ? hikari : this.sources.find(ConfigurationPropertyName.of("spring.datasource." + key));
	}

	private static boolean isConnectionDetail(String key) {
		return "url".equals(key) || "username".equals(key) || "driver-class-name".equals(key);
	}

	private static Map<String, @Nullable Object> values(PoolDefinition definition) {
		Map<String, @Nullable Object> values = new LinkedHashMap<>();
		PoolDefinition.Database database = definition.database();
		values.put("url", database.displayUrl());
		values.put("username", database.username());
		values.put("driverClassName", database.driverClassName());
		values.put("minimumIdle", definition.minimumIdle());
		values.put("maximumPoolSize", definition.maximumPoolSize());
		values.put("maxWaiting", definition.maxWaiting());
		PoolDefinition.Timeouts timeouts = definition.timeouts();
		values.put("connectionTimeout", timeouts.connection());
		values.put("validationTimeout", timeouts.validation());
		values.put("idleTimeout", timeouts.idle());
		values.put("maxLifetime", timeouts.maxLifetime());
		values.put("keepaliveTime", timeouts.keepalive());
		values.put("statementTimeout", timeouts.statement());
		values.put("idleInTransactionTimeout", timeouts.idleInTransaction());
		values.put("networkTimeout", timeouts.network());
		values.put("initializationFailTimeout", timeouts.initializationFail());
		PoolDefinition.Session session = definition.session();
		values.put("readOnly", session.readOnly());
		values.put("autoCommit", session.autoCommit());
		values.put("transactionIsolation", session.transactionIsolation());
		values.put("schema", session.schema());
		values.put("catalog", session.catalog());
		values.put("connectionInitSql", (session.connectionInitSql() != null) ? MASK : null);
		values.put("connectionTestQuery", session.connectionTestQuery());
		values.put("registerMbeans", definition.registerMbeans());
		PoolDefinition.Fallback fallback = definition.fallback();
		values.put("fallback.to", (fallback != null) ? fallback.to() : null);
		values.put("fallback.maxConnections", (fallback != null) ? fallback.maxConnections() : null);
		PoolDefinition.Replication replication = definition.replication();
		if (replication != null) {
			replication.replicas().forEach((replica) -> {
				String prefix = "replicas." + replica.name() + ".";
				values.put(prefix + "url", replica.database().displayUrl());
				values.put(prefix + "username", replica.database().username());
				values.put(prefix + "minimumIdle", replica.minimumIdle());
				values.put(prefix + "maximumPoolSize", replica.maximumPoolSize());
			});
			values.put("replication.maxLag", replication.maxLag());
			values.put("replication.readYourWrites", replication.readYourWrites());
			values.put("replication.checkInterval", replication.checkInterval());
		}
		values.put("startup", definition.startup().name().toLowerCase(Locale.ROOT));
		if (!definition.dataSourceProperties().isEmpty()) {
			values.put("dataSourceProperties", masked(definition.dataSourceProperties()));
		}
		return values;
	}

	// The names of drivers' properties say little about which are secret: all are masked
	private static Map<String, String> masked(Map<String, String> properties) {
		Map<String, String> masked = new TreeMap<>();
		properties.keySet().forEach((name) -> masked.put(name, MASK));
		return masked;
	}

	static String dashed(String name) {
		StringBuilder dashed = new StringBuilder();
		for (char character : name.toCharArray()) {
			dashed.append((Character.isUpperCase(character)) ? "-" + Character.toLowerCase(character) : character);
		}
		return dashed.toString();
	}

}
