package io.github.poolstarter.actuate;

import java.util.function.BiFunction;

import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import org.jspecify.annotations.Nullable;

/**
 * Something that the {@link PoolsEndpoint} can do about one pool, or about something else
 * that has a name. Safe for use by several threads.
 */
@FunctionalInterface
public interface NamedAction {

	/**
	 * Do it.
	 * @return what came of it, to be written as JSON; {@code null} where there is nothing
	 * of that name
	 * @throws PoolConfigurationException if it can't be done
	 */
	@Nullable Object run(String name, ActionRequest request);

	/**
	 * Create an action on one pool.
	 * @param action what to do; gives {@code null} where the pool can't do that
	 */
	static NamedAction onPool(JdbcPools pools, BiFunction<JdbcPool, ActionRequest, @Nullable Object> action) {
		return (name, request) -> {
			if (!pools.contains(name)) {
				throw new NotFoundException("There is no pool '" + name + "'", "pools", pools.names());
			}
			return action.apply(pools.get(name), request);
		};
	}

}
