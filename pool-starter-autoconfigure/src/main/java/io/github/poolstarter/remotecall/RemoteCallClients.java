package io.github.poolstarter.remotecall;

import java.util.List;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.http.client.AbstractBufferingClientHttpRequest;
import org.springframework.http.client.BufferingClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequestInitializer;
import org.springframework.http.client.InterceptingClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.client.support.RestClientHttpServiceGroupConfigurer;

/**
 * Makes the remote calls of Spring's HTTP clients checked, counted and timed. The request
 * factory of a client is wrapped, because an initializer doesn't learn when a call ends,
 * and an interceptor would make Spring hold the bodies of requests in memory. An
 * initializer comes on top, for clients that are later given another factory. Where the
 * guard is off, clients are left as they are. Safe for use by several threads.
 */
public final class RemoteCallClients {

	private final RemoteCallGuard guard;

	/**
	 * Create an instance.
	 * @param guard what checks and counts calls
	 */
	public RemoteCallClients(RemoteCallGuard guard) {
		this.guard = guard;
	}

	/**
	 * Watch the calls of a template, which must have its request factory.
	 * @param template the template
	 */
	public void watch(RestTemplate template) {
		if (this.guard.isOff()) {
			return;
		}
		template.setRequestFactory(RemoteCallRequestFactory.watch(ownRequestFactory(template), this.guard));
		addTo(template.getClientHttpRequestInitializers(), new RemoteCallInitializer(this.guard,
				(request) -> RemoteCallRequestFactory.isWatched(template.getRequestFactory())));
	}

	// Without what a template puts around it itself each time it is asked
	private static ClientHttpRequestFactory ownRequestFactory(RestTemplate template) {
		ClientHttpRequestFactory factory = template.getRequestFactory();
		if (!template.getInterceptors().isEmpty()
				&& factory instanceof InterceptingClientHttpRequestFactory intercepting) {
			factory = intercepting.getDelegate();
		}
		if (template.getBufferingPredicate() != null
				&& factory instanceof BufferingClientHttpRequestFactory buffering) {
			factory = buffering.getDelegate();
		}
		return factory;
	}

	/**
	 * Watch whatever request factories a builder is given from now on. A builder doesn't
	 * tell the one that it has, and so it has to be watched before it gets one.
	 * @param builder the builder
	 * @return the builder to use instead, the same if it is watched already
	 */
	public RestClient.Builder watch(RestClient.Builder builder) {
		if (this.guard.isOff() || RemoteCallBuilderInterceptor.isWatched(builder)) {
			return builder;
		}
		ProxyFactory proxyFactory = new ProxyFactory(RestClient.Builder.class,
				new RemoteCallBuilderInterceptor(this, this.guard));
		proxyFactory.setTarget(builder);
		return (RestClient.Builder) proxyFactory.getProxy();
	}

	/**
	 * Watch whatever request factories a configurer gives to the clients of HTTP service
	 * interfaces.
	 * @param configurer the configurer
	 * @return the configurer to use instead
	 */
	public RestClientHttpServiceGroupConfigurer watch(RestClientHttpServiceGroupConfigurer configurer) {
		return (this.guard.isOff()) ? configurer : new RemoteCallGroupConfigurer(configurer, this);
	}

	/**
	 * Check the calls of the clients that a builder makes, and count those that are not
	 * timed. What becomes of a request that is buffered or intercepted can't be seen: of
	 * a builder that is watched it is taken to be timed, so that no call counts twice.
	 * @param builder the builder
	 */
	public void check(RestClient.Builder builder) {
		if (this.guard.isOff()) {
			return;
		}
		boolean watched = RemoteCallBuilderInterceptor.isWatched(builder);
		RemoteCallInitializer initializer = new RemoteCallInitializer(this.guard,
				(request) -> watched && request instanceof AbstractBufferingClientHttpRequest);
		builder.requestInitializers((initializers) -> addTo(initializers, initializer));
	}

	private static void addTo(List<ClientHttpRequestInitializer> initializers, RemoteCallInitializer initializer) {
		if (initializers.stream().noneMatch(RemoteCallInitializer.class::isInstance)) {
			initializers.add(initializer);
		}
	}

}
