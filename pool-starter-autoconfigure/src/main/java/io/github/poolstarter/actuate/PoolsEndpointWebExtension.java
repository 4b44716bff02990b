package io.github.poolstarter.actuate;

import java.time.Duration;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} for the {@link PoolsEndpoint}:
 * answers a write that finds nothing to do with 404, where Spring Boot would say 204, and
 * one that can't be done with the reason, which Spring Boot would keep to itself; and a
 * view that can't tell anything yet with 409 and the reason. Safe for use by several
 * threads.
 */
@EndpointWebExtension(endpoint = PoolsEndpoint.class)
public final class PoolsEndpointWebExtension {

	private static final int CONFLICT = 409;

	private final PoolsEndpoint endpoint;

	/**
	 * Create an extension.
	 * @param endpoint the endpoint
	 */
	public PoolsEndpointWebExtension(PoolsEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * One view of one pool.
	 * @param view the name of the view
	 * @param pool the name of the pool
	 * @param window how far to go back, by views that show a time
	 * @param step the time from point to point, by views that show a time
	 * @param size the number of connections, by views that tell what would be with them
	 * @return the view, or the status 400, 404 or 409
	 */
	@ReadOperation
	public WebEndpointResponse<@Nullable Object> poolView(@Selector String view, @Selector String pool,
			@Nullable Duration window, @Nullable Duration step, @Nullable Integer size) {
		try {
			return respond(() -> this.endpoint.poolView(view, pool, window, step, size));
		}
		catch (NothingToTellException ex) {
			return new WebEndpointResponse<>(new ErrorDescriptor(ex.getMessage()), CONFLICT);
		}
	}

	/**
	 * Do something about all pools.
	 * @param action the name of the action
	 * @return what came of it, or the status 404
	 */
	@WriteOperation
	public WebEndpointResponse<@Nullable Object> act(@Selector String action) {
		return respond(() -> this.endpoint.act(action));
	}

	/**
	 * Do something about one pool that needs no further word.
	 * @param action the name of the action
	 * @param name the name of the pool, or of what else the action is about
	 * @return what came of it, or the status 400 or 404
	 */
	@WriteOperation
	public WebEndpointResponse<@Nullable Object> actOn(@Selector String action, @Selector String name) {
		return respond(() -> this.endpoint.actOn(action, name));
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
	 * @return what came of it, or the status 400 or 404
	 */
	@WriteOperation
	public WebEndpointResponse<@Nullable Object> change(@Selector String action, @Selector String name,
			@Nullable Integer maximumPoolSize, @Nullable Integer minimumIdle, @Nullable Duration connectionTimeout,
			@Nullable Duration idleTimeout, @Nullable Duration maxLifetime, @Nullable Duration leakThreshold,
			SecurityContext securityContext) {
		return respond(() -> this.endpoint.change(action, name, maximumPoolSize, minimumIdle, connectionTimeout,
				idleTimeout, maxLifetime, leakThreshold, securityContext));
	}

	private static WebEndpointResponse<@Nullable Object> respond(Supplier<@Nullable Object> operation) {
		Object result;
		try {
			result = operation.get();
		}
		catch (InvalidEndpointRequestException ex) {
			return new WebEndpointResponse<>(new ErrorDescriptor(ex.getReason()),
					WebEndpointResponse.STATUS_BAD_REQUEST);
		}
		return new WebEndpointResponse<>(result,
				(result != null) ? WebEndpointResponse.STATUS_OK : WebEndpointResponse.STATUS_NOT_FOUND);
	}

	/**
	 * Says why something can't be done.
	 *
	 * @param error what is wrong, and what to do about it
	 */
	public record ErrorDescriptor(@Nullable String error) {

	}

}
