package io.github.poolstarter.actuate;

import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.github.poolstarter.StartupPolicy;
import io.github.poolstarter.pool.ObservedPool;
import io.github.poolstarter.pool.ObservedPools;
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

	private final ObservedPools pools;

	private final PoolHealthChecks checks;

	public PoolsHealthContributor(ObservedPools pools, PoolHealthChecks checks) {
		this.pools = pools;
		this.checks = checks;
	}

	@Override
	public @Nullable HealthContributor getContributor(String name) {
		return this.pools.named(name)
			.filter((pool) -> pool.qualifiedName().equals(name))
			.findFirst()
			.map((pool) -> member(pool, this.checks::check))
			.orElse(null);
	}

	private static PoolHealthIndicator member(ObservedPool pool, Function<ObservedPool, PoolHealth> check) {
		return new PoolHealthIndicator(() -> check.apply(pool), pool.startup() == StartupPolicy.REQUIRED);
	}

	/**
	 * The members. Spring Boot asks for them at each request, and then checks one after
	 * another: these checks begin together.
	 */
	@Override
	public Stream<HealthContributors.Entry> stream() {
		PoolHealthChecks.Sweep sweep = this.checks.sweep();
		return StreamSupport.stream(this.pools.spliterator(), false)
			.map((pool) -> new HealthContributors.Entry(pool.qualifiedName(), member(pool, sweep::check)));
	}

	private static final class PoolHealthIndicator extends AbstractHealthIndicator {

		private final Supplier<PoolHealth> check;

		private final boolean required;

		PoolHealthIndicator(Supplier<PoolHealth> check, boolean required) {
			super("Pool health check failed");
			this.check = check;
			this.required = required;
		}

		@Override
		protected void doHealthCheck(Health.Builder builder) {
			PoolHealth health = this.check.get();
			builder.status(status(health))
				.withDetail("status", health.status().name())
				.withDetail("usagePercent", health.stats().usagePercent())
				.withDetail("active", health.stats().active())
				.withDetail("available", health.stats().available())
				.withDetail("pending", health.stats().pending());
			if (health.replicas() != null) {
				builder.withDetail("replicas", health.replicas());
			}
			if (health.note() != null) {
				builder.withDetail((health.status() == PoolStatus.DOWN) ? "error" : "note", health.note());
			}
		}

		private Status status(PoolHealth health) {
			if (health.status() != PoolStatus.DOWN) {
				return Status.UP;
			}
			return (this.required) ? Status.DOWN : Status.UNKNOWN;
		}

	}

}
