package io.github.poolstarter.routing;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import javax.sql.DataSource;

import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.UnknownPoolException;
import io.github.poolstarter.tracking.CallSiteRegistry;
import io.github.poolstarter.tracking.RouteSource;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.MethodClassKey;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.interceptor.TransactionAttribute;
import org.springframework.transaction.interceptor.TransactionAttributeSource;

/**
 * The routes of annotated methods, each worked out once. Safe for use by several threads.
 */
public final class RoutedMethods {

	private final PoolAnnotationResolver resolver = new PoolAnnotationResolver();

	private final Supplier<PoolRegistry> pools;

	private final Supplier<@Nullable TransactionAttributeSource> transactions;

	private final Supplier<CallSiteRegistry> callSites;

	private final Map<MethodClassKey, Cached> cache = new ConcurrentHashMap<>();

	// The same, by method alone: what is called on one class only, as nearly all methods
	// are, is found without making a key
	private final Map<Method, Cached> latest = new ConcurrentHashMap<>();

	private @Nullable BeanFactory beanFactory;

	RoutedMethods(Supplier<PoolRegistry> pools, Supplier<@Nullable TransactionAttributeSource> transactions,
			Supplier<CallSiteRegistry> callSites) {
		this.pools = pools;
		this.transactions = transactions;
		this.callSites = callSites;
	}

	public PoolRegistry pools() {
		return this.pools.get();
	}

	/**
	 * Say where the transaction managers of methods are found.
	 */
	void beanFactory(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Find the route of a method.
	 * @return its route, or {@code null} where no annotation gives it one, or there are
	 * no pools
	 * @throws UnknownPoolException if an annotation names a pool that is not defined
	 */
	public @Nullable RoutedMethod find(Method method, Class<?> targetClass) {
		Cached latest = this.latest.get(method);
		return (latest != null && latest.targetClass == targetClass) ? latest.routed : findCached(method, targetClass);
	}

	private @Nullable RoutedMethod findCached(Method method, Class<?> targetClass) {
		MethodClassKey key = new MethodClassKey(method, targetClass);
		Cached known = this.cache.get(key);
		if (known == null) {
			known = new Cached(targetClass, resolve(method, CallSites.userClass(targetClass)));
			this.cache.put(key, known);
		}
		this.latest.putIfAbsent(method, known);
		return known.routed;
	}

	private @Nullable RoutedMethod resolve(Method method, Class<?> targetClass) {
		PoolAnnotation annotation = this.resolver.resolve(method, targetClass);
		if (annotation == null || this.pools.get().names().isEmpty()) {
			return null;
		}
		String callSite = CallSites.of(method, targetClass);
		Route route = new Route(pool(annotation, callSite), RouteSource.ANNOTATION, this.callSites.get().get(callSite),
				annotation.display());
		return new RoutedMethod(route, annotation, leavesTransaction(method, targetClass));
	}

	private ManagedPool pool(PoolAnnotation annotation, String callSite) {
		PoolRegistry registry = this.pools.get();
		String place = annotation.display() + " on " + callSite;
		if (!registry.contains(annotation.pool())) {
			throw new UnknownPoolException(annotation.pool(), registry.names(), place);
		}
		ManagedPool pool = registry.get(annotation.pool());
		if (annotation.readOnly() && !pool.dataSource().isReadOnly()) {
			throw new PoolConfigurationException(
					"%s promises read-only connections, but pool '%s' hands out writable ones.".formatted(place,
							pool.name()),
					"Set pools.jdbc.%s.read-only to true, or use @UsePool(\"%s\").".formatted(pool.name(),
							pool.name()));
		}
		return pool;
	}

	private boolean leavesTransaction(Method method, Class<?> targetClass) {
		TransactionAttributeSource source = this.transactions.get();
		TransactionAttribute attribute = (source != null) ? source.getTransactionAttribute(method, targetClass) : null;
		return attribute != null
				&& (attribute.getPropagationBehavior() == TransactionDefinition.PROPAGATION_REQUIRES_NEW
						|| attribute.getPropagationBehavior() == TransactionDefinition.PROPAGATION_NOT_SUPPORTED)
				&& !isForAnotherDataSource(attribute);
	}

	// A manager suspends its own transactions, and leaves one on the pools alone
	private boolean isForAnotherDataSource(TransactionAttribute attribute) {
		if (this.beanFactory == null) {
			return false;
		}
		TransactionManager manager = TransactionManagers.find(this.beanFactory, attribute.getQualifier());
		DataSource dataSource = (manager != null) ? TransactionManagers.dataSourceOf(manager) : null;
		return dataSource != null && !RoutingDataSource.isRouted(dataSource);
	}

	private record Cached(Class<?> targetClass, @Nullable RoutedMethod routed) {

	}

	/**
	 * A method and its route.
	 *
	 * @param route where its work goes
	 * @param annotation the annotation that says so
	 * @param leavesTransaction whether the method does not run in its caller's
	 * transaction, so that the two can't conflict
	 */
	public record RoutedMethod(Route route, PoolAnnotation annotation, boolean leavesTransaction) {

	}

}
