package io.github.poolstarter.autoconfigure;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.actuate.ConfiguredSetting;
import io.github.poolstarter.jdbc.PoolDefinition.Database;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.boot.origin.Origin;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.env.AbstractEnvironment;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MutablePropertySources;

/**
 * The layers that a pool's settings come from, the nearest first: its own properties,
 * then, for a JDBC pool, {@code pools.defaults} and what is inherited of Spring Boot's
 * single pool. Tells where a setting came from.
 */
public final class PoolPropertySources {

	static final String POOLS = "pools.jdbc";

	static final String DEFAULTS = "pools.defaults";

	private static final String ENABLED = "pools.enabled";

	private static final List<String> INHERITED_URLS = List.of(DataSourcePropertiesConnectionDetails.HIKARI_URL,
			DataSourcePropertiesConnectionDetails.URL);

	private static final String REDIS_POOLS = "pools.redis";

	private final Environment environment;

	private final String pools;

	private final @Nullable String defaults;

	private final Map<ConfigurationPropertyName, ConfigurationProperty> changed;

	PoolPropertySources(Environment environment) {
		this(environment, POOLS, DEFAULTS, Map.of());
	}

	private PoolPropertySources(Environment environment, String pools, @Nullable String defaults,
			Map<ConfigurationPropertyName, ConfigurationProperty> changed) {
		this.environment = environment;
		this.pools = pools;
		this.defaults = defaults;
		this.changed = changed;
	}

	/**
	 * The sources as they are now, which follow no refresh of the environment.
	 */
	static PoolPropertySources snapshot(ConfigurableEnvironment environment) {
		MutablePropertySources sources = new MutablePropertySources(environment.getPropertySources());
		// Made anew for these sources
		sources.remove("configurationProperties");
		ConfigurableEnvironment snapshot = new AbstractEnvironment(sources) {
		};
		ConfigurationPropertySources.attach(snapshot);
		return new PoolPropertySources(snapshot);
	}

	/**
	 * The same sources with settings of a pool that come from elsewhere, on top.
	 */
	PoolPropertySources with(String pool, Map<String, String> origins) {
		Map<ConfigurationPropertyName, ConfigurationProperty> changed = new HashMap<>();
		origins.forEach((setting, origin) -> {
			ConfigurationPropertyName name = SettingNames.name(this.pools, pool, setting);
			changed.put(name, new ConfigurationProperty(name, "", new TextOrigin(origin)));
		});
		return new PoolPropertySources(this.environment, this.pools, this.defaults, changed);
	}

	/**
	 * The sources of the settings of Redis pools, which have no common defaults.
	 */
	public static PoolPropertySources ofRedis(Environment environment) {
		return new PoolPropertySources(environment, REDIS_POOLS, null, Map.of());
	}

	/**
	 * Whether the pools are switched on.
	 * @throws PoolConfigurationException if that can't be told
	 */
	public boolean isEnabled() {
		ConfigurationProperty whole = findInFiles(ConfigurationPropertyName.of("pools"));
		if (whole != null && !"".equals(whole.getValue())) {
			throw new PoolConfigurationException(
					"pools is a single value, and not a group of settings: %s."
						.formatted(describe(whole, whole.getValue())),
					"Define the pools below pools.jdbc, such as pools.jdbc.general.maximum-pool-size: 10.");
		}
		try {
			return this.environment.getProperty(ENABLED, Boolean.class, true);
		}
		catch (ConversionException ex) {
			String value = this.environment.getProperty(ENABLED);
			ConfigurationProperty property = find(ConfigurationPropertyName.of(ENABLED));
			throw new PoolConfigurationException(
					"pools.enabled must be true or false: %s.".formatted(
							(property != null) ? describe(property, value) : "%s = %s".formatted(ENABLED, value)),
					"Set %s to true or false.".formatted(ENABLED));
		}
	}

