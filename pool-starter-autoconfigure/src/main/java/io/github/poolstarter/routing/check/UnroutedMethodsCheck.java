package io.github.poolstarter.routing.check;

import java.lang.reflect.Method;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

import io.github.poolstarter.routing.CallSites;
import io.github.poolstarter.routing.PoolAnnotation;
import io.github.poolstarter.routing.PoolAnnotationResolver;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.log.LogMessage;
import org.springframework.util.ClassUtils;

/**
 * Says once, when an application without pools starts, that methods are marked for one:
 * their annotations mean nothing, and nothing else would tell. Looks at the types of
 * beans, and makes none.
 */
public final class UnroutedMethodsCheck implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(UnroutedMethodsCheck.class);

	private static final int MAX_SHOWN = 3;

	private final ConfigurableListableBeanFactory beanFactory;

	private final Supplier<@Nullable String> reason;

	/**
	 * Create a check.
	 * @param reason why there are no pools, and what to do, asked for where methods are
	 * marked; {@code null} where nothing is to be said
	 */
	public UnroutedMethodsCheck(ConfigurableListableBeanFactory beanFactory, Supplier<@Nullable String> reason) {
		this.beanFactory = beanFactory;
		this.reason = reason;
	}

	@Override
	public void afterSingletonsInstantiated() {
		Set<String> marked = findMarked();
		String reason = (!marked.isEmpty()) ? this.reason.get() : null;
		if (reason != null) {
			logger.warn(LogMessage.format("%s, but there are no pools, so %s: %s", describe(marked),
					(marked.size() == 1) ? "the annotation has no effect" : "the annotations have no effect", reason));
		}
	}

	private Set<String> findMarked() {
		PoolAnnotationResolver resolver = new PoolAnnotationResolver();
		Set<String> marked = new TreeSet<>();
		for (String beanName : this.beanFactory.getBeanNamesForType(Object.class, true, false)) {
			Class<?> beanType = (ScopedProxyUtils.isScopedTarget(beanName)) ? null
					: AutoProxyUtils.determineTargetClass(this.beanFactory, beanName);
			if (beanType != null && resolver.isCandidate(beanType)) {
				Class<?> type = ClassUtils.getUserClass(beanType);
				for (Method method : RoutingCheck.candidates(type)) {
					PoolAnnotation annotation = resolver.resolve(method, type);
					if (annotation != null && !RoutingCheck.isHelper(method, annotation)) {
						marked.add(CallSites.of(method, type));
					}
				}
			}
		}
		return marked;
	}

	private static String describe(Set<String> marked) {
		String shown = String.join(", ", marked.stream().limit(MAX_SHOWN).toList());
		int more = marked.size() - MAX_SHOWN;
		return "%s marked for a pool (%s%s)".formatted(
				(marked.size() == 1) ? "1 method is" : marked.size() + " methods are", shown,
				(more > 0) ? " and %d more".formatted(more) : "");
	}

}
