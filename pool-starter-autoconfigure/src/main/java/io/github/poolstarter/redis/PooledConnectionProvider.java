package io.github.poolstarter.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionProvider;

/**
 * Takes connections for blocking commands and for transactions from a pool, and opens
 * others beside it: those for subscriptions, to a sentinel, to ask a cluster for its
 * nodes, and the one that all threads share. Each of these stays out for as long as the
 * application runs, and would be missing in the pool. Safe for use by several threads.
 */
final class PooledConnectionProvider
		implements LettuceConnectionProvider, LettuceConnectionProvider.TargetAware, DisposableBean {

	private final RedisPool pool;

	private final LettuceConnectionProvider source;

	private final SharedConnectionScope shared;

	PooledConnectionProvider(RedisPool pool, LettuceConnectionProvider source, SharedConnectionScope shared) {
		this.pool = pool;
		this.source = source;
		this.shared = shared;
	}

	@Override
	public <T extends StatefulConnection<?, ?>> T getConnection(Class<T> connectionType) {
		if (!connectionType.equals(StatefulConnection.class)) {
			return this.source.getConnection(connectionType);
		}
		return (this.shared.isActive()) ? shared(connectionType) : connectionType.cast(this.pool.borrow());
	}

	private <T extends StatefulConnection<?, ?>> T shared(Class<T> connectionType) {
		try {
			return this.source.getConnection(connectionType);
		}
		catch (RuntimeException ex) {
			this.pool.tracker().failed(FailureReason.of(ex));
			throw ex;
		}
	}

	@Override
	public <T extends StatefulConnection<?, ?>> CompletionStage<T> getConnectionAsync(Class<T> connectionType) {
		return this.source.getConnectionAsync(connectionType);
	}

	@Override
	public <T extends StatefulConnection<?, ?>> CompletionStage<T> getConnectionAsync(Class<T> connectionType,
			RedisURI redisURI) {
		if (this.source instanceof TargetAware targetAware) {
			return targetAware.getConnectionAsync(connectionType, redisURI);
		}
		throw new UnsupportedOperationException(
				"Redis pool '%s' does not support connections to a server that the caller chooses"
					.formatted(this.pool.name()));
	}

	@Override
	public void release(StatefulConnection<?, ?> connection) {
		if (!this.pool.giveBack(connection)) {
			this.source.release(connection);
		}
	}

	@Override
	public CompletableFuture<Void> releaseAsync(StatefulConnection<?, ?> connection) {
		return (this.pool.giveBack(connection)) ? CompletableFuture.completedFuture(null)
				: this.source.releaseAsync(connection);
	}

	@Override
	public void destroy() throws Exception {
		this.pool.close();
		if (this.source instanceof DisposableBean disposable) {
			disposable.destroy();
		}
	}

}
