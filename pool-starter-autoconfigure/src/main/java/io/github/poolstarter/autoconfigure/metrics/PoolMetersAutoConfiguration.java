package io.github.poolstarter.autoconfigure.metrics;

import io.github.poolstarter.alert.PoolAlerts;
import io.github.poolstarter.autoconfigure.PoolsAutoConfiguration;
import io.github.poolstarter.metrics.PoolMeters;
import io.github.poolstarter.pool.LeakThresholds;
import io.github.poolstarter.pool.ObservedPools;
import io.github.poolstarter.remotecall.RemoteCallCounts;
import io.github.poolstarter.tracking.RouteCounts;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for the {@link PoolMeters}. As with any
 * meters, {@code management.metrics.enable.pools=false} turns them off.
 */
@AutoConfiguration(after = { PoolsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ ObservedPools.class, MeterRegistry.class })
public final class PoolMetersAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	PoolMeters poolMeters(ObservedPools pools, ObjectProvider<RouteCounts> routes,
			ObjectProvider<RemoteCallCounts> remoteCalls, LeakThresholds leakThresholds, PoolAlerts alerts) {
		return new PoolMeters(pools, routes::getObject, remoteCalls::getObject, leakThresholds, alerts::board);
	}

}
