package io.github.poolstarter.autoconfigure.redis;

import io.github.poolstarter.test.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;

/**
 * A client of a test server that has nothing to do with any pool.
 */
final class StandaloneClient implements AutoCloseable {

	private final RedisClient client;

	private final StatefulRedisConnection<String, String> connection;

	StandaloneClient(RedisServer server) {
		this.client = RedisClient.create(server.url());
		this.connection = this.client.connect();
	}

	void push(String list) {
		this.connection.sync().rpush(list, "element");
	}

	@Override
	public void close() {
		this.connection.close();
		this.client.shutdown();
	}

}
