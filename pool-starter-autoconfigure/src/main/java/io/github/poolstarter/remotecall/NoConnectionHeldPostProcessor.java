package io.github.poolstarter.remotecall;

import java.io.Serial;
import java.util.function.Supplier;

import io.github.poolstarter.NoConnectionHeld;
import io.github.poolstarter.remotecall.RemoteCallGuard.Call;
import io.github.poolstarter.routing.CallSites;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.support.ComposablePointcut;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;

/**
 * Checks, before a method marked {@link NoConnectionHeld @NoConnectionHeld} runs, that
 * its thread holds no pooled connection, and counts it as a remote call where it holds
 * one. What such a method calls in turn is part of that call. A post-processor, and not
 * an advisor among the others, in order to come after all of them: a transaction that the
 * marked method itself begins has to be seen.
 */
public final class NoConnectionHeldPostProcessor extends AbstractBeanFactoryAwareAdvisingPostProcessor {

	@Serial
	private static final long serialVersionUID = 1L;

	public NoConnectionHeldPostProcessor(Supplier<RemoteCallGuard> guard) {
		this.advisor = new DefaultPointcutAdvisor(
				new ComposablePointcut(new AnnotationMatchingPointcut(NoConnectionHeld.class, true))
					.union(new AnnotationMatchingPointcut(null, NoConnectionHeld.class, true)),
				new Interceptor(guard));
	}

	private record Interceptor(Supplier<RemoteCallGuard> guard) implements MethodInterceptor {

		@Override
		public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
			RemoteCallGuard guard = this.guard.get();
			Call call = guard.begin(invocation, CallSites::of);
			if (call == null) {
				return invocation.proceed();
			}
			guard.enter(call);
			try {
				return invocation.proceed();
			}
			finally {
				guard.exit(call);
			}
		}

	}

}
