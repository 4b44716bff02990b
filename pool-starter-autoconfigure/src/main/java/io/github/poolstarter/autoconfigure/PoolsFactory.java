package io.github.poolstarter.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.Credentials;
import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.PoolCustomizer;
import io.github.poolstarter.database.PoolCredentials;
import io.github.poolstarter.jdbc.AdmissionGate;
import io.github.poolstarter.jdbc.ConnectionFallback;
import io.github.poolstarter.jdbc.GateGroup;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.jdbc.PoolDefinition;
import io.github.poolstarter.jdbc.PoolDefinition.Fallback;
import io.github.poolstarter.jdbc.PoolDefinition.Replication;
import io.github.poolstarter.jdbc.PoolDrain;
import io.github.poolstarter.jdbc.PoolGate;
import io.github.poolstarter.jdbc.ReadReplicas;
import io.github.poolstarter.jdbc.fallback.BoundedFallback;
import io.github.poolstarter.jdbc.fallback.DirectConnections;
import io.github.poolstarter.jdbc.fallback.OtherPool;
import io.github.poolstarter.jdbc.replica.Replica;
import io.github.poolstarter.jdbc.replica.ReplicaChecks;
import io.github.poolstarter.jdbc.replica.ReplicaSet;
import io.github.poolstarter.tracking.BorrowContext;
import io.github.poolstarter.tracking.PoolTracker;
import io.github.poolstarter.tracking.PoolTrackers;
import io.github.poolstarter.tracking.RouteCounts;
import io.github.poolstarter.tracking.TrackedHikariDataSource;
import io.github.poolstarter.tracking.busy.BusyTimeMode;
import org.jspecify.annotations.Nullable;

import org.springframework.util.function.SingletonSupplier;

/**
 * Makes the pools from their definitions.
 */
final class PoolsFactory {

	private final PoolTrackers trackers;

	private final BusyTimeMode busyTime;

	private final List<PoolCustomizer> customizers;

	private final Supplier<RouteCounts> counts;

	private final Duration drainTimeout;

	PoolsFactory(PoolTrackers trackers, BusyTimeMode busyTime, List<PoolCustomizer> customizers,
			Supplier<RouteCounts> counts, Duration drainTimeout) {
		this.trackers = trackers;
		this.busyTime = busyTime;
		this.customizers = customizers;
		this.counts = SingletonSupplier.of(counts);
		this.drainTimeout = drainTimeout;
	}

	JdbcPools create(List<PoolDefinition> definitions, String defaultPool) {
		if (definitions.stream().anyMatch(PoolsFactory::readsItsWrites)) {
			this.trackers.noteWrites();
		}
		Map<String, JdbcPool> pools = new LinkedHashMap<>();
		List<PoolGate> gates = new ArrayList<>();
		List<TrackedHikariDataSource> dataSources = new ArrayList<>();
		for (PoolDefinition definition : definitions) {
			TrackedHikariDataSource dataSource = dataSource(definition);
			List<PoolGate> ofPool = new ArrayList<>(List.of(new AdmissionGate(dataSource, definition.maxWaiting())));
			dataSources.add(dataSource);
			ReadReplicas replicas = replicas(definition, dataSource, dataSources, ofPool);
			PoolGate gate = (ofPool.size() > 1) ? new GateGroup(ofPool) : ofPool.get(0);
			gates.add(gate);
			pools.put(definition.name(), new JdbcPool(definition, dataSource, dataSource.tracker(),
					fallback(definition, dataSource, pools, dataSources), gate, replicas));
		}
		return new JdbcPools(pools.values(), defaultPool, BorrowContext::borrowInternally,
				new PoolDrain(gates, dataSources, this.drainTimeout));
	}

	private static boolean readsItsWrites(PoolDefinition definition) {
		return definition.replication() != null && !definition.replication().readYourWrites().isZero();
	}

	private @Nullable ReadReplicas replicas(PoolDefinition definition, HikariDataSource primary,
			List<TrackedHikariDataSource> dataSources, List<PoolGate> gates) {
		Replication replication = definition.replication();
		if (replication == null) {
			return null;
		}
		List<Replica> replicas = replication.replicas().stream().map((replica) -> {
			TrackedHikariDataSource dataSource = dataSource(definition, replica);
			if (hasCredentialsOf(primary, dataSource)) {
				PoolCredentials.follow(dataSource, primary);
			}
			dataSources.add(dataSource);
			gates.add(new AdmissionGate(dataSource, definition.maxWaiting(), primary::getConnectionTimeout));
			return replica(definition, replication, replica, dataSource);
		}).toList();
		return new ReplicaSet(definition.name(), replication, primary, replicas, new ReplicaChecks(), this.counts);
	}

