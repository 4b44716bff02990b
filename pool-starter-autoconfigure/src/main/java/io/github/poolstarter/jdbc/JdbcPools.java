package io.github.poolstarter.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.PoolStartException;
import io.github.poolstarter.StartupPolicy;
import io.github.poolstarter.UnknownPoolException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.log.LogMessage;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The pools of one application: starts them side by side, finds them by name, and closes
 * them. Safe for use by several threads once started.
 */
public final class JdbcPools implements PoolRegistry, AutoCloseable {

	private static final Log logger = LogFactory.getLog(JdbcPools.class);

	private static final long FILL_POLL_MILLIS = 10;

	// Most of the time between two attempts passes in the wait for a connection
	private static final long RECONNECT_PAUSE_MILLIS = 100;

	private final Map<String, JdbcPool> pools;

	private final @Nullable JdbcPool defaultPool;

	private final Starter starter;

	private final Runnable drain;

	/**
	 * Create the registry of the given pools.
	 * @param pools the pools, in the order of the configuration
	 * @param defaultPool the name of the pool that takes all work which nothing routes
	 * @throws UnknownPoolException if the default pool is not among the pools
	 */
	public JdbcPools(Collection<JdbcPool> pools, String defaultPool) {
		this(pools, defaultPool, HikariDataSource::getConnection, () -> {
		});
	}

	/**
	 * Create the registry of the given pools.
	 * @param pools the pools, in the order of the configuration
	 * @param defaultPool the name of the pool that takes all work which nothing routes
	 * @param starter takes the connection that starts a pool
	 * @param drain waits for those who still have connections, before pools that were
	 * started are closed
	 * @throws UnknownPoolException if the default pool is not among the pools
	 */
	public JdbcPools(Collection<JdbcPool> pools, String defaultPool, Starter starter, Runnable drain) {
		this.starter = starter;
		this.drain = drain;
		this.pools = new LinkedHashMap<>();
		pools.forEach((pool) -> this.pools.put(pool.name(), pool));
		this.defaultPool = find(defaultPool, "pools.default-pool");
	}

	private JdbcPools() {
		this.pools = Map.of();
		this.defaultPool = null;
		this.starter = HikariDataSource::getConnection;
		this.drain = () -> {
		};
	}

	/**
	 * No pools, as in an application whose data source was replaced.
	 */
	public static JdbcPools none() {
		return new JdbcPools();
	}

	@Override
	public List<String> names() {
		return List.copyOf(this.pools.keySet());
	}

	@Override
	public JdbcPool get(String name) {
		return find(name, "the name that the caller passes");
	}

	private JdbcPool find(String name, String usedBy) {
		JdbcPool pool = this.pools.get(name);
		if (pool == null) {
			throw new UnknownPoolException(name, this.pools.keySet(), usedBy);
		}
		return pool;
	}

	@Override
	public boolean contains(String name) {
		return this.pools.containsKey(name);
	}

	@Override
	public JdbcPool defaultPool() {
		if (this.defaultPool == null) {
			throw new IllegalStateException("No JDBC pool is defined");
		}
		return this.defaultPool;
	}

	@Override
	public Iterator<ManagedPool> iterator() {
		return List.<ManagedPool>copyOf(this.pools.values()).iterator();
	}

	/**
	 * The pools, in the order of the configuration.
	 */
	public List<JdbcPool> all() {
		return List.copyOf(this.pools.values());
	}

	/**
	 * Start all pools side by side, each according to its {@link StartupPolicy}, and wait
	 * until those that could connect hold their minimum of idle connections. A pool that
	 * is optional is waited for no longer than a borrower would wait.
	 * @throws PoolStartException if a required pool can't connect
	 */
	public void start() {
		ExecutorService executor = Executors.newCachedThreadPool(daemonThreads("pool-start-"));
		try {
			Map<JdbcPool, Future<?>> starts = new LinkedHashMap<>();
			List<CompletableFuture<?>> replicas = new ArrayList<>();
			for (JdbcPool pool : all()) {
				if (pool.definition().startup() != StartupPolicy.LAZY) {
					starts.put(pool, executor.submit(() -> start(pool)));
				}
				if (pool.replicas() != null) {
					replicas.add(CompletableFuture.runAsync(pool.replicas()::start, executor));
				}
			}
			awaitAll(starts);
			replicas.forEach(CompletableFuture::join);
		}
		catch (RuntimeException ex) {
			closeAll();
			throw ex;
		}
		finally {
			executor.shutdown();
		}
	}

	// Also after a failure: a pool that is still being made can't be closed
	private static void awaitAll(Map<JdbcPool, Future<?>> starts) {
		List<RuntimeException> failures = new ArrayList<>();
		starts.forEach((pool, start) -> {
			try {
				await(pool, start);
			}
			catch (ExecutionException ex) {
				failures.add((ex.getCause() instanceof RuntimeException cause) ? cause
						: new IllegalStateException(ex.getCause()));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				failures.add(new IllegalStateException("Interrupted while the connection pools were starting", ex));
			}
		});
		if (!failures.isEmpty()) {
			RuntimeException first = failures.get(0);
			failures.stream().skip(1).forEach(first::addSuppressed);
			throw first;
		}
	}

