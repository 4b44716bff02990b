package io.github.poolstarter.remotecall;

import java.util.function.Predicate;

import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestInitializer;

/**
 * Checks each request of an HTTP client for a connection that its thread holds, and
 * counts those that nothing times, because the client's request factory was replaced by
 * hand. An initializer, and not an interceptor, because Spring holds the whole body of a
 * request that is intercepted in memory. Safe for use by several threads.
 */
final class RemoteCallInitializer implements ClientHttpRequestInitializer {

	private final RemoteCallGuard guard;

	private final Predicate<ClientHttpRequest> timed;

	/**
	 * Create an initializer.
	 * @param guard what checks the calling thread
	 * @param timed whether the request is counted, and timed, when it is sent
	 */
	RemoteCallInitializer(RemoteCallGuard guard, Predicate<ClientHttpRequest> timed) {
		this.guard = guard;
		this.timed = timed;
	}

	@Override
	public void initialize(ClientHttpRequest request) {
		if (request instanceof RemoteCallRequest || this.timed.test(request)) {
			this.guard.check(request, RemoteCallRequest::nameOf);
		}
		else {
			this.guard.count(request, RemoteCallRequest::nameOf);
		}
	}

}
