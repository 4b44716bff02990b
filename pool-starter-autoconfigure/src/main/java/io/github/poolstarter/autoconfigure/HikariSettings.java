package io.github.poolstarter.autoconfigure;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.github.poolstarter.StartupPolicy;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.env.Environment;

/**
 * What a pool inherits of {@code spring.datasource.hikari.*}, by which an application has
 * tuned the single pool that the pools replace: behaviour for every pool, sizes for the
 * default pool, which takes the place of the single one.
 */
final class HikariSettings {

	static final String PREFIX = "spring.datasource.hikari";

	private static final String STARTUP = "startup";

	private static final String INITIALIZATION_FAIL_TIMEOUT = "initialization-fail-timeout";

	private static final String LEAK_DETECTION_THRESHOLD = "leak-detection-threshold";

	private static final Set<String> SIZES = Set.of("minimum-idle", "maximum-pool-size");

	private static final Set<String> BEHAVIOUR = Set.of("connection-timeout", "validation-timeout", "idle-timeout",
			"max-lifetime", "keepalive-time", INITIALIZATION_FAIL_TIMEOUT, "read-only", "auto-commit",
			"transaction-isolation", "register-mbeans");

	/**
	 * What no pool to another kind of database could work with.
	 */
	private static final Set<String> OF_THE_DATABASE = Set.of("schema", "catalog", "connection-init-sql",
			"connection-test-query", "data-source-properties");

	/**
	 * What is inherited with the URL, as the connection details.
	 */
	private static final Set<String> CONNECTION_DETAILS = Set.of("jdbc-url", "username", "password",
			"driver-class-name");

	private static final Collection<Set<String>> INHERITED = List.of(SIZES, BEHAVIOUR, OF_THE_DATABASE,
			CONNECTION_DETAILS, Set.of(LEAK_DETECTION_THRESHOLD));

	private final Environment environment;

	private final String pool;

	private final boolean defaultPool;

	private final boolean sameDatabase;

	HikariSettings(Environment environment, String pool, boolean defaultPool, boolean sameDatabase) {
		this.environment = environment;
		this.pool = pool;
		this.defaultPool = defaultPool;
		this.sameDatabase = sameDatabase;
	}

	/**
	 * The settings of the single pool that no pool inherits.
	 */
	static List<String> notInherited(Environment environment) {
		return keys(environment)
			.filter((key) -> INHERITED.stream()
				.flatMap(Set::stream)
				.noneMatch((setting) -> isOf(setting, key, environment)))
			.toList();
	}

	/**
	 * The settings of the single pool that this pool does not inherit, because it has
	 * another kind of database.
	 */
	List<String> notInherited() {
		return (this.sameDatabase) ? List.of()
				: OF_THE_DATABASE.stream()
					.filter((setting) -> keys(this.environment).anyMatch((key) -> isOf(setting, key, this.environment)))
					.sorted()
					.toList();
	}

	private static Stream<String> keys(Environment environment) {
		return Binder.get(environment)
			.bind(PREFIX, Bindable.mapOf(String.class, String.class))
			.map((settings) -> settings.keySet().stream().sorted())
			.orElse(Stream.of());
	}

	private static boolean isOf(String setting, String key, Environment environment) {
		ConfigurationPropertyName name = name(setting);
		ConfigurationPropertyName found = name(key);
		return name.equals(found) || name.isAncestorOf(found) || (isVariableOf(setting, key)
				&& Binder.get(environment).bind(name, Bindable.of(Object.class)).isBound());
	}

	// An environment variable may have underscores in place of the dashes
	private static boolean isVariableOf(String setting, String key) {
		return setting.replace("-", ".").equals(key);
	}

	private static ConfigurationPropertyName name(String setting) {
		return ConfigurationPropertyName.adapt(PREFIX + "." + setting, '.');
	}

	static boolean isAncestorOf(ConfigurationPropertyName name) {
		return ConfigurationPropertyName.of(PREFIX).isAncestorOf(name);
	}

	/**
	 * What the pool inherits.
	 */
	JdbcPoolProperties settings() {
		Map<String, Object> others = new HashMap<>();
		if (isStartedWithoutDatabase()) {
			others.put("startup", StartupPolicy.OPTIONAL);
		}
		if (isLeakThresholdInherited()) {
			others.put("leakThreshold", duration(LEAK_DETECTION_THRESHOLD));
		}
		return Layers.with(Binder.get(this.environment)
			.bindOrCreate(PREFIX, Bindable.of(JdbcPoolProperties.class), new InheritingBindHandler()), others);
	}

	/**
	 * The property that the pool would inherit a setting from.
	 * @return the name of the property, {@code null} if it is not inherited
	 */
	@Nullable ConfigurationPropertyName property(String setting) {
		if (STARTUP.equals(setting)) {
			return (isStartedWithoutDatabase()) ? name(INITIALIZATION_FAIL_TIMEOUT) : null;
		}
		if (SettingChecks.LEAK_THRESHOLD.equals(setting)) {
			return (isLeakThresholdInherited()) ? name(LEAK_DETECTION_THRESHOLD) : null;
		}
		return (inherits(setting)) ? name(setting) : null;
	}

	private boolean inherits(String setting) {
		if ("read-only".equals(setting) && PoolDefinitionFactory.READ.equals(this.pool)) {
			// Its promise is not taken back by what was said of another pool
			return false;
		}
		return BEHAVIOUR.contains(setting) || (this.defaultPool && SIZES.contains(setting))
				|| (this.sameDatabase && OF_THE_DATABASE.contains(setting));
	}

	// How HikariCP is told that the database may be away at start
	private boolean isStartedWithoutDatabase() {
		Duration timeout = duration(INITIALIZATION_FAIL_TIMEOUT);
		return timeout != null && (timeout.isZero() || timeout.isNegative());
	}

	// Zero is HikariCP's default, and looks for no leaks
	private boolean isLeakThresholdInherited() {
		Duration threshold = duration(LEAK_DETECTION_THRESHOLD);
		return threshold != null && !threshold.isZero()
				&& !this.environment.containsProperty(PoolsProperties.LEAK_THRESHOLD);
	}

	private @Nullable Duration duration(String setting) {
		return Binder.get(this.environment).bind(name(setting), Bindable.of(Duration.class)).orElse(null);
	}

	/**
	 * Binds what is inherited, and means by a value what HikariCP means by it.
	 */
	private final class InheritingBindHandler implements BindHandler {

		private static final int SETTING = 3;

		@Override
		public <T> @Nullable Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target,
				BindContext context) {
			return (name.getNumberOfElements() <= SETTING || INHERITED.stream()
				.flatMap(Set::stream)
				.anyMatch((setting) -> inherits(setting) && name(setting).equals(name.chop(SETTING + 1)))) ? target
						: null;
		}

		@Override
		public @Nullable Object onSuccess(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
				Object result) {
			if (!(result instanceof Duration duration)) {
				return result;
			}
			return switch (name.getElement(SETTING, Form.DASHED)) {
				case "connection-timeout" -> (duration.isZero()) ? Duration.ofMillis(Integer.MAX_VALUE) : duration;
				case INITIALIZATION_FAIL_TIMEOUT -> (isStartedWithoutDatabase()) ? null : duration;
				default -> duration;
			};
		}

	}

}
