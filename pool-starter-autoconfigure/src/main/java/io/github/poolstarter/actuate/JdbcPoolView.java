package io.github.poolstarter.actuate;

import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.pool.ObservedPool;
import org.jspecify.annotations.Nullable;

/**
 * A view of JDBC pools only. Safe for use by several threads.
 */
interface JdbcPoolView extends PoolView {

	@Override
	default boolean tellsOf(ObservedPool pool) {
		return pool instanceof JdbcPool;
	}

	@Override
	default Object one(ObservedPool pool, HistoryWindow window, @Nullable Integer size) {
		return one((JdbcPool) pool, window, size);
	}

	@Override
	default Object one(ObservedPool pool, HistoryWindow window) {
		return one(pool, window, null);
	}

	/**
	 * The view of one JDBC pool.
	 */
	Object one(JdbcPool pool, HistoryWindow window);

	/**
	 * The view of one JDBC pool, by views that tell what would be with another size.
	 * @param size the size that is asked for, {@code null} for none
	 */
	default Object one(JdbcPool pool, HistoryWindow window, @Nullable Integer size) {
		return one(pool, window);
	}

}
