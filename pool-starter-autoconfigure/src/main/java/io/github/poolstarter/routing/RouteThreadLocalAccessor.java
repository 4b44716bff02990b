package io.github.poolstarter.routing;

import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Carries the route of a thread along with Micrometer's context propagation: to tasks of
 * executors ({@code spring.task.execution.propagate-context}), into virtual threads, and
 * into Reactor's context. A transaction does not travel, and neither does the pool that
 * it is pinned to. Found by the service loader.
 */
public final class RouteThreadLocalAccessor implements ThreadLocalAccessor<Route> {

	/**
	 * The key of the route in a captured context.
	 */
	public static final String KEY = "poolstarter.route";

	@Override
	public Object key() {
		return KEY;
	}

	@Override
	public @Nullable Route getValue() {
		return RouteContext.current();
	}

	@Override
	public void setValue(Route value) {
		RouteContext.set(value);
	}

	@Override
	public void setValue() {
		RouteContext.restore(null);
	}

}