	// An environment variable of that name may be about something else
	private @Nullable ConfigurationProperty findInFiles(ConfigurationPropertyName name) {
		UnboundElementsSourceFilter filter = new UnboundElementsSourceFilter();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			ConfigurationProperty property = (filter.apply(source)) ? source.getConfigurationProperty(name) : null;
			if (property != null) {
				return property;
			}
		}
		return null;
	}

	/**
	 * The names of the pools that the environment defines. Environment variables know
	 * neither dashes nor capitals: a name that differs in nothing else is the same
	 * pool's.
	 * @return the names, in the order of the configuration
	 */
	public Set<String> poolNames() {
		Map<String, String> names = new LinkedHashMap<>();
		Binder.get(this.environment)
			.bind(this.pools, Bindable.mapOf(String.class, Object.class))
			.orElse(Map.of())
			.keySet()
			.forEach((name) -> names.merge(SettingNames.uniform(name), name,
					(one, other) -> (one.equals(SettingNames.uniform(one))) ? other : one));
		return new LinkedHashSet<>(names.values());
	}

	/**
	 * The settings of Spring Boot's single pool that the pools do not inherit.
	 */
	List<String> notInherited() {
		return HikariSettings.notInherited(this.environment);
	}

	/**
	 * The settings of Spring Boot's single pool that one pool does not inherit, because
	 * it has another kind of database.
	 */
	List<String> notInherited(String pool) {
		return hikari(pool).notInherited();
	}

	public boolean isSet(String prefix) {
		return Binder.get(this.environment).bind(prefix, Bindable.mapOf(String.class, Object.class)).isBound();
	}

	JdbcPoolProperties inherited(String pool) {
		return hikari(pool).settings();
	}

	/**
	 * The value of a setting of a pool's own.
	 * @return the value, or {@code null} where the pool itself does not set it
	 */
	public <T> @Nullable T value(String pool, String setting, Class<T> type) {
		return SettingNames.of(this.pools, pool, setting)
			.stream()
			.map((name) -> value(name, type))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	/**
	 * Find the property that a setting of a pool comes from.
	 * @return the property, or {@code null} where none sets it
	 */
	public @Nullable ConfigurationProperty find(String pool, String setting) {
		ConfigurationProperty property = findOwn(pool, setting);
		if (property == null && this.defaults != null) {
			property = find(SettingNames.name(this.defaults, setting));
			if (property == null) {
				ConfigurationPropertyName inherited = hikari(pool).property(setting);
				property = (inherited != null) ? find(inherited) : null;
			}
		}
		return (property == null && SettingChecks.LEAK_THRESHOLD.equals(setting))
				? find(ConfigurationPropertyName.of(PoolsProperties.LEAK_THRESHOLD)) : property;
	}

	/**
	 * Tell a setting with the property that it comes from.
	 * @param property the property, {@code null} if none sets it
	 */
	public static ConfiguredSetting configured(Object value, @Nullable ConfigurationProperty property,
			String otherwise) {
		if (property == null) {
			return new ConfiguredSetting(Durations.displayed(value), otherwise, null);
		}
		return new ConfiguredSetting(Durations.displayed(value),
				(HikariSettings.isAncestorOf(property.getName())) ? HikariSettings.PREFIX : "property",
				(property.getOrigin() != null) ? property.getOrigin().toString() : null);
	}

	private HikariSettings hikari(String pool) {
		return new HikariSettings(this.environment, pool, isDefaultPool(pool), hasInheritedDatabase(pool));
	}

	private boolean isDefaultPool(String pool) {
		String configured = value(ConfigurationPropertyName.of("pools.default-pool"), String.class);
		if (configured != null) {
			return pool.equals(configured);
		}
		return PoolDefinitionFactory.GENERAL.equals(pool) || poolNames().equals(Set.of(pool));
	}

	// By the kind of database that the URLs name
	private boolean hasInheritedDatabase(String pool) {
		String url = value(pool, "url", String.class);
		String common = (url != null) ? url : value(SettingNames.name(DEFAULTS, "url"), String.class);
		String inherited = this.environment.getProperty(DataSourcePropertiesConnectionDetails.HIKARI_URL,
				this.environment.getProperty(DataSourcePropertiesConnectionDetails.URL, ""));
		return common == null || inherited.isEmpty()
				|| ReplicationRules.subprotocol(common).equals(ReplicationRules.subprotocol(inherited));
	}

	private <T> @Nullable T value(ConfigurationPropertyName name, Class<T> type) {
		return Binder.get(this.environment).bind(name, Bindable.of(type)).orElse(null);
	}

	/**
	 * Whether a setting comes from the pool's own properties, not from the defaults.
	 */
	boolean isOwn(String pool, String setting) {
		return findOwn(pool, setting) != null;
	}

	private @Nullable ConfigurationProperty findOwn(String pool, String setting) {
		return SettingNames.of(this.pools, pool, setting)
			.stream()
			.map(this::find)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	boolean isOfHikari(String pool, String setting) {
		ConfigurationProperty property = find(pool, setting);
		return property != null && HikariSettings.isAncestorOf(property.getName());
	}

	boolean isInherited(String pool, String block) {
		return describeBelowPool(pool, block) == null && describeBelowDefaults(block) == null;
	}

	/**
	 * Find a property by its full name.
	 * @return the property, or {@code null} where it is not set
	 */
	public @Nullable ConfigurationProperty find(ConfigurationPropertyName name) {
		ConfigurationProperty changed = this.changed.get(name);
		if (changed != null) {
			return changed;
		}
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			ConfigurationProperty property = source.getConfigurationProperty(name);
			if (property != null) {
				return property;
			}
		}
		return null;
	}

	/**
	 * Describe a setting with its value and where it was set, for people.
	 * @return such as {@code pools.jdbc.ai.minimum-idle = 9 (class path resource
	 * [application.yaml] - 7:21)}
	 */
	public String describe(String pool, String setting, @Nullable Object value) {
		ConfigurationProperty property = find(pool, setting);
		if (property == null) {
			return "%s.%s.%s = %s (not set)".formatted(this.pools, pool, setting, value);
		}
		return describe(property, value);
	}

	public static String describe(ConfigurationProperty property, @Nullable Object value) {
		Origin origin = property.getOrigin();
		return "%s = %s (%s)".formatted(property.getName(), value, (origin != null) ? origin : "origin unknown");
	}

	/**
	 * Describe the URL of a pool and where it was set, for people.
	 */
	String describeUrl(String pool, Database database) {
		if (find(pool, "url") != null) {
			return describe(pool, "url", database.displayUrl());
		}
		for (String url : INHERITED_URLS) {
			ConfigurationProperty inherited = find(ConfigurationPropertyName.of(url));
			if (inherited != null && database.url().equals(this.environment.getProperty(url))) {
				return describe(inherited, database.displayUrl());
			}
		}
		return database.displayUrl() + " (from a container or an embedded database)";
	}

	/**
	 * Describe the first property of a pool and where it was set, for people. Works for
	 * names that no pool may have.
	 * @return the description, without the value
	 */
	public String describePool(String pool) {
		String description = describe((name) -> isOf(pool, name));
		return (description != null) ? description : "%s.%s (origin unknown)".formatted(this.pools, pool);
	}

	/**
	 * Describes the first property of a block of settings, without its value, as the next
	 * two do; {@code null} if nothing is set there.
	 */
	@Nullable String describeBelowPool(String pool, String block) {
		List<ConfigurationPropertyName> blocks = SettingNames.of(this.pools, pool, block);
		return describe((name) -> blocks.stream().anyMatch((candidate) -> candidate.isAncestorOf(name)));
	}

	@Nullable String describeBelowDefaults(String block) {
		return describeBelow(DEFAULTS, block);
	}

	@Nullable String describeBelow(String... prefix) {
		return describe(SettingNames.name(prefix)::isAncestorOf);
	}

	private @Nullable String describe(Predicate<ConfigurationPropertyName> filter) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				for (ConfigurationPropertyName name : iterable) {
					if (filter.test(name)) {
						return describe(Objects.requireNonNull(source.getConfigurationProperty(name)), "...");
					}
				}
			}
		}
		return null;
	}

	private boolean isOf(String pool, ConfigurationPropertyName name) {
		ConfigurationPropertyName pools = ConfigurationPropertyName.of(this.pools);
		return pools.isAncestorOf(name) && name.getElement(pools.getNumberOfElements(), Form.ORIGINAL).equals(pool);
	}

	/**
	 * Whether the name of a pool stands in brackets at one place, and not at another. The
	 * settings of one of them would be lost.
	 */
	boolean isWrittenInTwoWays(ConfigurationPropertyName name) {
		int pools = ConfigurationPropertyName.of(this.pools).getNumberOfElements();
		if (name.getNumberOfElements() <= pools) {
			return false;
		}
		Set<ConfigurationPropertyName> forms = new LinkedHashSet<>(
				SettingNames.keys(name.chop(pools), name.getElement(pools, Form.ORIGINAL)));
		// Without capitals and dashes they are one name
		return forms.size() > 1 && forms.stream().allMatch((form) -> describe(form::isAncestorOf) != null);
	}

	private record TextOrigin(String text) implements Origin {

		@Override
		public String toString() {
			return this.text;
		}

	}

}
