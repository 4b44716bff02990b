package io.github.poolstarter.routing;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.routing.RoutedMethods.RoutedMethod;
import io.github.poolstarter.routing.SelfInvocations.SelfInvocation;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.interceptor.AsyncExecutionInterceptor;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.log.LogMessage;
import org.springframework.scheduling.annotation.Async;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Looks, when the application starts, at every bean that has an annotation which names a
 * pool. An unknown pool fails the start; a marked method whose calls no proxy sees is
 * logged, and listed by the endpoint. So is a transaction that leaves the pools out.
 * <p>
 * Calls within a class go past its proxy. They are found in the byte code, and reported
 * where caller and called are routed differently, because then it matters.
 */
public final class RoutingCheck implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(RoutingCheck.class);

	private final ConfigurableListableBeanFactory beanFactory;

	private final RoutedMethods methods;

	private final PoolAnnotationResolver resolver = new PoolAnnotationResolver();

	private volatile List<RoutingFinding> findings = List.of();

	/**
	 * Create a check.
	 * @param beanFactory where the beans are
	 * @param advisor what routes their methods
	 */
	public RoutingCheck(ConfigurableListableBeanFactory beanFactory, RoutingAdvisor advisor) {
		this.beanFactory = beanFactory;
		this.methods = advisor.methods();
	}

	/**
	 * The marked methods of the application, with what was found about each.
	 * @return an immutable list, empty before the application has started
	 */
	public List<RoutingFinding> findings() {
		return this.findings;
	}

	@Override
	public void afterSingletonsInstantiated() {
		TransactionCheck transactions = new TransactionCheck(this.beanFactory,
				this.beanFactory.getBean(PoolRegistry.class));
		Set<RoutingFinding> found = new LinkedHashSet<>();
		for (String beanName : this.beanFactory.getBeanNamesForType(Object.class, true, false)) {
			Class<?> type = (ScopedProxyUtils.isScopedTarget(beanName)) ? null
					: AutoProxyUtils.determineTargetClass(this.beanFactory, beanName);
			if (type != null && this.resolver.isCandidate(type)) {
				found.addAll(check(beanName, type, transactions));
			}
		}
		this.findings = List.copyOf(found);
		this.findings.forEach((finding) -> {
			if (finding.finding() != null && !transactions.isOwn(finding.finding())) {
				logger.warn(LogMessage.format("%s.%s is marked for pool '%s', but %s", finding.type(), finding.method(),
						finding.pool(), finding.finding()));
			}
		});
		transactions.errors().forEach(logger::error);
	}

	private List<RoutingFinding> check(String beanName, Class<?> beanType, TransactionCheck transactions) {
		Class<?> type = ClassUtils.getUserClass(beanType);
		List<RoutingFinding> found = new ArrayList<>();
		List<SelfInvocation> selfInvocations = null;
		for (Method method : candidates(type)) {
			RoutedMethod routed = this.methods.find(method, type);
			if (routed == null || isHelper(method, routed)) {
				continue;
			}
			String finding = findUnseen(beanName, type, method);
			if (finding == null) {
				finding = transactions.find(method, type);
			}
			if (finding == null) {
				finding = LateWork.find(method, type, isAsync(beanName, type, method));
			}
			if (finding == null) {
				selfInvocations = (selfInvocations != null) ? selfInvocations : SelfInvocations.in(type);
				finding = findSelfInvocation(type, method, routed, selfInvocations);
			}
			found.add(new RoutingFinding(CallSites.typeOf(method, type).getName(), method.getName(),
					routed.route().pool().name(), finding));
		}
		return found;
	}

	private static List<Method> candidates(Class<?> type) {
		List<Method> candidates = new ArrayList<>();
		if (Proxy.isProxyClass(type)) {
			// What a factory made, as MyBatis makes mappers: its own methods are final
			for (Class<?> proxied : type.getInterfaces()) {
				candidates.addAll(List.of(proxied.getMethods()));
			}
		}
		else {
			candidates.addAll(List.of((type.isInterface()) ? type.getMethods()
					: ReflectionUtils.getUniqueDeclaredMethods(type, ReflectionUtils.USER_DECLARED_METHODS)));
		}
		candidates.removeIf((method) -> method.getDeclaringClass() == Object.class || method.isSynthetic());
		return candidates;
	}

	// Whether a method is only marked because its class is, and not for others to call
	private static boolean isHelper(Method method, RoutedMethod routed) {
		return !routed.annotation().onMethod()
				&& (Modifier.isPrivate(method.getModifiers()) || Modifier.isStatic(method.getModifiers()));
	}

	private @Nullable String findUnseen(String beanName, Class<?> type, Method method) {
		int modifiers = method.getModifiers();
		if (Modifier.isPrivate(modifiers)) {
			return "it is private, and no proxy sees its calls. Make it public and call it from another bean, "
					+ "or use the PoolTemplate";
		}
		if (Modifier.isStatic(modifiers)) {
			return "it is static, and no proxy sees its calls. Make it a method of the bean, or use the PoolTemplate";
		}
		Object bean = (this.beanFactory.containsSingleton(beanName)) ? this.beanFactory.getSingleton(beanName) : null;
		boolean jdkProxy = bean != null && AopUtils.isJdkDynamicProxy(bean);
		if (Modifier.isFinal(modifiers) && !jdkProxy) {
			return "it is final, and no proxy can override it. Take the final away, or use the PoolTemplate";
		}
		if (jdkProxy && !ClassUtils.hasMethod(bean.getClass(), method.getName(), method.getParameterTypes())) {
			return "its bean is proxied by interface, and no interface has it. Add it to the interface, "
					+ "or set spring.aop.proxy-target-class to true";
		}
		if (bean != null && !(bean instanceof FactoryBean) && !isRouted(bean)) {
			return "its bean was created before routing could be applied to it. Look in the log for a "
					+ "BeanPostProcessor that needs it, and declare that one's bean method static";
		}
		return null;
	}

	private static boolean isRouted(Object bean) {
		if (!AopUtils.isAopProxy(bean)) {
			return false;
		}
		return !(bean instanceof Advised advised) || List.of(advised.getAdvisors())
			.stream()
			.anyMatch((advisor) -> advisor.getAdvice() instanceof RoutingInterceptor);
	}

	private boolean isAsync(String beanName, Class<?> type, Method method) {
		Object bean = (this.beanFactory.containsSingleton(beanName)) ? this.beanFactory.getSingleton(beanName) : null;
		if (bean instanceof Advised advised) {
			return List.of(advised.getAdvisors())
				.stream()
				.anyMatch((advisor) -> advisor.getAdvice() instanceof AsyncExecutionInterceptor
						&& advisor instanceof PointcutAdvisor async
						&& async.getPointcut().getClassFilter().matches(type)
						&& async.getPointcut().getMethodMatcher().matches(method, type));
		}
		return AnnotatedElementUtils.hasAnnotation(method, Async.class)
				|| AnnotatedElementUtils.hasAnnotation(type, Async.class);
	}

	private @Nullable String findSelfInvocation(Class<?> type, Method method, RoutedMethod routed,
			List<SelfInvocation> selfInvocations) {
		Set<String> callers = new TreeSet<>();
		for (SelfInvocation invocation : selfInvocations) {
			if (invocation.callee().equals(method) && !sameRoute(type, invocation.caller(), routed)) {
				callers.add(invocation.caller());
			}
		}
		if (callers.isEmpty()) {
			return null;
		}
		return "%s of the same class calls it past the proxy, so that call is not routed. "
			.formatted(String.join(", ", callers)) + "Move it to another bean, or use the PoolTemplate";
	}

	// Whether every method of the caller's name has the route of the called one.
	private boolean sameRoute(Class<?> type, String caller, RoutedMethod called) {
		boolean found = false;
		for (Method method : candidates(type)) {
			if (method.getName().equals(caller)) {
				RoutedMethod routed = this.methods.find(method, type);
				if (routed == null || routed.route().pool() != called.route().pool()) {
					return false;
				}
				found = true;
			}
		}
		return found;
	}

}
