package io.github.poolstarter.actuate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.PoolRegistry;
import org.jspecify.annotations.Nullable;

/**
 * One view of the {@link PoolsEndpoint}: something that there is to tell of all pools, or
 * of one. What it gives is written as JSON. Safe for use by several threads.
 */
public interface PoolView {

	/**
	 * The view of all pools.
	 * @param window the time that is asked for, by views that have one
	 * @return what to write
	 */
	Object all(HistoryWindow window);

	/**
	 * The view of one pool.
	 * @param pool the pool
	 * @param window the time that is asked for, by views that have one
	 * @return what to write
	 */
	Object one(ManagedPool pool, HistoryWindow window);

	/**
	 * The view of one pool, by views that tell what would be with another size of it.
	 * @param pool the pool
	 * @param window the time that is asked for, by views that have one
	 * @param size the size that is asked for, {@code null} for none
	 * @return what to write
	 */
	default Object one(ManagedPool pool, HistoryWindow window, @Nullable Integer size) {
		return one(pool, window);
	}

	/**
	 * What of the view is so important that it is part of the overview.
	 * @return what to write there under the name of the view, {@code null} for nothing
	 */
	default @Nullable Object overview() {
		return null;
	}

	/**
	 * Create a view that tells the same of each pool, and has no time.
	 * @param pools the pools
	 * @param view what there is to tell of a pool
	 * @return the view
	 */
	static PoolView ofEach(PoolRegistry pools, Function<ManagedPool, ?> view) {
		return new PoolView() {

			@Override
			public Object all(HistoryWindow window) {
				Map<String, Object> views = new LinkedHashMap<>();
				pools.forEach((pool) -> views.put(pool.name(), view.apply(pool)));
				return new PoolsDescriptor<>(views);
			}

			@Override
			public Object one(ManagedPool pool, HistoryWindow window) {
				return view.apply(pool);
			}

		};
	}

	/**
	 * A view of all pools.
	 *
	 * @param <T> the type of what is told of each
	 * @param pools what is told of each pool
	 */
	record PoolsDescriptor<T>(Map<String, T> pools) {

	}

}
