package io.github.poolstarter.routing;

import java.net.URI;

import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestInitializer;

/**
 * Checks each request of an HTTP client for a connection that its thread holds. An
 * initializer, and not an interceptor, because Spring holds the whole body of a request
 * that is intercepted in memory. Safe for use by several threads.
 */
public final class RemoteCallInitializer implements ClientHttpRequestInitializer {

	private final RemoteCallGuard guard;

	/**
	 * Create an initializer.
	 * @param guard what checks the calling thread
	 */
	public RemoteCallInitializer(RemoteCallGuard guard) {
		this.guard = guard;
	}

	@Override
	public void initialize(ClientHttpRequest request) {
		URI uri = request.getURI();
		this.guard.check("%s %s://%s".formatted(request.getMethod(), uri.getScheme(), uri.getHost()));
	}

}
