package io.github.poolstarter.routing;

import org.jspecify.annotations.Nullable;

import org.springframework.core.NamedThreadLocal;

/**
 * The route of the current thread, where one was set. Never inherited by a new thread:
 * {@link RouteThreadLocalAccessor} carries it where the application asks for context
 * propagation.
 * <p>
 * Whoever sets a route gets the one before back, and has to restore it when its work
 * ends, whatever that throws. Nesting needs no more than that.
 */
public final class RouteContext {

	private static final ThreadLocal<@Nullable Route> current = new NamedThreadLocal<>("Current pool route");

	private RouteContext() {
	}

	/**
	 * The route of the current thread.
	 * @return the innermost route, or {@code null} where none was set
	 */
	public static @Nullable Route current() {
		return current.get();
	}

	/**
	 * The place in the code that the work of the current thread is attributed to: the
	 * routed method, else the name of the transaction.
	 * @return the call-site, as in {@code MenuService.generate}, or {@code unknown}
	 */
	public static String currentCallSite() {
		Route route = current.get();
		if (route != null) {
			return route.callSite();
		}
		TransactionPin pin = TransactionPin.current();
		return (pin != null && !pin.transactionName().isEmpty()) ? shortName(pin.transactionName()) : "unknown";
	}

	private static String shortName(String transactionName) {
		int method = transactionName.lastIndexOf('.');
		int type = transactionName.lastIndexOf('.', method - 1);
		return transactionName.substring(type + 1);
	}

	/**
	 * Set the route of the current thread.
	 * @param route the route
	 * @return the route before, to be given to {@link #restore}
	 */
	static @Nullable Route set(Route route) {
		Route previous = current.get();
		current.set(route);
		return previous;
	}

	/**
	 * Set the route of the current thread back to an earlier one.
	 * @param previous what {@link #set} returned
	 */
	static void restore(@Nullable Route previous) {
		if (previous != null) {
			current.set(previous);
		}
		else {
			current.remove();
		}
	}

}
