package io.github.poolstarter.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;

import com.zaxxer.hikari.HikariConfig;
import io.github.poolstarter.jdbc.PoolDefinition;
import io.github.poolstarter.jdbc.PoolDefinition.Fallback;
import io.github.poolstarter.jdbc.PoolDefinition.Replica;
import io.github.poolstarter.jdbc.PoolDefinition.Replication;
import io.github.poolstarter.pool.LeakThresholds;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/**
 * A setting of a JDBC pool, as it is shown: without passwords, without the credentials of
 * a URL, and without the values of driver properties, whose names say little about which
 * are secret.
 *
 * @param name the name of the setting, in camel case
 * @param defined the value that a pool was defined with, {@code null} if it has none
 * @param inUse the value that HikariCP uses, which a {@code PoolCustomizer} may have
 * changed; {@code null} if it has none
 */
record PoolSetting(String name, Function<PoolDefinition, @Nullable Object> defined,
		Function<HikariConfig, @Nullable Object> inUse) {

	static final String LEAK_THRESHOLD = "leakThreshold";

	private static final String MASK = "******";

	private static final List<PoolSetting> BEFORE_REPLICAS = List.of(of("url", (pool) -> pool.database().displayUrl()),
			of("username", (pool) -> pool.database().username()),
			of("driverClassName", (pool) -> pool.database().driverClassName()),
			of("minimumIdle", PoolDefinition::minimumIdle, HikariConfig::getMinimumIdle),
			of("maximumPoolSize", PoolDefinition::maximumPoolSize, HikariConfig::getMaximumPoolSize),
			of("maxWaiting", PoolDefinition::maxWaiting),
			of("connectionTimeout", (pool) -> pool.timeouts().connection(), millis(HikariConfig::getConnectionTimeout)),
			of("validationTimeout", (pool) -> pool.timeouts().validation(), millis(HikariConfig::getValidationTimeout)),
			of("idleTimeout", (pool) -> pool.timeouts().idle(), millis(HikariConfig::getIdleTimeout)),
			of("maxLifetime", (pool) -> pool.timeouts().maxLifetime(), millis(HikariConfig::getMaxLifetime)),
			of("keepaliveTime", (pool) -> pool.timeouts().keepalive(), millis(HikariConfig::getKeepaliveTime)),
			of("statementTimeout", (pool) -> pool.timeouts().statement()),
			of("idleInTransactionTimeout", (pool) -> pool.timeouts().idleInTransaction()),
			of("networkTimeout", (pool) -> pool.timeouts().network()),
			of("initializationFailTimeout", (pool) -> pool.timeouts().initializationFail()),
			of("readOnly", (pool) -> pool.session().readOnly(), HikariConfig::isReadOnly),
			of("autoCommit", (pool) -> pool.session().autoCommit(), HikariConfig::isAutoCommit),
			of("transactionIsolation", (pool) -> pool.session().transactionIsolation()),
			of("schema", (pool) -> pool.session().schema()), of("catalog", (pool) -> pool.session().catalog()),
			of("connectionInitSql", (pool) -> (pool.session().connectionInitSql() != null) ? MASK : null),
			of("connectionTestQuery", (pool) -> pool.session().connectionTestQuery()),
			of("registerMbeans", PoolDefinition::registerMbeans), of("fallback.to", fallback(Fallback::to)),
			of("fallback.maxConnections", fallback(Fallback::maxConnections)));

	private static final List<PoolSetting> AFTER_REPLICAS = List.of(
			of("replication.maxLag", replication(Replication::maxLag)),
			of("replication.readYourWrites", replication(Replication::readYourWrites)),
			of("replication.checkInterval", replication(Replication::checkInterval)),
			of("startup", (pool) -> pool.startup().name().toLowerCase(Locale.ROOT)),
			of("dataSourceProperties", (pool) -> masked(pool.dataSourceProperties())));

	/**
	 * The settings of a pool, in the order of the documentation.
	 */
	static List<PoolSetting> of(PoolDefinition pool, LeakThresholds leakThresholds) {
		List<PoolSetting> settings = new ArrayList<>(BEFORE_REPLICAS);
		if (pool.replication() != null) {
			pool.replication().replicas().forEach((replica) -> settings.addAll(of(replica)));
		}
		settings.addAll(AFTER_REPLICAS);
		settings.add(of(LEAK_THRESHOLD, (definition) -> leakThresholds.of(definition.name())));
		return settings;
	}

	private static List<PoolSetting> of(Replica replica) {
		String prefix = "replicas." + replica.name() + ".";
		return List.of(of(prefix + "url", (pool) -> replica.database().displayUrl()),
				of(prefix + "username", (pool) -> replica.database().username()),
				of(prefix + "minimumIdle", (pool) -> replica.minimumIdle()),
				of(prefix + "maximumPoolSize", (pool) -> replica.maximumPoolSize()));
	}

	/**
	 * The name of the property that sets it.
	 */
	String property() {
		return DataObjectPropertyName.toDashedForm(this.name);
	}

	private static PoolSetting of(String name, Function<PoolDefinition, @Nullable Object> defined) {
		return new PoolSetting(name, defined, (config) -> null);
	}

	private static PoolSetting of(String name, Function<PoolDefinition, @Nullable Object> defined,
			Function<HikariConfig, @Nullable Object> inUse) {
		return new PoolSetting(name, defined, inUse);
	}

	private static Function<HikariConfig, @Nullable Object> millis(ToLongFunction<HikariConfig> time) {
		return (config) -> Duration.ofMillis(time.applyAsLong(config));
	}

	private static Function<PoolDefinition, @Nullable Object> fallback(Function<Fallback, Object> value) {
		return (pool) -> (pool.fallback() != null) ? value.apply(pool.fallback()) : null;
	}

	private static Function<PoolDefinition, @Nullable Object> replication(Function<Replication, Object> value) {
		return (pool) -> (pool.replication() != null) ? value.apply(pool.replication()) : null;
	}

	private static @Nullable Object masked(Map<String, String> properties) {
		Map<String, String> masked = new TreeMap<>();
		properties.keySet().forEach((name) -> masked.put(name, MASK));
		return (masked.isEmpty()) ? null : masked;
	}

}
