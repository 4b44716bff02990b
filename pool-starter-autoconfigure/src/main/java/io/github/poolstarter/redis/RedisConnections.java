package io.github.poolstarter.redis;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.PooledObjectFactory;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionProvider;

/**
 * Opens, checks and closes the connections of a pool, for Commons Pool, and tells the
 * tracker. Safe for use by several threads.
 */
final class RedisConnections implements PooledObjectFactory<StatefulConnection<?, ?>> {

	// As HikariCP does
	private static final long UNCHECKED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

	private final RedisPoolDefinition definition;

	private final RedisPoolTracker tracker;

	private final LettuceConnectionProvider source;

	private final Set<StatefulConnection<?, ?>> open = ConcurrentHashMap.newKeySet();

	RedisConnections(RedisPoolDefinition definition, RedisPoolTracker tracker, LettuceConnectionProvider source) {
		this.definition = definition;
		this.tracker = tracker;
		this.source = source;
	}

	GenericObjectPoolConfig<StatefulConnection<?, ?>> poolConfig() {
		GenericObjectPoolConfig<StatefulConnection<?, ?>> config = new GenericObjectPoolConfig<>();
		RedisPoolDefinition.Limits limits = this.definition.limits();
		config.setMaxTotal(limits.maxActive());
		config.setMaxIdle(limits.maxIdle());
		config.setMinIdle(limits.minIdle());
		Duration maxWait = this.definition.maxWait();
		config.setMaxWait((maxWait != null) ? maxWait : Duration.ofMillis(-1));
		config.setTestOnBorrow(true);
		config.setTestWhileIdle(true);
		// All that are idle
		config.setNumTestsPerEvictionRun(-1);
		if (limits.evictionInterval() != null) {
			config.setTimeBetweenEvictionRuns(limits.evictionInterval());
		}
		config.setJmxEnabled(false);
		return config;
	}

	@Override
	public PooledObject<StatefulConnection<?, ?>> makeObject() {
		RedisBorrow borrow = RedisBorrow.current();
		if (borrow != null) {
			borrow.opened();
		}
		try {
			StatefulConnection<?, ?> connection = this.source.getConnection(StatefulConnection.class);
			this.open.add(connection);
			this.tracker.created();
			return new PooledRedisConnection(connection);
		}
		catch (RuntimeException ex) {
			this.tracker.failed(FailureReason.of(ex));
			throw ex;
		}
	}

	@Override
	public void activateObject(PooledObject<StatefulConnection<?, ?>> object) {
		RedisBorrow borrow = RedisBorrow.current();
		if (borrow != null && object instanceof PooledRedisConnection connection) {
			borrow.idleSince(connection.idleSinceNanos());
		}
	}

	@Override
	public boolean validateObject(PooledObject<StatefulConnection<?, ?>> object) {
		if (this.definition.validation() == RedisValidation.NONE) {
			return true;
		}
		if (!object.getObject().isOpen()) {
			return false;
		}
		if (this.definition.validation() == RedisValidation.OPEN
				|| !(object instanceof PooledRedisConnection connection)
				|| System.nanoTime() - connection.idleSinceNanos() < UNCHECKED_NANOS) {
			return true;
		}
		RedisBorrow borrow = RedisBorrow.current();
		if (borrow != null) {
			borrow.pinged();
		}
		return ping(object.getObject(), this.definition) == null;
	}

	/**
	 * Ask the server behind a connection for an answer.
	 * @return what went wrong, {@code null} where nothing did
	 */
	static @Nullable String ping(StatefulConnection<?, ?> connection, RedisPoolDefinition definition) {
		long limit = definition.validationTimeout().toMillis();
		try {
			RedisFuture<String> answer = ping(connection);
			if (answer != null) {
				answer.get(limit, TimeUnit.MILLISECONDS);
			}
			return null;
		}
		catch (TimeoutException ex) {
			return "no answer to PING within " + limit + " ms";
		}
		catch (ExecutionException | RuntimeException ex) {
			return FailureReason.of(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return "interrupted";
		}
	}

	private static @Nullable RedisFuture<String> ping(StatefulConnection<?, ?> connection) {
		if (connection instanceof StatefulRedisConnection<?, ?> single) {
			return single.async().ping();
		}
		return (connection instanceof StatefulRedisClusterConnection<?, ?> cluster) ? cluster.async().ping() : null;
	}

	@Override
	public void passivateObject(PooledObject<StatefulConnection<?, ?>> object) {
		if (object instanceof PooledRedisConnection connection) {
			connection.touch();
		}
	}

	@Override
	public void destroyObject(PooledObject<StatefulConnection<?, ?>> object) {
		if (this.open.remove(object.getObject())) {
			this.tracker.closed();
			this.source.releaseAsync(object.getObject());
		}
	}

	/**
	 * Whether a connection has lost its server.
	 */
	boolean hasLost() {
		return this.open.stream().anyMatch((connection) -> !connection.isOpen());
	}

}
