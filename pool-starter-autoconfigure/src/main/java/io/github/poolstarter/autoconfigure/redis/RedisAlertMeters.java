package io.github.poolstarter.autoconfigure.redis;

import java.util.Locale;

import io.github.poolstarter.alert.AlertKind;
import io.github.poolstarter.alert.PoolAlerts;
import io.github.poolstarter.redis.RedisPool;
import io.github.poolstarter.redis.RedisPools;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters that say which alerts of the Redis pools are active, in the shape of those of
 * the JDBC pools.
 */
final class RedisAlertMeters implements MeterBinder {

	private final RedisPools pools;

	private final PoolAlerts alerts;

	RedisAlertMeters(RedisPools pools, PoolAlerts alerts) {
		this.pools = pools;
		this.alerts = alerts;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (RedisPool pool : this.pools) {
			String name = RedisAlerts.qualified(pool.name());
			for (AlertKind kind : AlertKind.values()) {
				Gauge
					.builder("pools.alerts.active", this.alerts,
							(all) -> all.board()
								.active()
								.stream()
								.anyMatch((alert) -> alert.kind() == kind && alert.pool().equals(name)) ? 1 : 0)
					.tags(Tags.of("alert", kind.name().toLowerCase(Locale.ROOT).replace('_', '-'), "pool", name))
					.description("Whether the alert is active: 1 or 0")
					.register(registry);
			}
		}
	}

}
