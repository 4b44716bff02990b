package io.github.poolstarter.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.poolstarter.StartupPolicy;
import io.github.poolstarter.pool.PoolSource;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.log.LogMessage;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The Redis pools of an application: fills them side by side at start, and drains them
 * side by side at the end. Safe for use by several threads.
 */
public final class RedisPools implements Iterable<RedisPool>, PoolSource {

	private static final Log logger = LogFactory.getLog(RedisPools.class);

	// The first connection of all has to wait for the classes of Lettuce
	private static final Duration SHORTEST_WAIT = Duration.ofSeconds(3);

	private final List<RedisPool> pools;

	/**
	 * Create the registry of the given pools.
	 * @param pools the pools, in the order of the configuration
	 */
	public RedisPools(Collection<RedisPool> pools) {
		this.pools = List.copyOf(pools);
	}

	@Override
	public List<RedisPool> pools() {
		return this.pools;
	}

	@Override
	public Iterator<RedisPool> iterator() {
		return this.pools.iterator();
	}

	/**
	 * Fill all pools side by side, each according to its {@link StartupPolicy}. A pool
	 * that is optional is waited for no longer than a connection may take to open, or
	 * three seconds; it goes on trying in the background, as any pool that can't connect.
	 * @throws RedisPoolStartException if a required pool can't connect
	 */
	public void fill() {
		ExecutorService executor = Executors.newCachedThreadPool(daemonThreads());
		try {
			Map<RedisPool, Future<?>> starts = new LinkedHashMap<>();
			for (RedisPool pool : this) {
				if (pool.definition().startup() != StartupPolicy.LAZY) {
					starts.put(pool, executor.submit(pool::fillAtStart));
				}
			}
			List<RedisPoolStartException> failures = new ArrayList<>();
			starts.forEach((pool, start) -> await(pool, start, failures));
			if (!failures.isEmpty()) {
				RedisPoolStartException first = failures.get(0);
				failures.stream().skip(1).forEach(first::addSuppressed);
				throw first;
			}
		}
		finally {
			executor.shutdown();
		}
	}

	private static void await(RedisPool pool, Future<?> start, List<RedisPoolStartException> failures) {
		Duration timeout = pool.definition().connectTimeout();
		Duration limit = (timeout.compareTo(SHORTEST_WAIT) > 0) ? timeout : SHORTEST_WAIT;
		try {
			if (pool.definition().startup() == StartupPolicy.REQUIRED) {
				start.get();
			}
			else {
				start.get(limit.toMillis(), TimeUnit.MILLISECONDS);
			}
		}
		catch (TimeoutException ex) {
			startsWithout(pool, "not connected after " + limit.toMillis() + " ms");
		}
		catch (ExecutionException ex) {
			if (pool.definition().startup() == StartupPolicy.REQUIRED) {
				failures.add(failure(pool, ex.getCause()));
			}
			else {
				startsWithout(pool, FailureReason.of(ex));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			failures.add(failure(pool, ex));
		}
	}

	private static RedisPoolStartException failure(RedisPool pool, Throwable cause) {
		return new RedisPoolStartException(pool.name(), pool.definition().server(), FailureReason.of(cause),
				(cause instanceof RedisConnectionFailureException && cause.getCause() != null) ? cause.getCause()
						: cause);
	}

	private static void startsWithout(RedisPool pool, String reason) {
		logger.warn(LogMessage.format(
				"Redis pool '%s' could not connect to %s: %s. The pool is optional: the application starts without it, "
						+ "and the pool keeps trying to connect",
				pool.name(), pool.definition().server(), reason));
	}

	/**
	 * Refuse all who come from now on, and wait until all connections are back. What is
	 * out then is named in the log.
	 */
	public void drain(Duration timeout) {
		long deadline = System.nanoTime() + timeout.toNanos();
		forEach(RedisPool::refuse);
		try {
			for (RedisPool pool : this) {
				pool.awaitReturns(deadline);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static CustomizableThreadFactory daemonThreads() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("redis-pool-start-");
		threads.setDaemon(true);
		return threads;
	}

}
