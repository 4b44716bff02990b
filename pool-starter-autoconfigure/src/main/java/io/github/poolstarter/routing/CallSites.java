package io.github.poolstarter.routing;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

import org.springframework.util.ClassUtils;

/**
 * Names methods as operators know them: {@code MenuService.generate}.
 */
final class CallSites {

	private CallSites() {
	}

	/**
	 * Name a method.
	 * @param method the method
	 * @param targetClass the class of the object that it is called on, possibly a proxy
	 * @return the simple names of class and method
	 */
	static String of(Method method, Class<?> targetClass) {
		Class<?> type = (Proxy.isProxyClass(targetClass)) ? method.getDeclaringClass()
				: ClassUtils.getUserClass(targetClass);
		return ClassUtils.getShortName(type) + "." + method.getName();
	}

}
