package io.github.poolstarter.redis;

import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;

import io.github.poolstarter.StartupPolicy;
import io.github.poolstarter.pool.BorrowStats;
import io.github.poolstarter.pool.HeldConnection;
import io.github.poolstarter.pool.History;
import io.github.poolstarter.pool.HistorySample;
import io.github.poolstarter.pool.ObservedPool;
import io.github.poolstarter.pool.PoolState;
import io.github.poolstarter.tracking.StackCallSites;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.jspecify.annotations.Nullable;

import org.springframework.core.log.LogMessage;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionProvider;

/**
 * A pool of connections of their own for commands that block and for transactions; all
 * other commands share one connection, unless the application wants otherwise. The
 * pooling is that of Commons Pool. Spring Data's own pool provider makes a pool for each
 * type of connection and tells nobody, so this stands in its place.
 * <p>
 * It is open while its connection factory is started, and may be opened again. Safe for
 * use by several threads.
 */
public final class RedisPool implements ObservedPool {

	private static final Log logger = LogFactory.getLog(RedisPool.class);

	private static final long DRAIN_POLL_MILLIS = 10;

	private static final String CLOSED = "Connection closed prematurely";

	private static final int MAX_ATTEMPTS = 5;

	private final RedisPoolDefinition definition;

	private final RedisPoolTracker tracker;

	private final StackCallSites stack;

	private final RedisHolds held = new RedisHolds();

	private volatile @Nullable Opened opened;

	private volatile boolean draining;

	/**
	 * Create a pool, which has no connection until it is opened.
	 */
	public RedisPool(RedisPoolDefinition definition, Duration historyRetention, StackCallSites stack) {
		this.definition = definition;
		this.stack = stack;
		this.tracker = new RedisPoolTracker(new History(historyRetention));
	}

	@Override
	public String kind() {
		return "redis";
	}

	@Override
	public String name() {
		return this.definition.name();
	}

	public RedisPoolDefinition definition() {
		return this.definition;
	}

	public RedisPoolTracker tracker() {
		return this.tracker;
	}

	@Override
	public StartupPolicy startup() {
		return this.definition.startup();
	}

	@Override
	public Duration checkTimeout() {
		return this.definition.validationTimeout();
	}

	@Override
	public BorrowStats stats() {
		return this.tracker.stats();
	}

	@Override
	public void reset() {
		this.tracker.reset();
	}

	@Override
	public List<HeldConnection> holders() {
		return held(Duration.ZERO);
	}

	@Override
	public History history() {
		return this.tracker.history();
	}

	@Override
	public HistorySample sample(long endMillis, int seconds) {
		return this.tracker.sample(state(), endMillis, seconds);
	}

	@Override
	public PoolState state() {
		RedisPoolDefinition.Limits limits = this.definition.limits();
		Opened current = this.opened;
		if (current == null) {
			return new PoolState(0, 0, 0, 0, limits.minIdle(), limits.maxActive());
		}
		int active = current.pool.getNumActive();
		int idle = current.pool.getNumIdle();
		return new PoolState(active, idle, active + idle, current.pool.getNumWaiters(), limits.minIdle(),
				limits.maxActive());
	}

	@Override
	public List<HeldConnection> held(Duration namedFrom) {
		return this.held.describe(qualifiedName(), namedFrom, this.stack);
	}

	@Override
	public @Nullable String lastFailure() {
		return this.tracker.connectFailure();
	}

	@Override
	public @Nullable String connectFailure() {
		String failure = lastFailure();
		return (failure != null) ? this.definition.server() + ": " + failure : null;
	}

	@Override
	public boolean keepsTrying() {
		return true;
	}

	/**
	 * Open the pool. It takes no connection yet.
	 */
	void open(LettuceConnectionProvider source) {
		RedisConnections connections = new RedisConnections(this.definition, this.tracker, source);
		this.draining = false;
		this.opened = new Opened(new GenericObjectPool<>(connections, connections.poolConfig()), connections);
	}

