package io.github.poolstarter.autoconfigure;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.PoolDefinition;
import io.github.poolstarter.budget.StartBudgetCheck;
import io.github.poolstarter.pool.LeakThresholds;
import io.github.poolstarter.sizing.PoolChange;
import io.github.poolstarter.sizing.PoolResizer;
import io.github.poolstarter.sizing.PoolSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.core.env.AbstractEnvironment;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.log.LogMessage;

/**
 * The settings that were changed while the pools run. They are one more layer over the
 * properties: a change is checked by defining the pool once more, with that layer on top,
 * so that it has to keep the rules of the YAML, and what was never set follows what was.
 * All of it is checked before anything is changed. Safe for use by several threads.
 */
public final class RuntimeSettings {

	static final String LEAK_THRESHOLD = "leakThreshold";

	private static final String CUSTOMIZED = "by a PoolCustomizer or JMX";

	private static final Log logger = LogFactory.getLog(RuntimeSettings.class);

	private final PoolsProperties properties;

	// As they were when the pools were made: they follow no refresh of the environment
	private final MutablePropertySources sources;

	private final PoolConnectionDetails connectionDetails;

	private final PoolResizer resizer;

	private final LeakThresholds leakThresholds;

	private final StartBudgetCheck budget;

	private final Clock clock;

	// By their full names
	private final Map<String, OriginTrackedValue> layer = new LinkedHashMap<>();

	// What came to be by other ways when something was changed. By full names too
	private final Map<String, OriginTrackedValue> customized = new LinkedHashMap<>();

	// By pool, then by setting
	private final Map<String, Map<String, RuntimeSetting>> changed = new ConcurrentHashMap<>();

	/**
	 * Create an empty layer.
	 * @param properties the properties of all pools
	 * @param environment where the settings of each come from
	 * @param connectionDetails what the pools inherit
	 * @param resizer what changes a running pool
	 * @param leakThresholds the thresholds of the pools
	 * @param budget what the pools may open together
	 * @param clock what time it is
	 */
	RuntimeSettings(PoolsProperties properties, ConfigurableEnvironment environment,
			PoolConnectionDetails connectionDetails, PoolResizer resizer, LeakThresholds leakThresholds,
			StartBudgetCheck budget, Clock clock) {
		this.properties = properties;
		this.sources = new MutablePropertySources(environment.getPropertySources());
		// Made anew with each layer
		this.sources.remove("configurationProperties");
		this.connectionDetails = connectionDetails;
		this.resizer = resizer;
		this.leakThresholds = leakThresholds;
		this.budget = budget;
		this.clock = clock;
	}

	/**
	 * Change settings of a running pool: all of them, or none.
	 * @param pool the pool
	 * @param change what to change
	 * @param by who asks for it, and by which way
	 * @return what the settings were and are
	 * @throws PoolConfigurationException if the pool can't work so
	 */
	public synchronized Change change(ManagedPool pool, PoolChange change, String by) {
		String origin = by + " at " + this.clock.instant().truncatedTo(ChronoUnit.SECONDS);
		Map<String, Object> asked = asked(change);
		if (asked.isEmpty()) {
			throw new PoolConfigurationException(
					"No known setting in the request for pool '%s'.".formatted(pool.name()),
					"Give at least one of maximumPoolSize, minimumIdle, connectionTimeout, idleTimeout, maxLifetime "
							+ "and leakThreshold.");
		}
		Map<String, OriginTrackedValue> layer = layer(pool, asked, origin);
		PoolSettings last = PoolSettings.of(pool.dataSource());
		Map<String, Object> before = values(last);
		Map<String, Object> after = new LinkedHashMap<>(before);
		Map<String, OriginTrackedValue> base = base(pool);
		Map<String, Object> defined = values(definition(pool, base));
		Map<String, OriginTrackedValue> customized = customized(pool, base, before, defined);
		Map<String, Object> follows = values(definition(pool, merged(base, customized)));
		values(definition(pool, merged(base, customized, layer))).forEach((setting, value) -> {
			// What a customizer has set follows nothing
			if (asked.containsKey(setting) || (!value.equals(follows.get(setting))
					&& Objects.equals(before.get(setting), defined.get(setting)))) {
				after.put(setting, value);
			}
		});
		PoolSettings settings = settings(after);
		if (settings.maximumPoolSize() > pool.dataSource().getMaximumPoolSize()) {
			this.budget.checkChange(pool.name(), settings.maximumPoolSize());
		}
		this.resizer.apply(pool, settings);
		this.customized.putAll(customized);
		this.layer.putAll(layer);
		after.forEach((setting, value) -> {
			if (asked.containsKey(setting) || !value.equals(before.get(setting))) {
				note(pool, setting, before.get(setting), value, origin);
			}
		});
		if (change.leakThreshold() != null) {
			Duration threshold = this.leakThresholds.of(pool.name());
			this.leakThresholds.set(pool.name(), change.leakThreshold());
			note(pool, LEAK_THRESHOLD, threshold, change.leakThreshold(), origin);
		}
		return new Change(last, settings);
	}

	// What was changed may keep the rules only with what is there by other ways
	private Map<String, OriginTrackedValue> base(ManagedPool pool) {
		return isPossible(pool, this.layer) ? this.layer : merged(this.customized, this.layer);
	}

	// What is in use and not as it was defined. A change has to fit to it, and not to
	// what was defined instead; unless it breaks the rules already
	private Map<String, OriginTrackedValue> customized(ManagedPool pool, Map<String, OriginTrackedValue> base,
			Map<String, Object> before, Map<String, Object> defined) {
		Map<String, Object> others = new LinkedHashMap<>(before);
		others.entrySet().removeIf((entry) -> entry.getValue().equals(defined.get(entry.getKey())));
		Map<String, OriginTrackedValue> customized = layer(pool, others, CUSTOMIZED);
		return isPossible(pool, merged(base, customized)) ? customized : Map.of();
	}

