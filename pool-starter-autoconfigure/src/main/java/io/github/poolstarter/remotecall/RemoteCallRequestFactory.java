package io.github.poolstarter.remotecall;

import java.io.IOException;
import java.net.URI;

import org.springframework.http.HttpMethod;
import org.springframework.http.client.AbstractClientHttpRequestFactoryWrapper;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Makes requests that count as remote calls. Below the interceptors of a client, so that
 * a request that an interceptor answers itself is no call, and one that it sends again is
 * two. Safe for use by several threads if the factory that it wraps is.
 */
final class RemoteCallRequestFactory extends AbstractClientHttpRequestFactoryWrapper {

	private final RemoteCallGuard guard;

	private RemoteCallRequestFactory(ClientHttpRequestFactory delegate, RemoteCallGuard guard) {
		super(delegate);
		this.guard = guard;
	}

	/**
	 * Watch the requests that a factory makes.
	 * @param factory the factory
	 * @param guard what checks and counts them
	 * @return the factory to use, the same if it is watched already
	 */
	static ClientHttpRequestFactory watch(ClientHttpRequestFactory factory, RemoteCallGuard guard) {
		return (isWatched(factory)) ? factory : new RemoteCallRequestFactory(factory, guard);
	}

	/**
	 * Whether the requests of a factory are watched, by itself or by one that it wraps.
	 * @param factory the factory
	 * @return whether its requests count as remote calls when they are sent
	 */
	static boolean isWatched(ClientHttpRequestFactory factory) {
		ClientHttpRequestFactory candidate = factory;
		while (candidate instanceof AbstractClientHttpRequestFactoryWrapper wrapper) {
			if (wrapper instanceof RemoteCallRequestFactory) {
				return true;
			}
			candidate = wrapper.getDelegate();
		}
		return false;
	}

	@Override
	protected ClientHttpRequest createRequest(URI uri, HttpMethod httpMethod, ClientHttpRequestFactory requestFactory)
			throws IOException {
		return RemoteCallRequest.watch(requestFactory.createRequest(uri, httpMethod), this.guard);
	}

}
