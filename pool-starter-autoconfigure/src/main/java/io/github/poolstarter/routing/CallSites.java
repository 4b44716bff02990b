package io.github.poolstarter.routing;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

import org.aopalliance.intercept.MethodInvocation;

import org.springframework.util.ClassUtils;

/**
 * Names methods as operators know them: {@code MenuService.generate}.
 */
public final class CallSites {

	private CallSites() {
	}

	/**
	 * Name the method that is called.
	 */
	public static String of(MethodInvocation invocation) {
		return of(invocation.getMethod(), targetClass(invocation));
	}

	/**
	 * Name a method.
	 */
	public static String of(Method method, Class<?> targetClass) {
		return ClassUtils.getShortName(typeOf(method, targetClass)) + "." + method.getName();
	}

	/**
	 * The type that stands for an object in the application's code: its class, or the
	 * interface by which a proxy has the method.
	 */
	public static Class<?> typeOf(Method method, Class<?> targetClass) {
		if (!Proxy.isProxyClass(targetClass)) {
			return ClassUtils.getUserClass(targetClass);
		}
		for (Class<?> candidate : targetClass.getInterfaces()) {
			if (method.getDeclaringClass().isAssignableFrom(candidate)) {
				return candidate;
			}
		}
		return method.getDeclaringClass();
	}

	/**
	 * The class of the object that a method is called on.
	 */
	static Class<?> targetClass(MethodInvocation invocation) {
		Object target = invocation.getThis();
		return (target != null) ? target.getClass() : invocation.getMethod().getDeclaringClass();
	}

	/**
	 * The class that annotations are to be looked for on. Where the target of a call is
	 * itself a proxy by interface, as a Spring Data repository is, that is the proxy's:
	 * the class behind it knows nothing of the application's interface.
	 */
	static Class<?> userClass(Class<?> targetClass) {
		return (Proxy.isProxyClass(targetClass)) ? targetClass : ClassUtils.getUserClass(targetClass);
	}

}