	private static boolean hasCredentialsOf(HikariDataSource primary, HikariDataSource replica) {
		Credentials own = replica.getCredentials();
		Credentials others = primary.getCredentials();
		return replica.getCredentialsProvider() == null && Objects.equals(own.getUsername(), others.getUsername())
				&& Objects.equals(own.getPassword(), others.getPassword());
	}

	private TrackedHikariDataSource dataSource(PoolDefinition pool, PoolDefinition.Replica replica) {
		return dataSource(pool.of(replica), pool.name(),
				this.trackers.addReplica(pool.name(), replica.name(), pool.session().readOnly()));
	}

	private Replica replica(PoolDefinition pool, Replication replication, PoolDefinition.Replica replica,
			TrackedHikariDataSource dataSource) {
		// Not a copy, which would share the driver's properties: checks have timeouts of
		// their own
		TrackedHikariDataSource checks = dataSource(pool.of(replica), pool.name(),
				this.trackers.besideReplica(pool.name(), replica.name(), pool.session().readOnly()), BusyTimeMode.OFF);
		PoolCredentials.follow(checks, dataSource);
		return new Replica(pool.name(), replica, replication, dataSource, checks);
	}

	private @Nullable ConnectionFallback fallback(PoolDefinition definition, HikariDataSource dataSource,
			Map<String, JdbcPool> pools, List<TrackedHikariDataSource> dataSources) {
		Fallback fallback = definition.fallback();
		if (fallback == null) {
			return null;
		}
		return new BoundedFallback(definition.name(), target(definition, fallback, dataSource, pools, dataSources),
				fallback.maxConnections(), counting(definition.name()));
	}

	private BoundedFallback.Listener counting(String pool) {
		return new BoundedFallback.Listener() {

			@Override
			public void used() {
				PoolsFactory.this.counts.get().fellBack(pool);
			}

			@Override
			public void refused() {
				PoolsFactory.this.counts.get().fallbackRefused(pool);
			}

		};
	}

	private BoundedFallback.Target target(PoolDefinition definition, Fallback fallback, HikariDataSource dataSource,
			Map<String, JdbcPool> pools, List<TrackedHikariDataSource> dataSources) {
		if (!Fallback.DIRECT.equals(fallback.to())) {
			return new OtherPool(() -> Objects.requireNonNull(pools.get(fallback.to())));
		}
		TrackedHikariDataSource copy = copy(definition, dataSource);
		dataSources.add(copy);
		return new DirectConnections(copy, fallback.maxConnections());
	}

	private TrackedHikariDataSource copy(PoolDefinition definition, HikariDataSource dataSource) {
		TrackedHikariDataSource copy = new TrackedHikariDataSource(
				this.trackers.addBeside(definition.name(), definition.session().readOnly()), this.busyTime,
				definition.driverLimits());
		dataSource.copyStateTo(copy);
		PoolCredentials.follow(copy, dataSource);
		return copy;
	}

	private TrackedHikariDataSource dataSource(PoolDefinition definition) {
		return dataSource(definition, definition.name(),
				this.trackers.add(definition.name(), definition.session().readOnly()));
	}

	private TrackedHikariDataSource dataSource(PoolDefinition definition, String pool, PoolTracker tracker) {
		return dataSource(definition, pool, tracker, this.busyTime);
	}

	private TrackedHikariDataSource dataSource(PoolDefinition definition, String pool, PoolTracker tracker,
			BusyTimeMode busyTime) {
		TrackedHikariDataSource dataSource = new TrackedHikariDataSource(tracker, busyTime, definition.driverLimits());
		try {
			definition.applyTo(dataSource);
		}
		catch (RuntimeException ex) {
			throw new PoolConfigurationException(
					"HikariCP rejects a setting of pool '%s': %s.".formatted(definition.name(),
							definition.secrets().redact(String.valueOf(ex.getMessage()))),
					"Check the properties under pools.jdbc.%s and pools.defaults, including driver-class-name."
						.formatted(pool));
		}
		for (PoolCustomizer customizer : this.customizers) {
			customizer.customize(pool, dataSource);
		}
		return dataSource;
	}

}
