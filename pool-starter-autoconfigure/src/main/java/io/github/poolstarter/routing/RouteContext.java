package io.github.poolstarter.routing;

import io.github.poolstarter.tracking.BorrowContext;
import org.jspecify.annotations.Nullable;

/**
 * The route of the current thread, where one was set. Never inherited by a new thread:
 * {@link RouteThreadLocalAccessor} carries it where the application asks for context
 * propagation.
 * <p>
 * Whoever sets a route gets the one before back, and has to restore it when its work
 * ends, whatever that throws. Nesting needs no more than that.
 */
final class RouteContext {

	private RouteContext() {
	}

	/**
	 * The route of the current thread.
	 * @return the innermost route, or {@code null} where none was set
	 */
	static @Nullable Route current() {
		return of(BorrowContext.current());
	}

	/**
	 * The route of a thread.
	 * @return the innermost route, or {@code null} where none was set
	 */
	static @Nullable Route of(BorrowContext context) {
		return (Route) context.work();
	}

	/**
	 * Set the route of the current thread.
	 */
	static @Nullable Route set(Route route) {
		BorrowContext context = BorrowContext.current();
		Route previous = of(context);
		context.work(route);
		return previous;
	}

	/**
	 * Set the route of the current thread back to an earlier one.
	 */
	static void restore(@Nullable Route previous) {
		BorrowContext.current().work(previous);
	}

}
