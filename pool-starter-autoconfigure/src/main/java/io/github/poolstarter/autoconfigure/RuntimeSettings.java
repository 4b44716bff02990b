package io.github.poolstarter.autoconfigure;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.actuate.ConfiguredSetting;
import io.github.poolstarter.budget.StartBudgetCheck;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.PoolDefinition;
import io.github.poolstarter.pool.LeakThresholds;
import io.github.poolstarter.sizing.PoolChange;
import io.github.poolstarter.sizing.PoolResizer;
import io.github.poolstarter.sizing.PoolSettings;
import io.github.poolstarter.sizing.PoolSettingsChanger;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.core.log.LogMessage;

/**
 * The settings that were changed while the pools run. They are one more layer over the
 * settings that a pool was defined with: with that layer, it is defined once more, so
 * that a change has to keep the rules of the YAML, and what was never set follows what
 * was. All of it is checked before anything is changed. Safe for use by several threads.
 */
public final class RuntimeSettings implements PoolSettingsChanger {

	private static final String CUSTOMIZED = "by a PoolCustomizer or JMX";

	private static final Log logger = LogFactory.getLog(RuntimeSettings.class);

	private final PoolDefinitionFactory definitions;

	private final PoolResizer resizer;

	private final LeakThresholds leakThresholds;

	private final StartBudgetCheck budget;

	private final Clock clock;

	// By pool
	private final Map<String, Configured> configured = new HashMap<>();

	// By pool, then by setting
	private final Map<String, Map<String, ConfiguredSetting>> changed = new ConcurrentHashMap<>();

	RuntimeSettings(PoolDefinitionFactory definitions, PoolResizer resizer, LeakThresholds leakThresholds,
			StartBudgetCheck budget, Clock clock) {
		this.definitions = definitions;
		this.resizer = resizer;
		this.leakThresholds = leakThresholds;
		this.budget = budget;
		this.clock = clock;
	}

	@Override
	public synchronized Changed change(JdbcPool pool, PoolChange change, String by) {
		Map<String, Object> asked = Layers.values(change);
		if (asked.isEmpty()) {
			throw new PoolConfigurationException(
					"No known setting in the request for pool '%s'.".formatted(pool.name()),
					"Give at least one of maximumPoolSize, minimumIdle, connectionTimeout, idleTimeout, maxLifetime "
							+ "and leakThreshold.");
		}
		String origin = by + " at " + this.clock.instant().truncatedTo(ChronoUnit.SECONDS);
		PoolSettings last = PoolSettings.of(pool.dataSource());
		Map<String, Object> before = Layers.values(last);
		Configured configured = this.configured.computeIfAbsent(pool.name(),
				(name) -> new Configured(this.definitions.settings(name), pool.definition(), Map.of()));
		Map<String, Object> customized = new LinkedHashMap<>(before);
		customized.entrySet().removeAll(configured.values().entrySet());
		// A change has to fit to what is in use, unless that breaks the rules already
		Configured inUse = (customized.isEmpty()) ? configured
				: ifPossible(configured, customized, CUSTOMIZED).orElse(configured);
		Configured next = with(inUse, asked, origin);
		Map<String, Object> after = new LinkedHashMap<>(before);
		next.values().forEach((setting, value) -> {
			// What a customizer has set follows nothing
			if (asked.containsKey(setting)
					|| (!value.equals(inUse.values().get(setting)) && !customized.containsKey(setting))) {
				after.put(setting, value);
			}
		});
		PoolSettings settings = Layers.with(last, after);
		if (settings.maximumPoolSize() > pool.dataSource().getMaximumPoolSize()) {
			this.budget.checkChange(pool.name(), settings.maximumPoolSize());
		}
		this.resizer.apply(pool, settings);
		// With what came to be by other ways only where the rules ask for it
		this.configured.put(pool.name(),
				(inUse != configured) ? ifPossible(configured, asked, origin).orElse(next) : next);
		if (change.leakThreshold() != null) {
			before.put(PoolSetting.LEAK_THRESHOLD, this.leakThresholds.of(pool.name()));
			after.put(PoolSetting.LEAK_THRESHOLD, change.leakThreshold());
			this.leakThresholds.set(pool.name(), change.leakThreshold());
		}
		after.forEach((setting, value) -> {
			if (asked.containsKey(setting) || !value.equals(before.get(setting))) {
				note(pool, setting, Durations.displayed(Objects.requireNonNull(before.get(setting))),
						Durations.displayed(value), origin);
			}
		});
		return new Changed(last, settings);
	}

	private Optional<Configured> ifPossible(Configured configured, Map<String, Object> settings, String origin) {
		try {
			return Optional.of(with(configured, settings, origin));
		}
		catch (PoolConfigurationException ex) {
			return Optional.empty();
		}
	}

	private Configured with(Configured configured, Map<String, Object> values, String origin) {
		JdbcPoolProperties settings = Layers.with(configured.settings, values);
		Map<String, String> origins = new HashMap<>(configured.origins);
		values.keySet().forEach((setting) -> origins.put(DataObjectPropertyName.toDashedForm(setting), origin));
		return new Configured(settings, this.definitions.definition(configured.definition.name(), settings, origins),
				origins);
	}

	@Nullable ConfiguredSetting find(String pool, String setting) {
		return this.changed.getOrDefault(pool, Map.of()).get(setting);
	}

	private void note(JdbcPool pool, String setting, Object before, Object after, String origin) {
		this.changed.computeIfAbsent(pool.name(), (name) -> new ConcurrentHashMap<>())
			.put(setting, new ConfiguredSetting(after, "runtime", origin));
		logger.info(LogMessage.format("%s of pool '%s' was %s and is now %s: %s", setting, pool.name(), before, after,
				origin));
	}

	/**
	 * What a pool is set to, by the properties and by what was changed since.
	 */
	private record Configured(JdbcPoolProperties settings, PoolDefinition definition, Map<String, String> origins) {

		Map<String, Object> values() {
			return Layers.values(PoolSettings.of(this.definition));
		}

	}

}
