package io.github.poolstarter.redis;

import org.jspecify.annotations.Nullable;

/**
 * A borrow that is going on: collects what its thread has to wait for on the way through
 * Commons Pool. Belongs to one thread.
 */
final class RedisBorrow {

	private static final ThreadLocal<@Nullable RedisBorrow> CURRENT = new ThreadLocal<>();

	private final long arrivalNanos = System.nanoTime();

	private boolean opened;

	private boolean pinged;

	private long idleSinceNanos = this.arrivalNanos;

	static RedisBorrow begin() {
		RedisBorrow borrow = new RedisBorrow();
		CURRENT.set(borrow);
		return borrow;
	}

	/**
	 * The borrow of this thread.
	 * @return the borrow, {@code null} for a thread that looks after the pool
	 */
	static @Nullable RedisBorrow current() {
		return CURRENT.get();
	}

	void end() {
		CURRENT.remove();
	}

	void opened() {
		this.opened = true;
	}

	void pinged() {
		this.pinged = true;
	}

	void idleSince(long nanos) {
		this.idleSinceNanos = nanos;
	}

	/**
	 * How long it has taken so far.
	 * @return the time in nanoseconds
	 */
	long nanos() {
		return System.nanoTime() - this.arrivalNanos;
	}

	/**
	 * What it waited for, when it has a connection.
	 */
	RedisPoolTracker.Wait waitedFor() {
		if (this.opened) {
			return RedisPoolTracker.Wait.OPENING;
		}
		if (this.idleSinceNanos - this.arrivalNanos > 0) {
			return RedisPoolTracker.Wait.RETURN;
		}
		return (this.pinged) ? RedisPoolTracker.Wait.VALIDATION : RedisPoolTracker.Wait.NONE;
	}

}
