package io.github.poolstarter.actuate;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

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
import org.springframework.util.function.SingletonSupplier;

/**
 * The application's health as far as its pools go, with a member for each. A pool that is
 * busy or exhausted is up, because a restart would not help it. One that can't connect is
 * down when the application requires it; otherwise its state is unknown, which leaves the
 * application up. Safe for use by several threads.
 */
public final class PoolsHealthContributor implements CompositeHealthContributor {

	private final PoolRegistry pools;

	private final PoolHealthChecks checks;

	private final List<PoolGroup> groups;

	/**
	 * Create a contributor.
	 * @param pools the pools
	 * @param checks what finds out how they are
	 */
	public PoolsHealthContributor(PoolRegistry pools, PoolHealthChecks checks) {
		this(pools, checks, List.of());
	}

	/**
	 * Create a contributor that tells of other pools beside the JDBC pools.
	 * @param pools the JDBC pools
	 * @param checks what finds out how they are
	 * @param groups the other pools
	 */
	public PoolsHealthContributor(PoolRegistry pools, PoolHealthChecks checks, List<PoolGroup> groups) {
		this.pools = pools;
		this.checks = checks;
		this.groups = List.copyOf(groups);
	}

	@Override
	public @Nullable HealthContributor getContributor(String name) {
		if (this.pools.contains(name)) {
			return member(this.pools.get(name), this.checks::check);
		}
		for (PoolGroup group : this.groups) {
			for (String pool : group.names()) {
				if (group.qualified(pool).equals(name)) {
					return new PoolHealthIndicator(() -> group.check(pool), group.isRequired(pool));
				}
			}
		}
		return null;
	}

	private static PoolHealthIndicator member(ManagedPool pool, Function<ManagedPool, PoolHealth> check) {
		return new PoolHealthIndicator(() -> check.apply(pool), pool.definition().startup() == StartupPolicy.REQUIRED);
	}

	/**
	 * The members. Spring Boot asks for them at each request, and then checks one after
	 * another: these checks begin together.
	 */
	@Override
	public Stream<HealthContributors.Entry> stream() {
		PoolHealthChecks.Sweep sweep = this.checks.sweep();
		Stream<HealthContributors.Entry> members = StreamSupport.stream(this.pools.spliterator(), false)
			.map((pool) -> new HealthContributors.Entry(pool.name(), member(pool, sweep::check)));
		return Stream.concat(members, this.groups.stream().flatMap(PoolsHealthContributor::members));
	}

	private static Stream<HealthContributors.Entry> members(PoolGroup group) {
		Supplier<Map<String, PoolHealth>> health = SingletonSupplier.of(group::checkAll);
		return group.names()
			.stream()
			.map((pool) -> new HealthContributors.Entry(group.qualified(pool), new PoolHealthIndicator(
					() -> Objects.requireNonNull(health.get().get(pool)), group.isRequired(pool))));
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
