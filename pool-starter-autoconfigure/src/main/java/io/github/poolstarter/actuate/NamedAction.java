package io.github.poolstarter.actuate;

import java.util.function.BiFunction;

import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.sizing.PoolChange;
import org.jspecify.annotations.Nullable;

/**
 * Something that the {@link PoolsEndpoint} can do about one pool, or about something else
 * that has a name. Safe for use by several threads.
 */
@FunctionalInterface
interface NamedAction {

	/**
	 * Do it.
	 * @param settings what the request says, {@link PoolChange#NONE} for nothing
	 * @param user who asks for it, {@code null} where that is not known
	 * @return what came of it, to be written as JSON; {@code null} where there is nothing
	 * of that name
	 * @throws PoolConfigurationException if it can't be done
	 */
	@Nullable Object run(String name, PoolChange settings, @Nullable String user);

	/**
	 * Create an action on one pool that takes no settings.
	 * @param action what to do; gives {@code null} where the pool can't do that
	 */
	static NamedAction onPool(JdbcPools pools, BiFunction<JdbcPool, @Nullable String, @Nullable Object> action) {
		return (name, settings, user) -> {
			JdbcPool pool = find(pools, name);
			refuse(settings);
			return action.apply(pool, user);
		};
	}

	static JdbcPool find(JdbcPools pools, String name) {
		if (!pools.contains(name)) {
			throw new NotFoundException("There is no pool '" + name + "'", "pools", pools.names());
		}
		return pools.get(name);
	}

	static void refuse(PoolChange settings) {
		if (!settings.equals(PoolChange.NONE)) {
			throw new PoolConfigurationException("This action takes no settings.",
					"Leave them out, or use POST /actuator/pools/config/{pool}.");
		}
	}

}
