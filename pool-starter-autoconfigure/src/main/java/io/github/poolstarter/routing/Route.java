package io.github.poolstarter.routing;

import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.tracking.CallSite;
import io.github.poolstarter.tracking.Work;
import org.jspecify.annotations.Nullable;

/**
 * Where the work of a thread goes, and why. Immutable.
 */
public final class Route extends Work {

	private final ManagedPool pool;

	private final RouteSource source;

	/**
	 * Create a route.
	 * @param pool the pool
	 * @param source what decided on it
	 * @param callSite the place in the code, as in {@code MenuService.generate},
	 * {@code null} where nobody named it
	 */
	public Route(ManagedPool pool, RouteSource source, @Nullable CallSite callSite) {
		super(callSite, pool.name(), source.number());
		this.pool = pool;
		this.source = source;
	}

	/**
	 * Where the work goes.
	 * @return the pool
	 */
	public ManagedPool pool() {
		return this.pool;
	}

	/**
	 * What decided on the pool.
	 * @return the source
	 */
	public RouteSource source() {
		return this.source;
	}

	/**
	 * The name of the work, for people.
	 * @return the call-site, or how it was routed
	 */
	String describe() {
		CallSite site = callSite();
		return (site != null) ? site.name() : "PoolTemplate(" + this.pool.name() + ")";
	}

}