	/**
	 * Take a connection.
	 * @throws RedisPoolExhaustedException if none became free in time
	 * @throws RedisPoolRejectedException if the application is shutting down
	 * @throws RedisConnectionFailureException if none can be opened
	 */
	StatefulConnection<?, ?> borrow() {
		Opened current = this.opened;
		if (current == null || this.draining) {
			this.tracker.rejected();
			throw new RedisPoolRejectedException(name());
		}
		if (this.held.isHolder(Thread.currentThread())) {
			this.tracker.nested();
		}
		RedisBorrow borrow = RedisBorrow.begin();
		try {
			StatefulConnection<?, ?> connection = current.pool.borrowObject();
			this.tracker.granted(borrow.waitedFor(), borrow.nanos(), current.pool.getNumActive());
			this.held.add(connection, current.pool);
			return connection;
		}
		catch (NoSuchElementException ex) {
			throw noneInTime(current, borrow, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.tracker.interrupted(borrow.nanos());
			throw new RedisConnectionFailureException(
					"Interrupted while waiting for a connection of Redis pool '%s'".formatted(name()), ex);
		}
		catch (Exception ex) {
			if (current.pool.isClosed()) {
				this.tracker.rejected();
				throw new RedisPoolRejectedException(name());
			}
			throw noConnection(borrow, ex);
		}
		finally {
			borrow.end();
		}
	}

	private RedisConnectionFailureException noneInTime(Opened current, RedisBorrow borrow, NoSuchElementException ex) {
		if (current.pool.getNumActive() < current.pool.getMaxTotal() && this.tracker.connectFailure() != null) {
			return noConnection(borrow, ex);
		}
		this.tracker.timedOut(borrow.nanos());
		return new RedisPoolExhaustedException(name(), current.pool.getMaxTotal(), Duration.ofNanos(borrow.nanos()),
				current.pool.getNumWaiters(), ex);
	}

	private RedisConnectionFailureException noConnection(RedisBorrow borrow, Exception ex) {
		this.tracker.unreachable(borrow.nanos());
		String reason = this.tracker.connectFailure();
		return new RedisConnectionFailureException("Redis pool '%s' can't connect to %s: %s".formatted(name(),
				this.definition.server(), (reason != null) ? reason : FailureReason.of(ex)), ex);
	}

	/**
	 * Give a connection back. It is closed where a command may have been given up on it:
	 * the server may still be busy with that, and would let the next borrower wait, or
	 * hand over to nobody what a {@code BLPOP} takes from its list.
	 */
	boolean giveBack(StatefulConnection<?, ?> connection) {
		RedisHolds.Hold hold = this.held.remove(connection);
		if (hold == null) {
			return false;
		}
		long heldNanos = hold.age();
		this.tracker.returned(heldNanos);
		if (connection instanceof StatefulRedisConnection<?, ?> single && single.isMulti()) {
			single.async().discard();
		}
		boolean lost = !connection.isOpen() && this.definition.validation() != RedisValidation.NONE;
		if (!lost && !mayHaveGivenUp(heldNanos)) {
			hold.pool().returnObject(connection);
		}
		else {
			invalidate(hold.pool(), connection);
		}
		return true;
	}

	// Nobody tells of a command that was given up, but nobody does so earlier than this
	private boolean mayHaveGivenUp(long heldNanos) {
		Duration limit = this.definition.commandTimeout();
		return Thread.currentThread().isInterrupted() || (limit != null && heldNanos >= limit.toNanos());
	}

	private void invalidate(GenericObjectPool<StatefulConnection<?, ?>> pool, StatefulConnection<?, ?> connection) {
		try {
			pool.invalidateObject(connection);
		}
		catch (Exception ex) {
			logger.debug(LogMessage.format("A connection of Redis pool '%s' could not be closed", name()), ex);
		}
	}

	/**
	 * Open as many connections as the pool is to keep idle, at least one, for the first
	 * time. Now and then Lettuce tells of a login that was refused that the connection
	 * was closed; as people should learn the reason, that is tried again.
	 * @throws RedisConnectionFailureException if that is not possible
	 */
	void fillAtStart() {
		for (int attempt = 1;; attempt++) {
			try {
				fill();
				return;
			}
			catch (RedisConnectionFailureException ex) {
				if (attempt == MAX_ATTEMPTS || !CLOSED.equals(FailureReason.of(ex))) {
					throw ex;
				}
			}
		}
	}

	private void fill() {
		Opened current = this.opened;
		if (current == null) {
			return;
		}
		try {
			current.pool.preparePool();
			if (current.pool.getNumActive() + current.pool.getNumIdle() == 0) {
				current.pool.addObject();
			}
		}
		catch (Exception ex) {
			throw new RedisConnectionFailureException(FailureReason.of(ex), ex);
		}
	}

	/**
	 * Whether the pool should look after its connections before somebody needs them.
	 */
	boolean needsCare() {
		Opened current = this.opened;
		return current != null && !this.draining && this.definition.validation() != RedisValidation.NONE
				&& (this.tracker.connectFailure() != null || current.connections.hasLost());
	}

	/**
	 * Replace idle connections that have lost their server.
	 */
	void care() {
		Opened current = this.opened;
		if (current == null) {
			return;
		}
		try {
			current.pool.evict();
			fill();
		}
		catch (Exception ex) {
			logger.debug(LogMessage.format("Redis pool '%s' can't connect", name()), ex);
		}
	}

	@Override
	public @Nullable String check() {
		Opened current = this.opened;
		if (current == null) {
			return "the pool is closed";
		}
		StatefulConnection<?, ?> connection;
		try {
			connection = current.pool.borrowObject(this.definition.validationTimeout());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return "interrupted";
		}
		catch (Exception ex) {
			String reason = this.tracker.connectFailure();
			return (reason != null) ? reason : FailureReason.of(ex);
		}
		String failure = RedisConnections.ping(connection, this.definition);
		if (failure == null) {
			current.pool.returnObject(connection);
		}
		else {
			invalidate(current.pool, connection);
		}
		return failure;
	}

	/**
	 * Refuse all who come from now on.
	 */
	void refuse() {
		this.draining = true;
	}

	/**
	 * Wait until all connections are back.
	 * @throws InterruptedException if the thread is interrupted
	 */
	int awaitReturns(long deadlineNanos) throws InterruptedException {
		while (!this.held.isEmpty() && deadlineNanos - System.nanoTime() > 0) {
			Thread.sleep(DRAIN_POLL_MILLIS);
		}
		return this.held.warn(name());
	}

	/**
	 * Close the pool and all its connections, those that are out among them.
	 */
	void close() {
		Opened current = this.opened;
		if (current == null) {
			return;
		}
		this.draining = true;
		this.opened = null;
		current.pool.close();
		this.held.removeAll(current.pool, (connection, hold) -> {
			this.tracker.returned(hold.age());
			invalidate(current.pool, connection);
		});
	}

	private record Opened(GenericObjectPool<StatefulConnection<?, ?>> pool, RedisConnections connections) {

	}

}
