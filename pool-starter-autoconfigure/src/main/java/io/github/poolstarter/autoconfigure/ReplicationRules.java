package io.github.poolstarter.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.jdbc.PoolDefinition;
import io.github.poolstarter.jdbc.PoolDefinition.Database;
import io.github.poolstarter.jdbc.PoolDefinition.Replica;
import io.github.poolstarter.jdbc.PoolDefinition.Replication;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.log.LogMessage;
import org.springframework.util.StringUtils;

/**
 * Decides which replicas a pool has, and refuses those that could not work.
 */
final class ReplicationRules {

	private static final Log logger = LogFactory.getLog(ReplicationRules.class);

	private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9-]*");

	private static final String REPLICAS = "replicas";

	private static final String REPLICATION = "replication";

	private static final Duration DEFAULT_MAX_LAG = Duration.ofSeconds(5);

	private static final Duration DEFAULT_READ_YOUR_WRITES = Duration.ofSeconds(2);

	private static final Duration DEFAULT_CHECK_INTERVAL = Duration.ofSeconds(1);

	private static final Duration SHORTEST_CHECK_INTERVAL = Duration.ofMillis(100);

	private final Set<String> pools;

	private final PoolPropertySources sources;

	ReplicationRules(Set<String> pools, PoolPropertySources sources) {
		this.pools = pools;
		this.sources = sources;
	}

	/**
	 * Refuse replicas of all pools at once: most pools write.
	 * @throws PoolConfigurationException if there are any
	 */
	void refuseDefaults() {
		String property = this.sources.describeBelowDefaults(REPLICAS);
		if (property != null) {
			throw new PoolConfigurationException("Replicas can't be set for all pools: %s.".formatted(property),
					"Set them on the read-only pools that they are for, as in pools.jdbc.read.replicas.*.");
		}
	}

	/**
	 * Put the replicas that a pool's settings ask for into its definition.
	 */
	PoolDefinition resolve(PoolDefinition definition, JdbcPoolProperties settings) {
		String pool = definition.name();
		String block = this.sources.describeBelowPool(pool, REPLICATION);
		if (settings.replicas().isEmpty()) {
			if (block != null) {
				throw new PoolConfigurationException(
						"Replication is set for pool '%s', which has no replicas: %s.".formatted(pool, block),
						"Add pools.jdbc.%s.replicas.<name>.url, or remove replication.".formatted(pool));
			}
			return definition;
		}
		if (!definition.session().readOnly()) {
			throw new PoolConfigurationException(
					"Pool '%s' has replicas but is not read-only: %s. A replica refuses writes.".formatted(pool,
							this.sources.describeBelowPool(pool, REPLICAS)),
					"Set pools.jdbc.%s.read-only to true, or move the replicas to a pool that only reads."
						.formatted(pool));
		}
		return definition.with(replication(definition, settings));
	}

	private Replication replication(PoolDefinition definition, JdbcPoolProperties settings) {
		List<Replica> replicas = new ArrayList<>();
		for (Map.Entry<String, JdbcPoolProperties.Replica> replica : settings.replicas().entrySet()) {
			replicas.add(replica(definition, replica.getKey(), replica.getValue()));
		}
		JdbcPoolProperties.Replication replication = settings.replication();
		return new Replication(replicas,
				duration(definition.name(), "max-lag", replication.maxLag(), DEFAULT_MAX_LAG, Duration.ofMillis(1)),
				duration(definition.name(), "read-your-writes", replication.readYourWrites(), DEFAULT_READ_YOUR_WRITES,
						Duration.ZERO),
				duration(definition.name(), "check-interval", replication.checkInterval(), DEFAULT_CHECK_INTERVAL,
						SHORTEST_CHECK_INTERVAL));
	}

	private Duration duration(String pool, String setting, @Nullable Duration value, Duration otherwise,
			Duration least) {
		if (value == null) {
			return otherwise;
		}
		checks(pool).atLeast(REPLICATION + "." + setting, value, least);
		return value;
	}

	private Replica replica(PoolDefinition pool, String name, JdbcPoolProperties.Replica settings) {
		String prefix = REPLICAS + "." + name;
		refuseName(pool, name);
		int maximum = (settings.maximumPoolSize() != null) ? settings.maximumPoolSize() : pool.maximumPoolSize();
		checks(pool.name()).require(maximum >= 1, prefix + ".maximum-pool-size", maximum, "must be at least 1");
		int minimum = Math.min(pool.minimumIdle(), maximum);
		if (settings.minimumIdle() != null) {
			minimum = settings.minimumIdle();
			checks(pool.name()).require(minimum >= 0 && minimum <= maximum, prefix + ".minimum-idle", minimum,
					"must be between 0 and the replica's maximum-pool-size, which is " + maximum);
		}
		return new Replica(name, database(pool, prefix, settings), minimum, maximum);
	}

	/**
	 * Warn of replicas that are none.
	 */
	void watchDatabases(PoolDefinition definition) {
		if (definition.replication() == null) {
			return;
		}
		Database primary = definition.database();
		for (Replica replica : definition.replication().replicas()) {
			if (replica.database().url().equals(primary.url())) {
				logger.warn(LogMessage.format("A replica of pool '%s' has the URL of the pool itself: %s",
						definition.name(), this.sources.describe(definition.name(),
								REPLICAS + "." + replica.name() + ".url", primary.displayUrl())));
			}
		}
	}

	private void refuseName(PoolDefinition pool, String name) {
		String property = this.sources.describeBelowPool(pool.name(), REPLICAS + "." + name);
		if (!NAME.matcher(name).matches()) {
			throw new PoolConfigurationException("'%s' under pools.jdbc.%s.replicas can't be the name of a replica: %s."
				.formatted(name, pool.name(), property), "Use a letter, then letters, digits and dashes.");
		}
		String poolName = pool.name() + "-" + name;
		if (this.pools.contains(poolName)) {
			throw new PoolConfigurationException(
					"The connections to replica '%s' of pool '%s' form a pool named '%s', but that name is taken: %s."
						.formatted(name, pool.name(), poolName, property),
					"Rename the replica, or pools.jdbc.%s.".formatted(poolName));
		}
	}

	private Database database(PoolDefinition pool, String prefix, JdbcPoolProperties.Replica settings) {
		String url = settings.url();
		String setting = prefix + ".url";
		if (!StringUtils.hasText(url)) {
			throw new PoolConfigurationException(
					"A replica of pool '%s' has no URL: %s.".formatted(pool.name(),
							this.sources.describe(pool.name(), setting, url)),
					"Set pools.jdbc.%s.%s, such as jdbc:postgresql://replica-1/app.".formatted(pool.name(), setting));
		}
		checks(pool.name()).require(url.startsWith("jdbc:"), setting, "***", "must start with 'jdbc:'");
		Database primary = pool.database();
		return new Database(url, (settings.username() != null) ? settings.username() : primary.username(),
				(settings.password() != null) ? settings.password() : primary.password(),
				(subprotocol(url).equals(subprotocol(primary.url()))) ? primary.driverClassName() : null);
	}

	static String subprotocol(String url) {
		return url.substring(0, url.indexOf(':', "jdbc:".length()) + 1);
	}

	private SettingChecks checks(String pool) {
		return new SettingChecks(pool, this.sources);
	}

}
