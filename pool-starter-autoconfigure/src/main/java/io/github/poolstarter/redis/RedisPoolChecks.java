package io.github.poolstarter.redis;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.poolstarter.tracking.PoolStats;
import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Finds out whether the servers of the pools answer, each by a PING on a connection of
 * its pool. Never waits for a connection that somebody else has: a pool that is saturated
 * is known to be connected. There is at most one check a pool at a time, and others who
 * want to know wait for it. Safe for use by several threads.
 */
public final class RedisPoolChecks implements AutoCloseable {

	private final ExecutorService executor;

	private final Map<String, Probe> probes = new ConcurrentHashMap<>();

	/**
	 * Create checks.
	 */
	public RedisPoolChecks() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("redis-pool-health-");
		threads.setDaemon(true);
		this.executor = Executors.newCachedThreadPool(threads);
	}

	/**
	 * Begin to check a pool.
	 * @param pool the pool
	 * @return the check that is going on, {@code null} where there is nothing to check
	 */
	public @Nullable Probe begin(RedisPool pool) {
		if (isSaturated(pool.state())) {
			return null;
		}
		return this.probes.compute(pool.name(), (name, running) -> (running != null && !running.result.isDone())
				? running : new Probe(System.nanoTime(), CompletableFuture.supplyAsync(pool::ping, this.executor)));
	}

	/**
	 * Wait for a check, for no longer than an answer may take.
	 * @param pool the pool
	 * @param probe the check, {@code null} where there is none
	 * @return what is wrong, {@code null} where nothing is
	 */
	public @Nullable String await(RedisPool pool, @Nullable Probe probe) {
		if (probe == null) {
			return null;
		}
		String failure = result(pool, probe);
		return (failure != null && isSaturated(pool.state())) ? null : failure;
	}

	private static boolean isSaturated(PoolStats state) {
		return state.available() == 0 || (state.total() >= state.maximumPoolSize() && state.pending() > 0);
	}

	private static @Nullable String result(RedisPool pool, Probe probe) {
		long limit = pool.definition().validationTimeout().toNanos();
		try {
			return probe.result.get(Math.max(0, limit - (System.nanoTime() - probe.startNanos)), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			String reason = pool.tracker().connectFailure();
			String message = "no answer within " + TimeUnit.NANOSECONDS.toMillis(limit) + " ms";
			return (reason != null) ? message + "; last failure: " + reason : message;
		}
		catch (ExecutionException ex) {
			return Reasons.of(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return "interrupted";
		}
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

	/**
	 * A check that is going on.
	 *
	 * @param startNanos when it began, a reading of {@link System#nanoTime()}
	 * @param result what goes wrong
	 */
	public record Probe(long startNanos, CompletableFuture<@Nullable String> result) {

	}

}
