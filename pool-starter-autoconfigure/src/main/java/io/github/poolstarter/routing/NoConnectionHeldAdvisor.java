package io.github.poolstarter.routing;

import java.io.Serial;
import java.util.function.Supplier;

import io.github.poolstarter.NoConnectionHeld;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.ComposablePointcut;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.core.Ordered;

/**
 * Checks, before a method marked {@link NoConnectionHeld @NoConnectionHeld} runs, that
 * its thread holds no pooled connection. Comes after the other advisors, so that a
 * transaction which the marked method itself begins is seen.
 */
public final class NoConnectionHeldAdvisor extends DefaultPointcutAdvisor {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * Create an advisor.
	 * @param guard the guard, asked for at the first call of a marked method
	 */
	public NoConnectionHeldAdvisor(Supplier<RemoteCallGuard> guard) {
		super(new ComposablePointcut(new AnnotationMatchingPointcut(NoConnectionHeld.class, true))
			.union(new AnnotationMatchingPointcut(null, NoConnectionHeld.class, true)), new Interceptor(guard));
		setOrder(Ordered.LOWEST_PRECEDENCE);
	}

	private record Interceptor(Supplier<RemoteCallGuard> guard) implements MethodInterceptor {

		@Override
		public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
			Class<?> targetClass = CallSites.targetClass(invocation);
			this.guard.get().check(CallSites.of(invocation.getMethod(), targetClass));
			return invocation.proceed();
		}

	}

}
