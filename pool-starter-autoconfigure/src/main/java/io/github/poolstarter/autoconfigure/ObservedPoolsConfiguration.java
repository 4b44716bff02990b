package io.github.poolstarter.autoconfigure;

import java.time.Clock;
import java.util.Objects;

import io.github.poolstarter.actuate.PoolHealthChecks;
import io.github.poolstarter.alert.AlertPublisher;
import io.github.poolstarter.alert.AlertRules;
import io.github.poolstarter.alert.PoolAlerts;
import io.github.poolstarter.pool.LeakThresholds;
import io.github.poolstarter.pool.ObservedPools;
import io.github.poolstarter.pool.PoolMonitor;
import io.github.poolstarter.pool.PoolObserver;
import io.github.poolstarter.pool.PoolSource;
import io.github.poolstarter.tracking.PoolStatsLog;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What looks at the pools of all kinds. Imported with each kind.
 */
@Configuration(proxyBeanMethods = false)
public final class ObservedPoolsConfiguration {

	@Bean
	ObservedPools observedPools(ObjectProvider<PoolSource> sources) {
		return new ObservedPools(sources.orderedStream());
	}

	@Bean(destroyMethod = "close")
	PoolMonitor poolMonitor(ObservedPools pools, ObjectProvider<PoolObserver> observers) {
		return new PoolMonitor(pools, observers.orderedStream().toList(), Clock.systemUTC());
	}

	@Bean
	PoolMonitorLifecycle poolMonitorLifecycle(PoolMonitor monitor) {
		return new PoolMonitorLifecycle(monitor);
	}

	@Bean
	PoolHealthChecks poolHealthChecks(ObservedPools pools, PoolsProperties properties) {
		return new PoolHealthChecks(pools, properties.alerts().usage());
	}

	@Bean
	AlertPublisher poolAlertPublisher(ApplicationEventPublisher publisher) {
		return new AlertPublisher(publisher);
	}

	@Bean
	PoolAlerts poolAlerts(PoolsProperties properties, LeakThresholds leakThresholds, AlertPublisher publisher) {
		return new PoolAlerts(new AlertRules(properties.alerts().usage(), leakThresholds), publisher::publish);
	}

	@Bean
	@ConditionalOnProperty("pools.tracking.log-interval")
	PoolStatsLog poolStatsLog(PoolsProperties properties) {
		return new PoolStatsLog(Objects.requireNonNull(properties.tracking().logInterval()));
	}

}
