package io.github.poolstarter.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionProvider;

/**
 * A connection factory that takes the connections of blocking commands and of
 * transactions from a {@link RedisPool}. Reactive commands go past the pool: what can't
 * use the shared connection there gets one that is opened for it. Safe for use by several
 * threads.
 */
public class PooledLettuceConnectionFactory extends LettuceConnectionFactory {

	private final RedisPool pool;

	private final RedisConfiguration server;

	private final SharedConnectionScope shared = new SharedConnectionScope();

	/**
	 * Create a factory.
	 * @param client how the client is to be, without pooling
	 */
	public PooledLettuceConnectionFactory(RedisPool pool, RedisConfiguration server,
			LettuceClientConfiguration client) {
		super(server, client);
		this.pool = pool;
		this.server = server;
	}

	/**
	 * The pool behind this factory.
	 */
	public RedisPool getPool() {
		return this.pool;
	}

	// By this constructor, Spring Data does not keep it where it looks for it
	@Override
	public RedisStandaloneConfiguration getStandaloneConfiguration() {
		return (this.server instanceof RedisStandaloneConfiguration standalone) ? standalone
				: super.getStandaloneConfiguration();
	}

	@Override
	protected LettuceConnectionProvider doCreateConnectionProvider(AbstractRedisClient client, RedisCodec<?, ?> codec) {
		LettuceConnectionProvider source = super.doCreateConnectionProvider(client, codec);
		if (!(codec instanceof ByteArrayCodec)) {
			return source;
		}
		this.pool.open(source);
		return new PooledConnectionProvider(this.pool, source, this.shared);
	}

	@Override
	protected @Nullable StatefulRedisConnection<byte[], byte[]> getSharedConnection() {
		return this.shared.call(super::getSharedConnection);
	}

	@Override
	protected @Nullable StatefulRedisClusterConnection<byte[], byte[]> getSharedClusterConnection() {
		return this.shared.call(super::getSharedClusterConnection);
	}

	@Override
	public void initConnection() {
		this.shared.call(() -> {
			super.initConnection();
			return this;
		});
	}

	@Override
	public void validateConnection() {
		this.shared.call(() -> {
			super.validateConnection();
			return this;
		});
	}

}
