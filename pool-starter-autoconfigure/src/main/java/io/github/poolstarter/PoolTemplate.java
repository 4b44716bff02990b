package io.github.poolstarter;

import java.util.Collection;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.ConnectionCallback;

/**
 * Routes work to a pool from code that can't, or would rather not, use annotations. Each
 * method throws {@link UnknownPoolException} for a name that is not defined.
 * <p>
 * The rules are those of {@link UsePool @UsePool}: calls nest, and inside a transaction
 * the transaction's connection is used. Safe for use by several threads.
 */
public interface PoolTemplate {

	/**
	 * Run an action on a connection of the pool. The connection is closed afterwards;
	 * inside a transaction it is the transaction's, and stays open.
	 * @param <T> the type of the result
	 * @param pool the name of the pool
	 * @param action what to do with the connection
	 * @return what the action returned
	 * @throws DataAccessException if the action, or taking the connection, throws an
	 * {@code SQLException}
	 */
	<T extends @Nullable Object> T execute(String pool, ConnectionCallback<T> action) throws DataAccessException;

	/**
	 * Run an action like {@link #execute}, and run it again on another connection when it
	 * fails with an SQL state that is transient: a lost or refused connection (class 08,
	 * 57P01, 57P02, 57P03), a deadlock or serialization failure (class 40), or a server
	 * short of resources (class 53). How often, and with what pauses, is set by
	 * {@code pools.retry}. Inside a transaction on the pools the action runs once,
	 * because a transaction can only be repeated as a whole.
	 * @param <T> the type of the result
	 * @param pool the name of the pool
	 * @param action what to do with the connection; has to be repeatable
	 * @return what the action returned
	 * @throws DataAccessException the last failure, when the attempts are used up or the
	 * failure is not transient
	 */
	<T extends @Nullable Object> T executeWithRetry(String pool, ConnectionCallback<T> action)
			throws DataAccessException;

	/**
	 * Route whatever the work does to the pool. Takes no connection itself.
	 * @param <T> the type of the result
	 * @param pool the name of the pool
	 * @param work the work
	 * @return what the work returned
	 */
	<T extends @Nullable Object> T call(String pool, Supplier<T> work);

	/**
	 * Route whatever the work does to the pool. Takes no connection itself.
	 * @param pool the name of the pool
	 * @param work the work
	 */
	void run(String pool, Runnable work);

	/**
	 * Process many items in chunks, each in a short transaction of its own on the pool,
	 * so that no connection is held for longer than one chunk takes. A chunk that throws
	 * is rolled back and reported in the result; the rest go on. An {@link Error} ends
	 * the run.
	 * @param <T> the type of the items
	 * @param pool the name of the pool
	 * @param items the items, processed in their iteration order
	 * @param size the number of items in a chunk, at least 1
	 * @param work what to do with a chunk
	 * @return how many items were committed, and which chunks failed
	 * @throws IllegalArgumentException if the size is less than 1
	 */
	<T> ChunkResult<T> inChunks(String pool, Collection<T> items, int size, ChunkWork<T> work);

}
