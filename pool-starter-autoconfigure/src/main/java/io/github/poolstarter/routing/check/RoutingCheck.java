package io.github.poolstarter.routing.check;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.github.poolstarter.routing.CallSites;
import io.github.poolstarter.routing.PoolAnnotation;
import io.github.poolstarter.routing.PoolAnnotationResolver;
import io.github.poolstarter.routing.RoutedMethods;
import io.github.poolstarter.routing.RoutedMethods.RoutedMethod;
import io.github.poolstarter.routing.RoutingAdvisor;
import io.github.poolstarter.routing.RoutingInterceptor;
import io.github.poolstarter.routing.check.SelfInvocations.SelfInvocation;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.autoproxy.AbstractAdvisorAutoProxyCreator;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.framework.autoproxy.InfrastructureAdvisorAutoProxyCreator;
import org.springframework.aop.interceptor.AsyncExecutionInterceptor;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ApplicationContextEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.log.LogMessage;
import org.springframework.scheduling.annotation.Async;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Looks, when the application starts or a child of its context does, at every bean that
 * has an annotation which names a pool. An unknown pool fails the start; a marked method
 * whose calls no proxy sees is logged, and listed by the endpoint. So is a transaction
 * that leaves the pools out.
 * <p>
 * Calls within a class go past its proxy. They are found in the byte code, and reported
 * where caller and called are routed differently, because then it matters.
 */
public final class RoutingCheck implements SmartInitializingSingleton, ApplicationListener<ApplicationContextEvent> {

	private static final Log logger = LogFactory.getLog(RoutingCheck.class);

	/** Present where a test puts mocks in the place of beans. */
	private static final String BEAN_OVERRIDES = "org.springframework.test.context.bean.override.internalBeanOverrideRegistry";

	private final ConfigurableListableBeanFactory beanFactory;

	private final RoutedMethods methods;

	private final PoolAnnotationResolver resolver = new PoolAnnotationResolver();

	/** By bean factory: that of the pools, its ancestors, those of child contexts. */
	private final Map<BeanFactory, Set<RoutingFinding>> findings = new LinkedHashMap<>();

	public RoutingCheck(ConfigurableListableBeanFactory beanFactory, RoutingAdvisor advisor) {
		this.beanFactory = beanFactory;
		this.methods = advisor.methods();
	}

	/**
	 * The marked methods of the application, with what was found about each.
	 * @return an immutable list, empty before the application has started
	 */
	public List<RoutingFinding> findings() {
		synchronized (this.findings) {
			return this.findings.values().stream().flatMap(Set::stream).distinct().toList();
		}
	}

	@Override
	public void afterSingletonsInstantiated() {
		check(this.beanFactory);
		BeanFactory parent = this.beanFactory.getParentBeanFactory();
		while (parent instanceof ConfigurableListableBeanFactory ancestor) {
			check(ancestor);
			parent = ancestor.getParentBeanFactory();
		}
	}

	/**
	 * Look at the beans of a child context, too, whose events come here.
	 */
	@Override
	public void onApplicationEvent(ApplicationContextEvent event) {
		if (event.getApplicationContext() instanceof ConfigurableApplicationContext context
				&& context.getBeanFactory() != this.beanFactory) {
			if (event instanceof ContextRefreshedEvent) {
				check(context.getBeanFactory());
			}
			else if (event instanceof ContextClosedEvent) {
				synchronized (this.findings) {
					this.findings.remove(context.getBeanFactory());
				}
			}
		}
	}

	private void check(ConfigurableListableBeanFactory context) {
		TransactionCheck transactions = new TransactionCheck(context, this.methods.pools(),
				context == this.beanFactory);
		Set<RoutingFinding> found = new LinkedHashSet<>();
		for (String beanName : context.getBeanNamesForType(Object.class, true, false)) {
			Class<?> type = (ScopedProxyUtils.isScopedTarget(beanName)) ? null
					: AutoProxyUtils.determineTargetClass(context, beanName);
			if (type != null && this.resolver.isCandidate(type)) {
				found.addAll(check(context, beanName, type, transactions));
			}
		}
		synchronized (this.findings) {
			this.findings.put(context, found);
		}
		found.forEach((finding) -> {
			if (finding.finding() != null && !transactions.isOwn(finding.finding())) {
				logger.warn(LogMessage.format("%s.%s is marked for pool '%s', but %s", finding.type(), finding.method(),
						finding.pool(), finding.finding()));
			}
		});
		transactions.errors().forEach(logger::error);
	}

