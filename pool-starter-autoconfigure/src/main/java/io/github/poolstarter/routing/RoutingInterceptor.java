package io.github.poolstarter.routing;

import java.util.function.Supplier;

import io.github.poolstarter.routing.RoutedMethods.RoutedMethod;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Sets the route of an annotated method for the time that it runs on its thread. Safe for
 * use by several threads.
 */
final class RoutingInterceptor implements MethodInterceptor {

	private final RoutedMethods methods;

	private final Supplier<RouteConflicts> conflicts;

	RoutingInterceptor(RoutedMethods methods, Supplier<RouteConflicts> conflicts) {
		this.methods = methods;
		this.conflicts = conflicts;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Class<?> targetClass = CallSites.targetClass(invocation);
		RoutedMethod routed = this.methods.find(invocation.getMethod(), targetClass);
		if (routed == null) {
			return invocation.proceed();
		}
		if (!routed.leavesTransaction()) {
			this.conflicts.get().check(routed.route());
		}
		Route outer = RouteContext.set(routed.route());
		try {
			return invocation.proceed();
		}
		finally {
			RouteContext.restore(outer);
		}
	}

}
