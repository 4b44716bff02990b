package io.github.poolstarter.actuate;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.AdditionalPathsMapper;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.health.actuate.endpoint.AdditionalHealthEndpointPath;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.boot.health.actuate.endpoint.HttpCodeStatusMapper;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.registry.HealthContributorRegistry;

/**
 * Keeps the names of the health contributors that the {@link PoolsHealthContributor} took
 * the place of: {@code db} means the JDBC pools and {@code redis} the Redis pools, in
 * health groups and in the path of the endpoint. The pools are listed, and checked, once,
 * as {@code pools}. Immutable.
 */
public final class PoolHealthNames implements HealthEndpointGroupsPostProcessor, BeanPostProcessor {

	private static final String POOLS = "pools";

	private static final String DB = "db";

	private final Supplier<? extends Collection<String>> names;

	public PoolHealthNames(Supplier<? extends Collection<String>> names) {
		this.names = names;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return (bean instanceof HealthContributorRegistry registry) ? new NamingRegistry(registry, names()) : bean;
	}

	@Override
	public HealthEndpointGroups postProcessHealthEndpointGroups(HealthEndpointGroups groups) {
		return new NamingGroups(groups, names());
	}

	private Set<String> names() {
		return Set.copyOf(this.names.get());
	}

	// A pool that is not a JDBC pool is listed as 'redis.cache'
	private static String nameFor(String pool) {
		int dot = pool.indexOf('.');
		return (dot >= 0) ? pool.substring(0, dot) : DB;
	}

	/**
	 * The pools that a name stands for.
	 */
	private record NamedPools(String name, CompositeHealthContributor pools) implements CompositeHealthContributor {

		@Override
		public @Nullable HealthContributor getContributor(String pool) {
			return (this.name.equals(nameFor(pool))) ? this.pools.getContributor(pool) : null;
		}

		@Override
		public Stream<HealthContributors.Entry> stream() {
			return this.pools.stream().filter((entry) -> this.name.equals(nameFor(entry.name())));
		}

	}

	/**
	 * Finds the pools by a name, too, and does not list them twice.
	 */
	private record NamingRegistry(HealthContributorRegistry registry,
			Set<String> names) implements HealthContributorRegistry {

		@Override
		public void registerContributor(String name, HealthContributor contributor) {
			this.registry.registerContributor(name, contributor);
		}

		@Override
		public @Nullable HealthContributor unregisterContributor(String name) {
			return this.registry.unregisterContributor(name);
		}

		@Override
		public @Nullable HealthContributor getContributor(String name) {
			HealthContributor contributor = this.registry.getContributor(name);
			return (contributor == null && this.names.contains(name)
					&& this.registry.getContributor(POOLS) instanceof CompositeHealthContributor pools)
							? new NamedPools(name, pools) : contributor;
		}

		@Override
		public Stream<HealthContributors.Entry> stream() {
			return this.registry.stream();
		}

	}

	/**
	 * Names the pools in all groups but the primary one, which has every contributor.
	 */
	private record NamingGroups(HealthEndpointGroups groups,
			Set<String> poolNames) implements HealthEndpointGroups, AdditionalPathsMapper {

		@Override
		public HealthEndpointGroup getPrimary() {
			return this.groups.getPrimary();
		}

		@Override
		public Set<String> getNames() {
			return this.groups.getNames();
		}

		@Override
		public @Nullable HealthEndpointGroup get(String name) {
			HealthEndpointGroup group = this.groups.get(name);
			return (group != null) ? new NamingGroup(group, this.poolNames) : null;
		}

		@Override
		public @Nullable List<String> getAdditionalPaths(EndpointId endpoint, WebServerNamespace namespace) {
			return (this.groups instanceof AdditionalPathsMapper mapper)
					? mapper.getAdditionalPaths(endpoint, namespace) : null;
		}

	}

	/**
	 * A group whose members include, or exclude, pools by a name.
	 */
	private record NamingGroup(HealthEndpointGroup group, Set<String> names) implements HealthEndpointGroup {

		@Override
		public boolean isMember(String contributor) {
			boolean member = this.group.isMember(contributor);
			if (!contributor.startsWith(POOLS + "/")) {
				return member;
			}
			String pool = contributor.substring(POOLS.length() + 1);
			String name = nameFor(pool);
			if (!this.names.contains(name)) {
				return member;
			}
			boolean named = this.group.isMember(name + "/" + pool);
			return (this.group.isMember("*")) ? member && named : member || named;
		}

		@Override
		public boolean showComponents(SecurityContext securityContext) {
			return this.group.showComponents(securityContext);
		}

		@Override
		public boolean showDetails(SecurityContext securityContext) {
			return this.group.showDetails(securityContext);
		}

		@Override
		public StatusAggregator getStatusAggregator() {
			return this.group.getStatusAggregator();
		}

		@Override
		public HttpCodeStatusMapper getHttpCodeStatusMapper() {
			return this.group.getHttpCodeStatusMapper();
		}

		@Override
		public @Nullable AdditionalHealthEndpointPath getAdditionalPath() {
			return this.group.getAdditionalPath();
		}

	}

}
