package io.github.poolstarter.routing;

import java.util.function.Supplier;

import io.github.poolstarter.routing.RoutedMethods.RoutedMethod;
import io.github.poolstarter.tracking.BorrowContext;
import io.github.poolstarter.tracking.Work;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Sets the route of an annotated method for the time that it runs on its thread. Safe for
 * use by several threads.
 */
public final class RoutingInterceptor implements MethodInterceptor {

	private final RoutedMethods methods;

	private final Supplier<RouteConflicts> conflicts;

	RoutingInterceptor(RoutedMethods methods, Supplier<RouteConflicts> conflicts) {
		this.methods = methods;
		this.conflicts = conflicts;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		RoutedMethod routed = this.methods.find(invocation.getMethod(), CallSites.targetClass(invocation));
		if (routed == null) {
			return invocation.proceed();
		}
		BorrowContext context = BorrowContext.current();
		if (RouteScope.isNeeded(context)) {
			return invokeInScope(invocation, context, routed);
		}
		Work outer = context.work();
		context.work(routed.route());
		try {
			return invocation.proceed();
		}
		finally {
			context.work(outer);
		}
	}

	private @Nullable Object invokeInScope(MethodInvocation invocation, BorrowContext context, RoutedMethod routed)
			throws Throwable {
		RouteScope scope = RouteScope.begin(context, routed.route(), routed.leavesTransaction(), this.conflicts.get());
		Work outer = context.work();
		context.work(routed.route());
		boolean completed = false;
		try {
			Object result = invocation.proceed();
			completed = true;
			return result;
		}
		finally {
			RouteScope.end(scope, completed, context, outer);
		}
	}

}
