package io.github.poolstarter.autoconfigure.redis;

import io.github.poolstarter.redis.RedisPool;

import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;

/**
 * A pool with what its connection factory needs.
 *
 * @param pool the pool
 * @param server where its server is
 * @param client how its client is to be
 * @param shareConnection whether commands that need no connection of their own share one
 */
record ConfiguredRedisPool(RedisPool pool, RedisServer server, LettuceClientConfiguration client,
		boolean shareConnection) {

}
