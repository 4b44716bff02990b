package io.github.poolstarter.actuate;

import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.pool.ObservedPool;
import io.github.poolstarter.tracking.JdbcPool;
import org.jspecify.annotations.Nullable;

/**
 * A view of JDBC pools only. Safe for use by several threads.
 */
public interface JdbcPoolView extends PoolView {

	@Override
	default boolean tellsOf(ObservedPool pool) {
		return pool instanceof JdbcPool;
	}

	@Override
	default Object one(ObservedPool pool, HistoryWindow window, @Nullable Integer size) {
		return one(((JdbcPool) pool).pool(), window, size);
	}

	@Override
	default Object one(ObservedPool pool, HistoryWindow window) {
		return one(pool, window, null);
	}

	/**
	 * The view of one JDBC pool.
	 */
	Object one(ManagedPool pool, HistoryWindow window);

	/**
	 * The view of one JDBC pool, by views that tell what would be with another size.
	 * @param size the size that is asked for, {@code null} for none
	 */
	default Object one(ManagedPool pool, HistoryWindow window, @Nullable Integer size) {
		return one(pool, window);
	}

}
