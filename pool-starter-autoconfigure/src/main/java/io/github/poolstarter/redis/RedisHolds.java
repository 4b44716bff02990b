package io.github.poolstarter.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import io.github.poolstarter.pool.HeldConnection;
import io.github.poolstarter.pool.OneLine;
import io.github.poolstarter.tracking.BorrowContext;
import io.github.poolstarter.tracking.StackCallSites;
import io.lettuce.core.api.StatefulConnection;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.jspecify.annotations.Nullable;

import org.springframework.core.log.LogMessage;

/**
 * The connections of a Redis pool that are out, and who has them. Safe for use by several
 * threads.
 */
final class RedisHolds {

	private static final Log logger = LogFactory.getLog(RedisHolds.class);

	private static final int MOST_STACKS = 10;

	private final Map<StatefulConnection<?, ?>, Hold> held = new ConcurrentHashMap<>();

	boolean isHolder(Thread thread) {
		return this.held.values().stream().anyMatch((hold) -> hold.thread == thread);
	}

	boolean isEmpty() {
		return this.held.isEmpty();
	}

	void add(StatefulConnection<?, ?> connection, GenericObjectPool<StatefulConnection<?, ?>> pool) {
		this.held.put(connection,
				new Hold(pool, Thread.currentThread(), BorrowContext.current().callSiteName(), System.nanoTime()));
	}

	@Nullable Hold remove(StatefulConnection<?, ?> connection) {
		return this.held.remove(connection);
	}

	void removeAll(GenericObjectPool<StatefulConnection<?, ?>> pool,
			BiConsumer<StatefulConnection<?, ?>, Hold> removed) {
		this.held.forEach((connection, hold) -> {
			if (hold.pool == pool && this.held.remove(connection, hold)) {
				removed.accept(connection, hold);
			}
		});
	}

	/**
	 * Describes the holds, the oldest first.
	 */
	List<HeldConnection> describe(String pool, Duration namedFrom, StackCallSites stack) {
		long now = System.nanoTime();
		List<HeldConnection> connections = new ArrayList<>();
		this.held.values()
			.stream()
			.sorted(Comparator.comparingLong((hold) -> hold.grantNanos - now))
			.forEach((hold) -> connections.add(hold.describe(pool,
					(connections.size() < MOST_STACKS && hold.age() >= namedFrom.toNanos()) ? stack : null)));
		return connections;
	}

	/**
	 * Warns of each connection that has not been returned.
	 * @return how many there are
	 */
	int warn(String pool) {
		this.held.values()
			.forEach((hold) -> logger.warn(LogMessage.format(
					"A connection of Redis pool '%s' has not been returned after %d ms, taken by thread %s", pool,
					TimeUnit.NANOSECONDS.toMillis(hold.age()), OneLine.of(hold.thread))));
		return this.held.size();
	}

	record Hold(GenericObjectPool<StatefulConnection<?, ?>> pool, Thread thread, @Nullable String callSite,
			long grantNanos) {

		long age() {
			return System.nanoTime() - this.grantNanos;
		}

		HeldConnection describe(String name, @Nullable StackCallSites stack) {
			String known = this.callSite;
			if (known == null) {
				known = (stack != null) ? stack.of(this.thread) : HeldConnection.UNKNOWN;
			}
			return HeldConnection.of(name, known, this.thread, this.grantNanos);
		}

	}

}
