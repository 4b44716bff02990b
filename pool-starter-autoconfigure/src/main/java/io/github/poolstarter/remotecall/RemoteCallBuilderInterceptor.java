package io.github.poolstarter.remotecall;

import java.util.Arrays;
import java.util.function.Consumer;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.framework.Advised;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/**
 * Stands before a {@link RestClient.Builder} and wraps each request factory that it is
 * given. A proxy, and not a class, because the interface grows with Spring's versions.
 * Safe for use by several threads if the builder is.
 */
final class RemoteCallBuilderInterceptor implements MethodInterceptor {

	private final RemoteCallClients clients;

	private final RemoteCallGuard guard;

	/**
	 * Create an interceptor.
	 * @param clients what watches copies of the builder
	 * @param guard what checks and counts calls
	 */
	RemoteCallBuilderInterceptor(RemoteCallClients clients, RemoteCallGuard guard) {
		this.clients = clients;
		this.guard = guard;
	}

	/**
	 * Whether request factories that a builder is given are wrapped.
	 * @param builder the builder
	 * @return whether an interceptor of this class stands before it
	 */
	static boolean isWatched(RestClient.Builder builder) {
		return builder instanceof Advised advised && Arrays.stream(advised.getAdvisors())
			.anyMatch((advisor) -> advisor.getAdvice() instanceof RemoteCallBuilderInterceptor);
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		return switch (invocation.getMethod().getName()) {
			case "requestFactory" -> setRequestFactory(invocation);
			case "apply" -> apply((ProxyMethodInvocation) invocation);
			case "clone" -> watch(invocation.proceed());
			default -> invocation.proceed();
		};
	}

	private @Nullable Object setRequestFactory(MethodInvocation invocation) throws Throwable {
		Object[] arguments = invocation.getArguments();
		if (arguments[0] instanceof ClientHttpRequestFactory factory) {
			arguments[0] = RemoteCallRequestFactory.watch(factory, this.guard);
		}
		return invocation.proceed();
	}

	// The builder itself would hand itself to the consumer
	@SuppressWarnings("unchecked")
	private static Object apply(ProxyMethodInvocation invocation) {
		Object builder = invocation.getProxy();
		if (invocation.getArguments()[0] instanceof Consumer<?> consumer) {
			((Consumer<Object>) consumer).accept(builder);
		}
		return builder;
	}

	private @Nullable Object watch(@Nullable Object copy) {
		return (copy instanceof RestClient.Builder builder) ? this.clients.watch(builder) : copy;
	}

}
