package io.github.poolstarter.redis;

import io.lettuce.core.api.StatefulConnection;
import org.apache.commons.pool2.impl.DefaultPooledObject;

/**
 * A connection with what Commons Pool has to know of it, and since when it lies idle, by
 * a clock that nobody sets. Used by one thread at a time, which Commons Pool sees to.
 */
final class PooledRedisConnection extends DefaultPooledObject<StatefulConnection<?, ?>> {

	private volatile long idleSinceNanos = System.nanoTime();

	PooledRedisConnection(StatefulConnection<?, ?> connection) {
		super(connection);
	}

	/**
	 * Since when it lies idle.
	 */
	long idleSinceNanos() {
		return this.idleSinceNanos;
	}

	/**
	 * It was given back, or has answered.
	 */
	void touch() {
		this.idleSinceNanos = System.nanoTime();
	}

}
