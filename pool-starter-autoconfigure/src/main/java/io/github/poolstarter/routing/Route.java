package io.github.poolstarter.routing;

import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.tracking.CallSite;
import io.github.poolstarter.tracking.RouteSource;
import io.github.poolstarter.tracking.Work;
import org.jspecify.annotations.Nullable;

/**
 * Where the work of a thread goes, and why. Immutable.
 */
public final class Route extends Work {

	private final ManagedPool pool;

	private final @Nullable String annotation;

	/**
	 * Create a route of a pool template.
	 * @param callSite the place in the code, as in {@code MenuService.generate},
	 * {@code null} where nobody named it
	 */
	public Route(ManagedPool pool, RouteSource source, @Nullable CallSite callSite) {
		this(pool, source, callSite, null);
	}

	/**
	 * Create a route.
	 * @param callSite the place in the code, as in {@code MenuService.generate},
	 * {@code null} where nobody named it
	 * @param annotation the annotation there, as in {@code @AiWork}, {@code null} where
	 * there is none
	 */
	Route(ManagedPool pool, RouteSource source, @Nullable CallSite callSite, @Nullable String annotation) {
		super(callSite, pool.name(), source);
		this.pool = pool;
		this.annotation = annotation;
	}

	/**
	 * Where the work goes.
	 */
	public ManagedPool pool() {
		return this.pool;
	}

	/**
	 * The name of the work, for people.
	 */
	String describe() {
		CallSite site = callSite();
		return (site != null) ? site.name() : template();
	}

	private String template() {
		return "PoolTemplate(" + this.pool.name() + ")";
	}

	@Override
	protected String reason() {
		CallSite site = callSite();
		String display = (this.annotation != null) ? this.annotation : template();
		return (site != null) ? display + " on " + site.name() : display;
	}

}
