package io.github.poolstarter.routing;

import java.io.IOException;
import java.net.URI;

import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Checks each request of an HTTP client for a connection that its thread holds. Safe for
 * use by several threads.
 */
public final class RemoteCallInterceptor implements ClientHttpRequestInterceptor {

	private final RemoteCallGuard guard;

	/**
	 * Create an interceptor.
	 * @param guard what checks the calling thread
	 */
	public RemoteCallInterceptor(RemoteCallGuard guard) {
		this.guard = guard;
	}

	@Override
	public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
			throws IOException {
		URI uri = request.getURI();
		this.guard.check("%s %s://%s".formatted(request.getMethod(), uri.getScheme(), uri.getHost()));
		return execution.execute(request, body);
	}

}
