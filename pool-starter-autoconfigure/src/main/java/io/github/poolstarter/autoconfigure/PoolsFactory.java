package io.github.poolstarter.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.ManagedPools;
import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.PoolCustomizer;
import io.github.poolstarter.PoolDefinition;
import io.github.poolstarter.tracking.HeldConnections;
import io.github.poolstarter.tracking.TrackedHikariDataSource;

/**
 * Makes the pools from their definitions.
 */
final class PoolsFactory {

	private final HeldConnections held;

	private final List<PoolCustomizer> customizers;

	PoolsFactory(HeldConnections held, List<PoolCustomizer> customizers) {
		this.held = held;
		this.customizers = customizers;
	}

	ManagedPools create(List<PoolDefinition> definitions, String defaultPool) {
		List<ManagedPool> pools = new ArrayList<>();
		for (PoolDefinition definition : definitions) {
			pools.add(new ManagedPool(definition, dataSource(definition)));
		}
		return new ManagedPools(pools, defaultPool);
	}

	private TrackedHikariDataSource dataSource(PoolDefinition definition) {
		TrackedHikariDataSource dataSource = new TrackedHikariDataSource(definition.name(), this.held);
		try {
			definition.applyTo(dataSource);
		}
		catch (RuntimeException ex) {
			throw new PoolConfigurationException(
					"HikariCP refuses a setting of pool '%s': %s.".formatted(definition.name(),
							definition.database().redact(String.valueOf(ex.getMessage()))),
					"Check the properties under pools.jdbc.%s and pools.defaults, driver-class-name among them."
						.formatted(definition.name()));
		}
		for (PoolCustomizer customizer : this.customizers) {
			customizer.customize(definition.name(), dataSource);
		}
		return dataSource;
	}

}
