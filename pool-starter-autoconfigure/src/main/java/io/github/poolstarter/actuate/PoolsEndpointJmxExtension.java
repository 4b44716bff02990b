package io.github.poolstarter.actuate;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.jmx.annotation.EndpointJmxExtension;

/**
 * {@link EndpointJmxExtension @EndpointJmxExtension} for the {@link PoolsEndpoint}: its
 * views and actions with their names as arguments, where over HTTP they are the path.
 * Safe for use by several threads.
 */
@EndpointJmxExtension(endpoint = PoolsEndpoint.class)
public final class PoolsEndpointJmxExtension {

	private final PoolsEndpoint endpoint;

	public PoolsEndpointJmxExtension(PoolsEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * One view of all pools.
	 */
	@ReadOperation
	public Object view(String view, @Nullable Duration window, @Nullable Duration step) {
		return this.endpoint.view(view, window, step);
	}

	/**
	 * One view of one pool.
	 */
	@ReadOperation
	public Object poolView(String view, String pool, @Nullable Duration window, @Nullable Duration step,
			@Nullable Integer size) {
		return this.endpoint.poolView(view, pool, window, step, size);
	}

	/**
	 * Do something about all pools.
	 */
	@WriteOperation
	public Object act(String action) {
		return this.endpoint.act(action);
	}

	/**
	 * Do something about one pool that needs no further word.
	 */
	@WriteOperation
	public Object actOn(String action, String name) {
		return this.endpoint.actOn(action, name);
	}

	/**
	 * Change one pool.
	 */
	@WriteOperation
	public Object change(String action, String name, @Nullable Integer maximumPoolSize, @Nullable Integer minimumIdle,
			@Nullable Duration connectionTimeout, @Nullable Duration idleTimeout, @Nullable Duration maxLifetime,
			@Nullable Duration leakThreshold, SecurityContext securityContext) {
		return this.endpoint.change(action, name, maximumPoolSize, minimumIdle, connectionTimeout, idleTimeout,
				maxLifetime, leakThreshold, securityContext);
	}

}
