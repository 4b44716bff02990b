package io.github.poolstarter.actuate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import io.github.poolstarter.pool.ObservedPool;
import org.jspecify.annotations.Nullable;

/**
 * One view of the {@link PoolsEndpoint}: something that there is to tell of all pools, or
 * of one. What it gives is written as JSON. Safe for use by several threads.
 */
interface PoolView {

	/**
	 * The view of all pools.
	 */
	Object all(HistoryWindow window);

	/**
	 * The view of one pool.
	 */
	Object one(ObservedPool pool, HistoryWindow window);

	/**
	 * The view of one pool, by views that tell what would be with another size of it.
	 * @param size the size that is asked for, {@code null} for none
	 */
	default Object one(ObservedPool pool, HistoryWindow window, @Nullable Integer size) {
		return one(pool, window);
	}

	/**
	 * Whether the view tells of a pool.
	 */
	default boolean tellsOf(ObservedPool pool) {
		return true;
	}

	/**
	 * What of the view is so important that it is part of the overview.
	 * @return what to write there under the name of the view, {@code null} for nothing
	 */
	default @Nullable Object overview() {
		return null;
	}

	/**
	 * Tell the same of each pool.
	 */
	static <T> PoolsDescriptor<T> each(Iterable<? extends ObservedPool> pools, Function<ObservedPool, T> view) {
		Map<String, T> jdbc = new LinkedHashMap<>();
		Map<String, Map<String, T>> others = new LinkedHashMap<>();
		pools.forEach((pool) -> ((ObservedPool.JDBC.equals(pool.kind())) ? jdbc
				: others.computeIfAbsent(pool.kind(), (kind) -> new LinkedHashMap<>()))
			.put(pool.name(), view.apply(pool)));
		return new PoolsDescriptor<>(jdbc, others);
	}

	/**
	 * A view of all pools.
	 *
	 * @param pools what is told of each JDBC pool
	 * @param others what is told of each other pool, by kind and name
	 */
	record PoolsDescriptor<T>(Map<String, T> pools, @JsonAnyGetter Map<String, Map<String, T>> others) {

	}

}
