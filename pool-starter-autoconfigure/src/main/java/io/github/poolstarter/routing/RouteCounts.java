package io.github.poolstarter.routing;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

import io.github.poolstarter.PoolRegistry;

/**
 * How often each pool was used, by what decided on it. Safe for use by several threads;
 * the figures of a snapshot are read one after another.
 */
public final class RouteCounts {

	private final Map<String, PoolCounts> pools = new LinkedHashMap<>();

	/**
	 * Create counters that stand at zero.
	 * @param registry the pools to count for
	 */
	public RouteCounts(PoolRegistry registry) {
		registry.names().forEach((name) -> this.pools.put(name, new PoolCounts()));
	}

	/**
	 * Count a connection that is about to be taken.
	 * @param pool the name of the pool
	 * @param source what decided on it
	 */
	void borrowed(String pool, RouteSource source) {
		counts(pool).borrows.get(source).increment();
	}

	/**
	 * Count work that asked for another pool, and got the connection of its transaction.
	 * @param pool the name of the transaction's pool
	 */
	void pinned(String pool) {
		counts(pool).pinned.increment();
	}

	/**
	 * Count a connection that was taken from elsewhere because the pool had none.
	 * @param pool the name of the pool that had none
	 */
	public void fellBack(String pool) {
		counts(pool).fallback.increment();
	}

	private PoolCounts counts(String pool) {
		PoolCounts counts = this.pools.get(pool);
		if (counts == null) {
			throw new IllegalArgumentException("No counters for pool '" + pool + "'");
		}
		return counts;
	}

	/**
	 * The figures since the start.
	 * @return a snapshot for each pool, in the order of the configuration
	 */
	public Map<String, Snapshot> snapshot() {
		Map<String, Snapshot> snapshots = new LinkedHashMap<>();
		this.pools.forEach((name, counts) -> snapshots.put(name, counts.snapshot()));
		return snapshots;
	}

	/**
	 * The figures of one pool.
	 *
	 * @param annotation connections taken because of an annotation
	 * @param readOnlyTransaction connections taken for read-only transactions without a
	 * route of their own
	 * @param template connections taken by way of the {@code PoolTemplate}
	 * @param defaultRoute connections taken by work that nothing routes
	 * @param pinned times that work inside a transaction on this pool asked for another
	 * @param fallback connections taken from elsewhere because this pool had none
	 */
	public record Snapshot(long annotation, long readOnlyTransaction, long template, long defaultRoute, long pinned,
			long fallback) {

	}

	private static final class PoolCounts {

		private final Map<RouteSource, LongAdder> borrows = new EnumMap<>(RouteSource.class);

		private final LongAdder pinned = new LongAdder();

		private final LongAdder fallback = new LongAdder();

		PoolCounts() {
			for (RouteSource source : RouteSource.values()) {
				this.borrows.put(source, new LongAdder());
			}
		}

		Snapshot snapshot() {
			return new Snapshot(sum(RouteSource.ANNOTATION), sum(RouteSource.READ_ONLY_TRANSACTION),
					sum(RouteSource.TEMPLATE), sum(RouteSource.DEFAULT), this.pinned.sum(), this.fallback.sum());
		}

		private long sum(RouteSource source) {
			return this.borrows.get(source).sum();
		}

	}

}