	private static void await(JdbcPool pool, Future<?> start) throws ExecutionException, InterruptedException {
		if (pool.definition().startup() == StartupPolicy.REQUIRED) {
			start.get();
			return;
		}
		Duration limit = pool.definition().timeouts().connection();
		try {
			start.get(limit.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			logger.warn(LogMessage.format(
					"Pool '%s' is optional and not connected after %d ms: the application "
							+ "starts without it, and the pool keeps trying to connect",
					pool.name(), limit.toMillis()));
		}
	}

	private void start(JdbcPool pool) {
		try {
			connect(pool.dataSource());
			fill(pool);
		}
		catch (Exception ex) {
			PoolStartException failure = startFailure(pool, ex);
			if (pool.definition().startup() == StartupPolicy.REQUIRED) {
				throw failure;
			}
			logger.warn(LogMessage.format("%s. The pool is optional: the application starts without it, "
					+ "and the pool keeps trying to connect", failure.getMessage()));
			connectInBackground(pool);
		}
	}

	private static PoolStartException startFailure(JdbcPool pool, Exception failure) {
		PoolDefinition definition = pool.definition();
		Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
		return new PoolStartException(pool, "Pool '%s' could not connect to %s: %s".formatted(pool.name(),
				definition.database().displayUrl(), definition.secrets().redact(String.valueOf(root.getMessage()))),
				failure);
	}

	private void connect(HikariDataSource dataSource) throws SQLException {
		// HikariCP starts a pool when its first connection is taken
		this.starter.getConnection(dataSource).close();
	}

	// Wait until the pool holds its minimum of idle connections. HikariCP opens them one
	// after another on a thread of its own, starting 100 ms after the pool. Gives up,
	// leaving the rest to HikariCP, when a borrower would have given up as well.
	private static void fill(JdbcPool pool) throws InterruptedException {
		HikariPoolMXBean hikari = pool.dataSource().getHikariPoolMXBean();
		long deadline = System.nanoTime() + pool.definition().timeouts().connection().toNanos();
		int minimumIdle = pool.dataSource().getMinimumIdle();
		while (hikari.getTotalConnections() < minimumIdle) {
			if (System.nanoTime() - deadline > 0) {
				logger.warn(LogMessage.format("Pool '%s' has opened %d of its minimum of %d connections after %d ms",
						pool.name(), hikari.getTotalConnections(), minimumIdle,
						pool.definition().timeouts().connection().toMillis()));
				return;
			}
			Thread.sleep(FILL_POLL_MILLIS);
		}
	}

	private void connectInBackground(JdbcPool pool) {
		if (pool.dataSource().getHikariPoolMXBean() == null) {
			// Negative: the pool starts without a connection, and keeps trying to open
			// one
			pool.dataSource().setInitializationFailTimeout(-1);
		}
		daemonThreads("pool-reconnect-").newThread(() -> reconnect(pool)).start();
	}

	// HikariCP itself goes on only for a minimum of idle connections, which may be none
	private void reconnect(JdbcPool pool) {
		while (!pool.dataSource().isClosed()) {
			try {
				connect(pool.dataSource());
				logger.info(LogMessage.format("Pool '%s' is connected", pool.name()));
				return;
			}
			catch (SQLException | RuntimeException ex) {
				logger.debug(LogMessage.format("Pool '%s' is not connected yet", pool.name()), ex);
			}
			try {
				Thread.sleep(RECONNECT_PAUSE_MILLIS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return;
			}
		}
	}

	private static CustomizableThreadFactory daemonThreads(String prefix) {
		CustomizableThreadFactory threads = new CustomizableThreadFactory(prefix);
		threads.setDaemon(true);
		return threads;
	}

	/**
	 * Drain the pools, and then close all of them, side by side, because each may wait
	 * for its server. A pool that can't be closed is logged and does not keep the others
	 * open.
	 */
	@Override
	public void close() {
		try {
			this.drain.run();
		}
		finally {
			closeAll();
		}
	}

	private void closeAll() {
		ExecutorService executor = Executors.newCachedThreadPool(daemonThreads("pool-close-"));
		try {
			CompletableFuture
				.allOf(this.pools.values()
					.stream()
					.map((pool) -> CompletableFuture.runAsync(() -> close(pool), executor))
					.toArray(CompletableFuture[]::new))
				.join();
		}
		finally {
			executor.shutdown();
		}
	}

	private static void close(JdbcPool pool) {
		try {
			pool.close();
		}
		catch (RuntimeException ex) {
			logger.warn(LogMessage.format("Error closing %s connection pool", pool.name()), ex);
		}
	}

	/**
	 * Takes the connection that starts a pool.
	 */
	@FunctionalInterface
	public interface Starter {

		/**
		 * Take a connection.
		 * @param dataSource the pool
		 * @return a connection, to be closed by the caller
		 * @throws SQLException if there is none
		 */
		Connection getConnection(HikariDataSource dataSource) throws SQLException;

	}

}
