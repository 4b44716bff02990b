package io.github.poolstarter.actuate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.StartupPolicy;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.Status;

/**
 * The application's health as far as its pools go, with a member for each. A pool that is
 * busy or exhausted is up, because a restart would not help it. One that can't connect is
 * down when the application requires it; otherwise its state is unknown, which leaves the
 * application up. Safe for use by several threads.
 */
public final class PoolsHealthContributor implements CompositeHealthContributor {

	private final Map<String, HealthContributor> members = new LinkedHashMap<>();

	/**
	 * Create a contributor.
	 * @param pools the pools
	 * @param checks what finds out how they are
	 */
	public PoolsHealthContributor(PoolRegistry pools, PoolHealthChecks checks) {
		pools.forEach((pool) -> this.members.put(pool.name(), new PoolHealthIndicator(pool, checks)));
	}

	@Override
	public @Nullable HealthContributor getContributor(String name) {
		return this.members.get(name);
	}

	@Override
	public Stream<HealthContributors.Entry> stream() {
		return this.members.entrySet()
			.stream()
			.map((member) -> new HealthContributors.Entry(member.getKey(), member.getValue()));
	}

	private static final class PoolHealthIndicator extends AbstractHealthIndicator {

		private final ManagedPool pool;

		private final PoolHealthChecks checks;

		PoolHealthIndicator(ManagedPool pool, PoolHealthChecks checks) {
			super("Pool health check failed");
			this.pool = pool;
			this.checks = checks;
		}

		@Override
		protected void doHealthCheck(Health.Builder builder) {
			PoolHealth health = this.checks.check(this.pool);
			builder.status(status(health))
				.withDetail("status", health.status().name())
				.withDetail("usagePercent", health.stats().usagePercent())
				.withDetail("active", health.stats().active())
				.withDetail("available", health.stats().available())
				.withDetail("pending", health.stats().pending());
			if (health.note() != null) {
				builder.withDetail((health.status() == PoolStatus.DOWN) ? "error" : "note", health.note());
			}
		}

		private Status status(PoolHealth health) {
			if (health.status() != PoolStatus.DOWN) {
				return Status.UP;
			}
			return (this.pool.definition().startup() == StartupPolicy.REQUIRED) ? Status.DOWN : Status.UNKNOWN;
		}

	}

}
