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

	/**
	 * Create an extension.
	 * @param endpoint the endpoint
	 */
	public PoolsEndpointJmxExtension(PoolsEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * One view of all pools.
	 * @param view the name of the view
	 * @param window how far to go back, by views that show a time
	 * @param step the time from point to point, by views that show a time
	 * @return the view
	 */
	@ReadOperation
	public Object view(String view, @Nullable Duration window, @Nullable Duration step) {
		return this.endpoint.view(view, window, step);
	}

	/**
	 * One view of one pool.
	 * @param view the name of the view
	 * @param pool the name of the pool
	 * @param window how far to go back, by views that show a time
	 * @param step the time from point to point, by views that show a time
	 * @param size the number of connections, by views that tell what would be with them
	 * @return the view
	 */
	@ReadOperation
	public Object poolView(String view, String pool, @Nullable Duration window, @Nullable Duration step,
			@Nullable Integer size) {
		return this.endpoint.poolView(view, pool, window, step, size);
	}

	/**
	 * Do something about all pools.
	 * @param action the name of the action
	 * @return what came of it
	 */
	@WriteOperation
	public Object act(String action) {
		return this.endpoint.act(action);
	}

	/**
	 * Do something about one pool that needs no further word.
	 * @param action the name of the action
	 * @param name the name of the pool, or of what else the action is about
	 * @return what came of it
	 */
	@WriteOperation
	public Object actOn(String action, String name) {
		return this.endpoint.actOn(action, name);
	}

	/**
	 * Change one pool.
	 * @param action the name of the action
	 * @param name the name of the pool, or of what else the action is about
	 * @param maximumPoolSize the most connections that the pool opens
	 * @param minimumIdle the number of idle connections that the pool tries to keep
	 * @param connectionTimeout how long a borrower waits
	 * @param idleTimeout how long a connection above the minimum stays idle
	 * @param maxLifetime how long a connection lives
	 * @param leakThreshold the time after which a connection that is out counts as leaked
	 * @param securityContext knows who asks for it
	 * @return what came of it
	 */
	@WriteOperation
	public Object change(String action, String name, @Nullable Integer maximumPoolSize, @Nullable Integer minimumIdle,
			@Nullable Duration connectionTimeout, @Nullable Duration idleTimeout, @Nullable Duration maxLifetime,
			@Nullable Duration leakThreshold, SecurityContext securityContext) {
		return this.endpoint.change(action, name, maximumPoolSize, minimumIdle, connectionTimeout, idleTimeout,
				maxLifetime, leakThreshold, securityContext);
	}

}
