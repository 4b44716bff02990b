package io.github.poolstarter.routing;

import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.tracking.CallSite;
import io.github.poolstarter.tracking.Work;
import org.jspecify.annotations.Nullable;

/**
 * Where the work of a thread goes, and why. Immutable.
 *
 * @param pool the pool
 * @param source what decided on it
 * @param callSite the place in the code, as in {@code MenuService.generate}, {@code null}
 * where nobody named it
 */
public record Route(ManagedPool pool, RouteSource source, @Nullable CallSite callSite) implements Work {

	/**
	 * The name of the work, for people.
	 * @return the call-site, or how it was routed
	 */
	String describe() {
		return (this.callSite != null) ? this.callSite.name() : "PoolTemplate(" + this.pool.name() + ")";
	}

}
