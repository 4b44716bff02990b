package io.github.poolstarter.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.jdbc.PoolDefinition;
import io.github.poolstarter.jdbc.PoolDefinition.Fallback;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.log.LogMessage;

/**
 * Decides what a pool falls back to, and refuses what would go round in a circle, or make
 * read-only work writable.
 */
final class FallbackRules {

	private static final Log logger = LogFactory.getLog(FallbackRules.class);

	private static final String NONE = "none";

	private static final String TO = "fallback.to";

	private static final int DEFAULT_MAX_CONNECTIONS = 5;

	private final Set<String> pools;

	private final PoolPropertySources sources;

	FallbackRules(Set<String> pools, PoolPropertySources sources) {
		this.pools = pools;
		this.sources = sources;
	}

	/**
	 * The fallback that a pool's settings ask for.
	 * @return the fallback, or {@code null} for none
	 */
	@Nullable Fallback resolve(String pool, JdbcPoolProperties.Fallback settings) {
		String to = settings.to();
		boolean inherited = !this.sources.isOwn(pool, TO);
		if (to == null || NONE.equals(to) || (inherited && to.equals(pool))) {
			return null;
		}
		if (!Fallback.DIRECT.equals(to) && !this.pools.contains(to)) {
			throw new PoolConfigurationException(
					"The fallback of pool '%s' is not defined: %s. Defined: %s.".formatted(pool,
							this.sources.describe(pool, TO, to), String.join(", ", this.pools)),
					"Set it to one of them, to direct, or to none.");
		}
		int maxConnections = (settings.maxConnections() != null) ? settings.maxConnections() : DEFAULT_MAX_CONNECTIONS;
		if (maxConnections < 1) {
			throw new SettingChecks(pool, this.sources).invalid("fallback.max-connections", maxConnections,
					"must be at least 1; for no fallback, set fallback.to to none");
		}
		return new Fallback(to, maxConnections);
	}

	/**
	 * Check the fallbacks of all pools together.
	 * @throws PoolConfigurationException if they can't work
	 */
	void check(List<PoolDefinition> definitions) {
		Map<String, PoolDefinition> byName = definitions.stream()
			.collect(Collectors.toMap(PoolDefinition::name, (definition) -> definition, (one, other) -> one,
					LinkedHashMap::new));
		for (PoolDefinition definition : definitions) {
			List<String> path = new ArrayList<>(List.of(definition.name()));
			PoolDefinition next = target(definition, byName);
			while (next != null) {
				refuseCircle(path, next.name());
				refuseWritable(definition, next);
				watchDatabase(definition, next);
				path.add(next.name());
				next = target(next, byName);
			}
		}
	}

	private static @Nullable PoolDefinition target(PoolDefinition definition, Map<String, PoolDefinition> byName) {
		return (definition.fallback() != null) ? byName.get(definition.fallback().to()) : null;
	}

	private void refuseCircle(List<String> path, String next) {
		int start = path.indexOf(next);
		if (start < 0) {
			return;
		}
		List<String> circle = path.subList(start, path.size());
		String properties = circle.stream()
			.map((pool) -> this.sources.describe(pool, TO,
					(circle.indexOf(pool) + 1 < circle.size()) ? circle.get(circle.indexOf(pool) + 1) : next))
			.collect(Collectors.joining(", "));
		throw new PoolConfigurationException("The fallbacks of the pools form a cycle: %s -> %s. Set by: %s."
			.formatted(String.join(" -> ", circle), next, properties), "Set fallback.to of one of them to none.");
	}

	// A replica of the same data is legitimate, another database by way of the defaults
	// is an accident
	private void watchDatabase(PoolDefinition from, PoolDefinition to) {
		if (from.database().url().equals(to.database().url())) {
			return;
		}
		if (!this.sources.isOwn(from.name(), TO)) {
			throw new PoolConfigurationException(
					"Pool '%s' inherits a fallback to pool '%s', which has another URL: %s.".formatted(from.name(),
							to.name(), this.sources.describe(from.name(), TO, to.name())),
					"Set pools.jdbc.%s.fallback.to to none, or to the fallback that this pool should have."
						.formatted(from.name()));
		}
		logger.warn(LogMessage.format(
				"Pool '%s' falls back to pool '%s', which has another URL: make sure that both " + "have the same data",
				from.name(), to.name()));
	}

	private void refuseWritable(PoolDefinition from, PoolDefinition to) {
		if (from.session().readOnly() && !to.session().readOnly()) {
			throw new PoolConfigurationException(
					"Pool '%s' is read-only, and falls back to pool '%s', which is not: %s.".formatted(from.name(),
							to.name(), this.sources.describe(from.name(), TO, to.name())),
					"Set it to direct, to a read-only pool, or to none.");
		}
	}

}
