package io.github.poolstarter.actuate;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} for the {@link PoolsEndpoint}:
 * answers a write that finds nothing to do with 404, where Spring Boot would say 204.
 * Safe for use by several threads.
 */
@EndpointWebExtension(endpoint = PoolsEndpoint.class)
public final class PoolsEndpointWebExtension {

	private final PoolsEndpoint endpoint;

	/**
	 * Create an extension.
	 * @param endpoint the endpoint
	 */
	public PoolsEndpointWebExtension(PoolsEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Do something about all pools.
	 * @param action the name of the action
	 * @return what came of it, or the status 404
	 */
	@WriteOperation
	public WebEndpointResponse<@Nullable Object> act(@Selector String action) {
		Object result = this.endpoint.act(action);
		return new WebEndpointResponse<>(result,
				(result != null) ? WebEndpointResponse.STATUS_OK : WebEndpointResponse.STATUS_NOT_FOUND);
	}

}
