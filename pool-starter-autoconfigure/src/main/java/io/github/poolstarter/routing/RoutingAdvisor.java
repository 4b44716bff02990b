package io.github.poolstarter.routing;

import java.io.Serial;
import java.lang.reflect.Method;
import java.util.function.Supplier;

import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.tracking.CallSiteRegistry;
import org.aopalliance.aop.Advice;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.ClassFilter;
import org.springframework.aop.Pointcut;
import org.springframework.aop.support.AbstractPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.core.Ordered;
import org.springframework.transaction.interceptor.TransactionAttributeSource;

/**
 * Applies routing to the methods of beans that {@code @UsePool}, or an annotation made
 * from it, marks.
 * <p>
 * Ordered to come before the application's other advisors, above all the transaction's,
 * whatever order those were given. What Spring puts in front of all advisors stays there:
 * {@code @Async}, so that the route is set on the thread that does the work,
 * {@code @Retryable}, so that each attempt is routed, and {@code @ConcurrencyLimit}.
 */
public final class RoutingAdvisor extends AbstractPointcutAdvisor implements BeanFactoryAware {

	/**
	 * The order of this advisor among those of a bean.
	 */
	public static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

	@Serial
	private static final long serialVersionUID = 1L;

	private final transient Pointcut pointcut = new AnnotationPointcut();

	private final transient RoutedMethods methods;

	private final transient RoutingInterceptor interceptor;

	/**
	 * Create an advisor. The pools are asked for at the first call of a marked method,
	 * and not when its bean is made.
	 * @param transactions the transaction attributes of methods, {@code null} where there
	 * are no declarative transactions
	 */
	public RoutingAdvisor(Supplier<PoolRegistry> pools, Supplier<RouteConflicts> conflicts,
			Supplier<@Nullable TransactionAttributeSource> transactions, Supplier<CallSiteRegistry> callSites) {
		this.methods = new RoutedMethods(pools, transactions, callSites);
		this.interceptor = new RoutingInterceptor(this.methods, conflicts);
		setOrder(ORDER);
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.methods.beanFactory(beanFactory);
	}

	public RoutedMethods methods() {
		return this.methods;
	}

	@Override
	public Pointcut getPointcut() {
		return this.pointcut;
	}

	@Override
	public Advice getAdvice() {
		return this.interceptor;
	}

	private static final class AnnotationPointcut extends StaticMethodMatcherPointcut {

		private final PoolAnnotationResolver resolver = new PoolAnnotationResolver();

		AnnotationPointcut() {
			setClassFilter(new CandidateClassFilter(this.resolver));
		}

		@Override
		public boolean matches(Method method, Class<?> targetClass) {
			return this.resolver.resolve(method, targetClass) != null;
		}

	}

	private record CandidateClassFilter(PoolAnnotationResolver resolver) implements ClassFilter {

		@Override
		public boolean matches(Class<?> type) {
			return this.resolver.isCandidate(type);
		}

	}

}
