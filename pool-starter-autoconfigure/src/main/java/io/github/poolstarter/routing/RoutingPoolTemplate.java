package io.github.poolstarter.routing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

import javax.sql.DataSource;

import io.github.poolstarter.ChunkResult;
import io.github.poolstarter.ChunkWork;
import io.github.poolstarter.FailedChunk;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.PoolTemplate;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.log.LogMessage;
import org.springframework.core.retry.RetryOperations;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.Assert;

/**
 * Sets the route of work that is handed to it. Connections and transactions come from the
 * application's routing data source and transaction manager, so that the work may use
 * whatever data access the application has. Safe for use by several threads.
 */
public final class RoutingPoolTemplate implements PoolTemplate {

	private static final Log logger = LogFactory.getLog(RoutingPoolTemplate.class);

	private final PoolRegistry pools;

	private final JdbcOperations jdbc;

	private final Supplier<PlatformTransactionManager> transactionManager;

	private final RouteConflicts conflicts;

	private final RetryOperations retry;

	/**
	 * Create a template.
	 * @param pools the pools
	 * @param dataSource the routing data source, or a proxy of it
	 * @param transactionManager the manager of the transactions of chunks, asked for when
	 * the first chunk is processed
	 * @param conflicts the watch over transactions on other pools
	 * @param retry how often, and with what pauses, to retry
	 */
	public RoutingPoolTemplate(PoolRegistry pools, DataSource dataSource,
			Supplier<PlatformTransactionManager> transactionManager, RouteConflicts conflicts,
			RetryPolicy.Builder retry) {
		this.pools = pools;
		this.jdbc = new JdbcTemplate(dataSource);
		this.transactionManager = transactionManager;
		this.conflicts = conflicts;
		this.retry = new RetryTemplate(retry.predicate(TransientSqlStates::isTransient).build());
	}

	@Override
	public <T extends @Nullable Object> T execute(String pool, ConnectionCallback<T> action) {
		return call(pool, () -> this.jdbc.execute(action));
	}

	@Override
	public <T extends @Nullable Object> T executeWithRetry(String pool, ConnectionCallback<T> action) {
		if (TransactionPin.current() != null) {
			return execute(pool, action);
		}
		return this.retry.invoke(() -> execute(pool, action));
	}

	@Override
	public <T extends @Nullable Object> T call(String pool, Supplier<T> work) {
		Route route = route(pool);
		this.conflicts.check(route);
		return routed(route, work);
	}

	@Override
	public void run(String pool, Runnable work) {
		this.<@Nullable Void>call(pool, () -> {
			work.run();
			return null;
		});
	}

	private Route route(String pool) {
		Route outer = RouteContext.current();
		String callSite = (outer != null) ? outer.callSite() : "PoolTemplate(" + pool + ")";
		return new Route(this.pools.get(pool), RouteSource.TEMPLATE, callSite);
	}

	private static <T extends @Nullable Object> T routed(Route route, Supplier<T> work) {
		Route outer = RouteContext.set(route);
		try {
			return work.get();
		}
		finally {
			RouteContext.restore(outer);
		}
	}

	@Override
	public <T> ChunkResult<T> inChunks(String pool, Collection<T> items, int size, ChunkWork<T> work) {
		Assert.isTrue(size >= 1, () -> "The size of a chunk must be at least 1, and is " + size);
		Route route = route(pool);
		TransactionTemplate transaction = new TransactionTemplate(this.transactionManager.get());
		transaction.setName("PoolTemplate.inChunks");
		transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		int processed = 0;
		List<FailedChunk<T>> failed = new ArrayList<>();
		Iterator<T> remaining = items.iterator();
		while (remaining.hasNext()) {
			List<T> chunk = next(remaining, size);
			Exception failure = routed(route, () -> process(transaction, chunk, work));
			if (failure == null) {
				processed += chunk.size();
			}
			else {
				logger.debug(LogMessage.format("A chunk of %d items on pool '%s' was rolled back", chunk.size(), pool),
						failure);
				failed.add(new FailedChunk<>(chunk, failure));
			}
		}
		return new ChunkResult<>(processed, failed);
	}

	private static <T> List<T> next(Iterator<T> items, int size) {
		List<T> chunk = new ArrayList<>(size);
		while (chunk.size() < size && items.hasNext()) {
			chunk.add(items.next());
		}
		return Collections.unmodifiableList(chunk);
	}

	// Process a chunk in a transaction of its own.
	// Returns what failed, or {@code null} where the chunk was committed
	private static <T> @Nullable Exception process(TransactionTemplate transaction, List<T> chunk, ChunkWork<T> work) {
		try {
			transaction.executeWithoutResult((status) -> {
				try {
					work.process(chunk);
				}
				catch (RuntimeException ex) {
					throw ex;
				}
				catch (Exception ex) {
					throw new CheckedException(ex);
				}
			});
			return null;
		}
		catch (CheckedException ex) {
			if (ex.checked instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
			return ex.checked;
		}
		catch (RuntimeException ex) {
			return ex;
		}
	}

	/**
	 * Carries a checked exception through the transaction, so that it rolls back.
	 */
	private static final class CheckedException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private final transient Exception checked;

		CheckedException(Exception checked) {
			super(checked);
			this.checked = checked;
		}

	}

}
