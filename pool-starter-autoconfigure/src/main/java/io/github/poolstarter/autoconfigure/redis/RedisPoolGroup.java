package io.github.poolstarter.autoconfigure.redis;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.poolstarter.StartupPolicy;
import io.github.poolstarter.actuate.ConfiguredSetting;
import io.github.poolstarter.actuate.PoolGroup;
import io.github.poolstarter.actuate.PoolHealth;
import io.github.poolstarter.actuate.PoolStatus;
import io.github.poolstarter.alert.PoolAlerts;
import io.github.poolstarter.autoconfigure.actuate.AlertsView;
import io.github.poolstarter.redis.RedisPool;
import io.github.poolstarter.redis.RedisPoolChecks;
import io.github.poolstarter.redis.RedisPoolTracker;
import io.github.poolstarter.redis.RedisPools;
import io.github.poolstarter.tracking.BorrowStats;
import io.github.poolstarter.tracking.HeldConnection;
import io.github.poolstarter.tracking.History;
import io.github.poolstarter.tracking.LeakThresholds;
import io.github.poolstarter.tracking.PoolStats;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Shows the Redis pools at the endpoint and in the health, beside the JDBC pools.
 */
final class RedisPoolGroup implements PoolGroup {

	private final RedisPools pools;

	private final RedisPoolChecks checks;

	private final RedisPoolConfigReport config;

	private final AlertsView alerts;

	private final LeakThresholds leakThresholds;

	private final double busyAbove;

	RedisPoolGroup(RedisPools pools, RedisPoolChecks checks, RedisPoolConfigReport config, PoolAlerts alerts,
			LeakThresholds leakThresholds, double busyAbove) {
		this.pools = pools;
		this.checks = checks;
		this.config = config;
		this.alerts = new AlertsView(alerts);
		this.leakThresholds = leakThresholds;
		this.busyAbove = busyAbove;
	}

	@Override
	public String name() {
		return RedisAlerts.GROUP;
	}

	@Override
	public Collection<String> names() {
		return this.pools.names();
	}

	@Override
	public Map<String, PoolHealth> checkAll() {
		Map<RedisPool, RedisPoolChecks.@Nullable Probe> probes = new LinkedHashMap<>();
		this.pools.forEach((pool) -> probes.put(pool, this.checks.begin(pool)));
		Map<String, PoolHealth> health = new LinkedHashMap<>();
		probes.forEach((pool, probe) -> health.put(pool.name(), health(pool, probe)));
		return health;
	}

	@Override
	public PoolHealth check(String pool) {
		RedisPool found = get(pool);
		return health(found, this.checks.begin(found));
	}

	private PoolHealth health(RedisPool pool, RedisPoolChecks.@Nullable Probe probe) {
		String failure = this.checks.await(pool, probe);
		PoolStats stats = pool.state();
		return new PoolHealth((failure != null) ? PoolStatus.DOWN : PoolStatus.of(stats, this.busyAbove), stats,
				failure, null);
	}

	@Override
	public boolean isRequired(String pool) {
		return get(pool).definition().startup() == StartupPolicy.REQUIRED;
	}

	@Override
	public PoolStats state(String pool) {
		return get(pool).state();
	}

	@Override
	public BorrowStats borrows(String pool) {
		return get(pool).tracker().stats();
	}

	@Override
	public List<HeldConnection> held(String pool) {
		return get(pool).held();
	}

	@Override
	public boolean isLeaked(HeldConnection connection) {
		return this.leakThresholds.isLeaked(connection);
	}

	@Override
	public void resetStats() {
		this.pools.forEach((pool) -> pool.tracker().reset());
	}

	@Override
	public History history(String pool) {
		RedisPoolTracker tracker = get(pool).tracker();
		return tracker.history();
	}

	@Override
	public Map<String, ConfiguredSetting> config(String pool) {
		return this.config.of(pool);
	}

	@Override
	public Object alerts(String pool) {
		return this.alerts.one(qualified(pool));
	}

	private RedisPool get(String name) {
		RedisPool pool = this.pools.find(name);
		Assert.state(pool != null, "The name is one of names()");
		return pool;
	}

}
