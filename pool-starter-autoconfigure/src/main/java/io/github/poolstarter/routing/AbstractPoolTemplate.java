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
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.Assert;

/**
 * All of a pool template but the routing. Connections and transactions come from the
 * application's data source and transaction manager, so that the work may use whatever
 * data access the application has. Safe for use by several threads.
 */
abstract class AbstractPoolTemplate implements PoolTemplate {

	private static final Log logger = LogFactory.getLog(AbstractPoolTemplate.class);

	private final JdbcOperations jdbc;

	private final Supplier<PlatformTransactionManager> transactionManager;

	private final RetryOperations retry;

	AbstractPoolTemplate(DataSource dataSource, Supplier<PlatformTransactionManager> transactionManager,
			RetryPolicy.Builder retry) {
		this.jdbc = new JdbcTemplate(dataSource);
		this.transactionManager = transactionManager;
		this.retry = new RetryTemplate(retry.predicate(TransientSqlStates::isTransient).build());
	}

	/**
	 * Run work that is to use a pool.
	 */
	abstract <T extends @Nullable Object> T route(String pool, boolean ownTransaction, Supplier<T> work);

	/**
	 * Whether the transaction of the thread holds the connection that work on a pool
	 * would get.
	 */
	abstract boolean isInTransaction(String pool);

	@Override
	public <T extends @Nullable Object> T execute(String pool, ConnectionCallback<T> action) {
		return call(pool, () -> this.jdbc.execute(action));
	}

	@Override
	public <T extends @Nullable Object> T executeWithRetry(String pool, ConnectionCallback<T> action) {
		if (TransactionSynchronizationManager.isActualTransactionActive() && isInTransaction(pool)) {
			return execute(pool, action);
		}
		return this.retry.invoke(() -> call(pool, () -> attempt(action)));
	}

	// A synchronization of the thread may keep the connection, which may be broken
	private <T extends @Nullable Object> T attempt(ConnectionCallback<T> action) {
		try {
			return this.jdbc.execute(action);
		}
		catch (RuntimeException ex) {
			RouteScope.giveBackUnused();
			throw ex;
		}
	}

	@Override
	public <T extends @Nullable Object> T call(String pool, Supplier<T> work) {
		return route(pool, false, work);
	}

	@Override
	public void run(String pool, Runnable work) {
		this.<@Nullable Void>call(pool, () -> {
			work.run();
			return null;
		});
	}

	@Override
	public <T> ChunkResult<T> inChunks(String pool, Collection<T> items, int size, ChunkWork<T> work) {
		Assert.isTrue(size >= 1, () -> "The chunk size must be at least 1, but is " + size);
		return route(pool, true, () -> processAll(items, size, work));
	}

	private <T> ChunkResult<T> processAll(Collection<T> items, int size, ChunkWork<T> work) {
		TransactionTemplate transaction = new TransactionTemplate(this.transactionManager.get());
		transaction.setName("PoolTemplate.inChunks");
		transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		int processed = 0;
		List<FailedChunk<T>> failed = new ArrayList<>();
		Iterator<T> remaining = items.iterator();
		while (remaining.hasNext()) {
			List<T> chunk = next(remaining, size);
			Exception failure = process(transaction, chunk, work);
			if (failure == null) {
				processed += chunk.size();
			}
			else {
				logger.debug(LogMessage.format("A chunk of %d items was rolled back", chunk.size()), failure);
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

	// Returns what failed, or null where the chunk was committed
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