	private List<RoutingFinding> check(ConfigurableListableBeanFactory context, String beanName, Class<?> beanType,
			TransactionCheck transactions) {
		Object bean = (context.containsSingleton(beanName)) ? context.getSingleton(beanName) : null;
		if (isMock(context, bean)) {
			return List.of();
		}
		Class<?> type = ClassUtils.getUserClass(beanType);
		List<RoutingFinding> found = new ArrayList<>();
		List<SelfInvocation> selfInvocations = null;
		for (Method method : candidates(type)) {
			RoutedMethod routed = this.methods.find(method, type);
			if (routed == null || isHelper(method, routed.annotation())) {
				continue;
			}
			String finding = findUnseen(context, bean, method);
			if (finding == null) {
				finding = transactions.find(method, type);
			}
			if (finding == null) {
				finding = LateWork.find(method, type, isAsync(bean, type, method));
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

	private static boolean isMock(ConfigurableListableBeanFactory context, @Nullable Object bean) {
		return bean != null && !AopUtils.isAopProxy(bean) && !(bean instanceof FactoryBean)
				&& context.containsSingleton(BEAN_OVERRIDES);
	}

	static List<Method> candidates(Class<?> type) {
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
	static boolean isHelper(Method method, PoolAnnotation annotation) {
		return !annotation.onMethod()
				&& (Modifier.isPrivate(method.getModifiers()) || Modifier.isStatic(method.getModifiers()));
	}

	private @Nullable String findUnseen(ConfigurableListableBeanFactory context, @Nullable Object bean, Method method) {
		int modifiers = method.getModifiers();
		if (Modifier.isPrivate(modifiers)) {
			return "it is private, so calls bypass the proxy. Make it public and call it from another bean, "
					+ "or use PoolTemplate";
		}
		if (Modifier.isStatic(modifiers)) {
			return "it is static, so calls bypass the proxy. Make it an instance method, or use PoolTemplate";
		}
		boolean jdkProxy = bean != null && AopUtils.isJdkDynamicProxy(bean);
		if (Modifier.isFinal(modifiers) && !jdkProxy) {
			return "it is final, so no proxy can override it. Remove the final modifier, or use PoolTemplate";
		}
		if (jdkProxy && !ClassUtils.hasMethod(bean.getClass(), method.getName(), method.getParameterTypes())) {
			return "its bean has a JDK proxy, and none of the interfaces declares it. Add it to an interface, "
					+ "or set spring.aop.proxy-target-class to true";
		}
		if (bean != null && !(bean instanceof FactoryBean) && !isRouted(bean)) {
			return findWhyUnrouted(context);
		}
		return null;
	}

	private String findWhyUnrouted(ConfigurableListableBeanFactory context) {
		boolean ownAdvisor = context.getBeanNamesForType(RoutingAdvisor.class, true, false).length > 0;
		boolean advisor = ownAdvisor
				|| BeanFactoryUtils.beanNamesForTypeIncludingAncestors(context, RoutingAdvisor.class).length > 0;
		boolean applied = Arrays.stream(context.getBeanNamesForType(AbstractAdvisorAutoProxyCreator.class, true, false))
			.map(context::getType)
			.anyMatch((creator) -> ownAdvisor || (advisor && creator != InfrastructureAdvisorAutoProxyCreator.class));
		if (applied) {
			return "its bean was created before routing could be applied to it. Look in the log for the "
					+ "BeanPostProcessor that depends on it, and make the @Bean method of that one static";
		}
		if (context == this.beanFactory) {
			return "nothing creates proxies for beans. Set spring.aop.auto to true, or use PoolTemplate";
		}
		return (advisor)
				? "its bean is in a child context, which creates no routing proxies. Enable auto-configuration there, "
						+ "define the bean in the context of the pools, or use PoolTemplate"
				: "its bean is in a parent of the context that has the pools. Define it in that context";
	}

	private static boolean isRouted(Object bean) {
		if (!AopUtils.isAopProxy(bean)) {
			return false;
		}
		return !(bean instanceof Advised advised) || List.of(advised.getAdvisors())
			.stream()
			.anyMatch((advisor) -> advisor.getAdvice() instanceof RoutingInterceptor);
	}

	private static boolean isAsync(@Nullable Object bean, Class<?> type, Method method) {
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
				callers.add(invocation.caller() + "()");
			}
		}
		if (callers.isEmpty()) {
			return null;
		}
		return ((callers.size() == 1)
				? "%s in the same class calls it directly, so that call bypasses the proxy and is not routed. "
				: "%s in the same class call it directly, so those calls bypass the proxy and are not routed. ")
			.formatted(String.join(", ", callers)) + "Move it to another bean, or use PoolTemplate";
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
