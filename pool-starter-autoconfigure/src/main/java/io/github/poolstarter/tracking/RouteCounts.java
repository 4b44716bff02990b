package io.github.poolstarter.tracking;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.pool.BorrowStats;
import org.jspecify.annotations.Nullable;

/**
 * How often each pool was used, by what decided on it. Borrows note that themselves, and
 * the pool's tracker adds them up; what is no borrow of the pool is counted here. Safe
 * for use by several threads; the figures of a snapshot are read one after another.
 */
public final class RouteCounts {

	private final PoolTrackers trackers;

	private final Map<String, PoolCounts> pools = new LinkedHashMap<>();

	/**
	 * Create counters that stand at zero.
	 */
	public RouteCounts(PoolRegistry registry, PoolTrackers trackers) {
		this.trackers = trackers;
		registry.names().forEach((name) -> this.pools.put(name, new PoolCounts()));
	}

	/**
	 * Count work that asked for another pool, and got the connection of its transaction.
	 */
	public void pinned(String pool) {
		counts(pool).pinned.increment();
	}

	/**
	 * Count a connection that was taken from elsewhere because the pool had none.
	 */
	public void fellBack(String pool) {
		counts(pool).fallback.increment();
	}

	/**
	 * Count a borrower who got no connection from elsewhere either, because as many were
	 * out that way as may be.
	 */
	public void fallbackRefused(String pool) {
		counts(pool).fallbackRefused.increment();
	}

	/**
	 * Count a read that went to the primary because no replica was fit.
	 */
	public void replicaUnfit(String pool) {
		counts(pool).replicaUnfit.increment();
	}

	/**
	 * Count a read that stayed on the primary because its thread had just written.
	 */
	public void readYourWrites(String pool) {
		counts(pool).readYourWrites.increment();
	}

	private PoolCounts counts(String pool) {
		PoolCounts counts = this.pools.get(pool);
		if (counts == null) {
			throw new IllegalArgumentException("No counters for pool '" + pool + "'");
		}
		return counts;
	}

	/**
	 * The figures since the start or the last reset.
	 * @return a snapshot for each pool, in the order of the configuration
	 */
	public Map<String, Snapshot> snapshot() {
		Map<String, Snapshot> snapshots = new LinkedHashMap<>();
		this.pools.keySet().forEach((name) -> snapshots.put(name, snapshot(name, this.trackers.get(name).stats())));
		return snapshots;
	}

	/**
	 * The figures of one pool, whose borrows were added up already.
	 */
	public Snapshot snapshot(String pool, BorrowStats stats) {
		PoolCounts counts = counts(pool);
		List<List<Long>> replicas = this.trackers.get(pool)
			.replicas()
			.stream()
			.map((replica) -> replica.stats().bySource())
			.toList();
		List<List<Long>> all = new ArrayList<>(replicas);
		all.add(stats.bySource());
		return new Snapshot(sum(all, RouteSource.ANNOTATION), sum(all, RouteSource.READ_ONLY_TRANSACTION),
				sum(all, RouteSource.TEMPLATE), sum(all, RouteSource.DEFAULT), sum(all, RouteSource.FALLBACK),
				counts.pinned.sum(), counts.fallback.sum(), counts.fallbackRefused.sum(),
				(replicas.isEmpty()) ? null
						: new Replicas(replicas.stream().flatMap(List::stream).mapToLong(Long::longValue).sum(),
								counts.replicaUnfit.sum(), counts.readYourWrites.sum()));
	}

	private static long sum(List<List<Long>> bySources, RouteSource source) {
		return bySources.stream().mapToLong((bySource) -> bySource.get(source.ordinal())).sum();
	}

	/**
	 * Begin to count anew what is counted here; the trackers have a reset of their own.
	 */
	public void reset() {
		this.pools.values().forEach(PoolCounts::reset);
	}

	/**
	 * The figures of one pool.
	 *
	 * @param annotation borrows because of an annotation
	 * @param readOnlyTransaction borrows for read-only transactions without a route of
	 * their own
	 * @param template borrows by way of the {@code PoolTemplate}
	 * @param defaultRoute borrows by work that nothing routes
	 * @param fallbackFrom borrows by work of other pools, which fell back to this one
	 * @param pinned times that work inside a transaction or session on this pool asked
	 * for another
	 * @param fallback connections taken from elsewhere because this pool had none
	 * @param fallbackRefused times that none was, because as many were out as may be
	 * @param replicas where the reads went, {@code null} for a pool without replicas
	 */
	public record Snapshot(long annotation, long readOnlyTransaction, long template, long defaultRoute,
			long fallbackFrom, long pinned, long fallback, long fallbackRefused, @Nullable Replicas replicas) {

	}

	/**
	 * Where the reads of a pool with replicas went.
	 *
	 * @param replica borrows from replicas, which are among those by what decided on the
	 * pool
	 * @param replicaUnfit times that none was fit, and the pool's own connections were
	 * used
	 * @param readYourWrites times that the pool's own connections were used because the
	 * thread had just written
	 */
	public record Replicas(long replica, long replicaUnfit, long readYourWrites) {

	}

	private static final class PoolCounts {

		private final LongAdder pinned = new LongAdder();

		private final LongAdder fallback = new LongAdder();

		private final LongAdder fallbackRefused = new LongAdder();

		private final LongAdder replicaUnfit = new LongAdder();

		private final LongAdder readYourWrites = new LongAdder();

		void reset() {
			this.replicaUnfit.reset();
			this.readYourWrites.reset();
			this.pinned.reset();
			this.fallback.reset();
			this.fallbackRefused.reset();
		}

	}

}
