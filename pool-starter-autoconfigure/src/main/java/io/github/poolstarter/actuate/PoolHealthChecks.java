package io.github.poolstarter.actuate;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.poolstarter.StartupPolicy;
import io.github.poolstarter.pool.ObservedPool;
import io.github.poolstarter.pool.PoolState;
import io.github.poolstarter.pool.Questions;
import io.github.poolstarter.pool.Questions.Question;
import org.jspecify.annotations.Nullable;

/**
 * Finds out how the pools are, by taking a connection from each and asking the server for
 * a sign of life.
 * <p>
 * A pool whose connections are all out is not asked: its connections are evidently good
 * for something, and the check would only join the queue. Where one is to be had, it is
 * taken on a thread of the checks' own, of which there is at most one a pool, and waited
 * for no longer than the pool's validation timeout. Safe for use by several threads.
 */
public final class PoolHealthChecks implements AutoCloseable {

	private final Iterable<? extends ObservedPool> pools;

	private final double busyAbove;

	private final Questions<String> questions = new Questions<>("pool-health-");

	private final Map<String, String> lastFailures = new ConcurrentHashMap<>();

	/**
	 * Create checks.
	 * @param busyAbove the share of a pool's maximum, from 0 to 1, over which the pool
	 * counts as busy
	 */
	public PoolHealthChecks(Iterable<? extends ObservedPool> pools, double busyAbove) {
		this.pools = pools;
		this.busyAbove = busyAbove;
	}

	/**
	 * Check all pools, side by side.
	 * @return the health of each, in the order of the configuration
	 */
	public Map<String, PoolHealth> checkAll() {
		return checkAll(null);
	}

	/**
	 * Check all pools, side by side, for somebody who does not want to wait for long. Of
	 * a pool that has not answered by then, and may yet in time, it is told what is known
	 * so far: the last failure, that there is no connection at all, or what the figures
	 * say. Its check goes on, and who asks later learns what came of it.
	 * @param patience how long to wait at most, {@code null} for as long as the pools'
	 * validation timeouts
	 * @return the health of each, in the order of the configuration
	 */
	public Map<String, PoolHealth> checkAll(@Nullable Duration patience) {
		Sweep sweep = new Sweep((patience != null) ? System.nanoTime() + patience.toNanos() : null);
		Map<String, PoolHealth> health = new LinkedHashMap<>();
		this.pools.forEach((pool) -> health.put(pool.qualifiedName(), sweep.check(pool)));
		return health;
	}

	/**
	 * Prepare a check of all pools by somebody who asks for one after another.
	 */
	public Sweep sweep() {
		return new Sweep(null);
	}

	/**
	 * Check one pool.
	 */
	public PoolHealth check(ObservedPool pool) {
		return health(pool, probe(pool), null);
	}

	private PoolHealth health(ObservedPool pool, @Nullable Question probe, @Nullable Long deadlineNanos) {
		return evaluate(pool, probe, deadlineNanos).with(ReplicaDescriptor.healthOf(pool));
	}

	private @Nullable Question probe(ObservedPool pool) {
		if (!pool.isStarted() || pool.state().available() == 0) {
			return null;
		}
		return this.questions.ask(pool.qualifiedName(), () -> run(pool));
	}

	private @Nullable String run(ObservedPool pool) {
		String failure = pool.check();
		if (failure != null) {
			this.lastFailures.put(pool.qualifiedName(), failure);
		}
		else {
			this.lastFailures.remove(pool.qualifiedName());
		}
		return failure;
	}

	private PoolHealth evaluate(ObservedPool pool, @Nullable Question probe, @Nullable Long deadlineNanos) {
		if (!pool.isStarted()) {
			return (pool.startup() == StartupPolicy.LAZY)
					? new PoolHealth(PoolStatus.UP, pool.state(), "not started: connects at first use")
					: new PoolHealth(PoolStatus.DOWN, pool.state(), "not connected since startup");
		}
		String failure = (probe != null) ? await(probe, pool, deadlineNanos) : null;
		PoolState stats = pool.state();
		if (failure == null || isSaturated(stats)) {
			return new PoolHealth(PoolStatus.of(stats, this.busyAbove), stats, null);
		}
		return new PoolHealth(PoolStatus.DOWN, stats, failure);
	}

	// A connection that was given back a moment ago is on its way to the next borrower
	private static boolean isSaturated(PoolState stats) {
		return stats.available() == 0 || (stats.total() >= stats.maximumPoolSize() && stats.pending() > 0);
	}

	private @Nullable String await(Question probe, ObservedPool pool, @Nullable Long deadlineNanos) {
		long limit = pool.checkTimeout().toNanos();
		long now = System.nanoTime();
		long remaining = limit - (now - probe.startNanos());
		boolean early = deadlineNanos != null && deadlineNanos - now < remaining;
		try {
			return probe.answer().get(Math.max(0, (early) ? deadlineNanos - now : remaining), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			return (early) ? soFar(probe, pool) : nothing(pool);
		}
		catch (ExecutionException ex) {
			return String.valueOf(ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return "interrupted";
		}
	}

	private @Nullable String soFar(Question probe, ObservedPool pool) {
		String reason = lastFailure(pool);
		if (reason != null || pool.state().total() > 0) {
			return reason;
		}
		return "no connection for " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - probe.startNanos()) + " ms";
	}

	// HikariCP keeps the reason to itself until the connection timeout, and that comes
	// later: the reason told here is the one of the check before
	private String nothing(ObservedPool pool) {
		String message = pool.missing() + " within " + pool.checkTimeout().toMillis() + " ms";
		String reason = lastFailure(pool);
		return (reason != null) ? message + "; last failure: " + reason : message;
	}

	private @Nullable String lastFailure(ObservedPool pool) {
		String reason = this.lastFailures.get(pool.qualifiedName());
		return (reason != null) ? reason : pool.lastFailure();
	}

	@Override
	public void close() {
		this.questions.close();
	}

	/**
	 * A check of all pools. All begin when the first pool is asked for, so that together
	 * they take as long as the slowest, though somebody waits for one after the other. A
	 * pool that is asked for again begins the next round. Safe for use by several
	 * threads.
	 */
	public final class Sweep {

		private final Map<String, Optional<Question>> begun = new HashMap<>();

		private final @Nullable Long deadlineNanos;

		private Sweep(@Nullable Long deadlineNanos) {
			this.deadlineNanos = deadlineNanos;
		}

		/**
		 * Check a pool.
		 */
		public PoolHealth check(ObservedPool pool) {
			return health(pool, take(pool), this.deadlineNanos);
		}

		private synchronized @Nullable Question take(ObservedPool pool) {
			if (!this.begun.containsKey(pool.qualifiedName())) {
				PoolHealthChecks.this.pools
					.forEach((each) -> this.begun.put(each.qualifiedName(), Optional.ofNullable(probe(each))));
			}
			Optional<Question> probe = this.begun.remove(pool.qualifiedName());
			return (probe != null) ? probe.orElse(null) : null;
		}

	}

}