	private boolean isPossible(ManagedPool pool, Map<String, OriginTrackedValue> layer) {
		try {
			definition(pool, layer);
			return true;
		}
		catch (PoolConfigurationException ex) {
			return false;
		}
	}

	private static Map<String, OriginTrackedValue> layer(ManagedPool pool, Map<String, Object> settings,
			String origin) {
		Map<String, OriginTrackedValue> layer = new LinkedHashMap<>();
		settings.forEach((setting, value) -> layer.put(property(pool, setting),
				OriginTrackedValue.of(value, new RequestOrigin(origin))));
		return layer;
	}

	@SafeVarargs
	private static Map<String, OriginTrackedValue> merged(Map<String, OriginTrackedValue>... layers) {
		Map<String, OriginTrackedValue> merged = new LinkedHashMap<>();
		for (Map<String, OriginTrackedValue> layer : layers) {
			merged.putAll(layer);
		}
		return merged;
	}

	/**
	 * Find a setting that was changed.
	 * @param pool the name of the pool
	 * @param setting the name of the setting, in camel case
	 * @return its value and who set it, {@code null} if it is as configured
	 */
	@Nullable RuntimeSetting find(String pool, String setting) {
		return this.changed.getOrDefault(pool, Map.of()).get(setting);
	}

	private void note(ManagedPool pool, String setting, @Nullable Object before, Object value, String origin) {
		this.changed.computeIfAbsent(pool.name(), (name) -> new ConcurrentHashMap<>())
			.put(setting, new RuntimeSetting(value, origin));
		logger.info(LogMessage.format("%s of pool '%s' was %s and is now %s: %s", setting, pool.name(), display(before),
				display(value), origin));
	}

	private static @Nullable Object display(@Nullable Object value) {
		return (value instanceof Duration duration) ? Durations.display(duration) : value;
	}

	private PoolDefinition definition(ManagedPool pool, Map<String, OriginTrackedValue> layer) {
		MutablePropertySources sources = new MutablePropertySources(this.sources);
		sources.addFirst(new OriginTrackedMapPropertySource("runtime", layer));
		LayeredEnvironment layered = new LayeredEnvironment(sources);
		ConfigurationPropertySources.attach(layered);
		return new PoolDefinitionFactory(this.properties, new PoolPropertySources(layered), this.connectionDetails)
			.definition(pool.name());
	}

	private static String property(ManagedPool pool, String setting) {
		return PoolPropertySources.POOLS + "." + pool.name() + "." + PoolConfigReport.dashed(setting);
	}

	private static Map<String, Object> asked(PoolChange change) {
		Map<String, Object> asked = new LinkedHashMap<>();
		putUnlessNull(asked, "maximumPoolSize", change.maximumPoolSize());
		putUnlessNull(asked, "minimumIdle", change.minimumIdle());
		putUnlessNull(asked, "connectionTimeout", change.connectionTimeout());
		putUnlessNull(asked, "idleTimeout", change.idleTimeout());
		putUnlessNull(asked, "maxLifetime", change.maxLifetime());
		putUnlessNull(asked, LEAK_THRESHOLD, change.leakThreshold());
		return asked;
	}

	private static void putUnlessNull(Map<String, Object> map, String key, @Nullable Object value) {
		if (value != null) {
			map.put(key, value);
		}
	}

	private static Map<String, Object> values(PoolDefinition definition) {
		PoolDefinition.Timeouts timeouts = definition.timeouts();
		return values(new PoolSettings(definition.minimumIdle(), definition.maximumPoolSize(), timeouts.connection(),
				timeouts.validation(), timeouts.idle(), timeouts.maxLifetime()));
	}

	private static Map<String, Object> values(PoolSettings settings) {
		Map<String, Object> values = new LinkedHashMap<>();
		values.put("maximumPoolSize", settings.maximumPoolSize());
		values.put("minimumIdle", settings.minimumIdle());
		values.put("connectionTimeout", settings.connectionTimeout());
		values.put("validationTimeout", settings.validationTimeout());
		values.put("idleTimeout", settings.idleTimeout());
		values.put("maxLifetime", settings.maxLifetime());
		return values;
	}

	private static PoolSettings settings(Map<String, Object> values) {
		return new PoolSettings((Integer) value(values, "minimumIdle"), (Integer) value(values, "maximumPoolSize"),
				(Duration) value(values, "connectionTimeout"), (Duration) value(values, "validationTimeout"),
				(Duration) value(values, "idleTimeout"), (Duration) value(values, "maxLifetime"));
	}

	private static Object value(Map<String, Object> values, String setting) {
		return Objects.requireNonNull(values.get(setting));
	}

	/**
	 * What a change has changed.
	 *
	 * @param before the settings before
	 * @param after the settings now
	 */
	public record Change(PoolSettings before, PoolSettings after) {

	}

	/**
	 * A setting that was changed.
	 *
	 * @param value its value
	 * @param origin who has set it, and when
	 */
	record RuntimeSetting(Object value, String origin) {

	}

	/**
	 * Where a setting of the layer comes from.
	 *
	 * @param text who has set it, and when
	 */
	private record RequestOrigin(String text) implements Origin {

		@Override
		public String toString() {
			return this.text;
		}

	}

	/**
	 * The application's environment with the layer on top.
	 */
	private static final class LayeredEnvironment extends AbstractEnvironment {

		LayeredEnvironment(MutablePropertySources sources) {
			super(sources);
		}

	}

}
