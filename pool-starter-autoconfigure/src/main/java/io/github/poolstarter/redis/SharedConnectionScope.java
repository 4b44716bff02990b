package io.github.poolstarter.redis;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Marks a thread while it asks for the connection that all threads share, which Spring
 * Data asks for in the same way as for any other. Safe for use by several threads.
 */
final class SharedConnectionScope {

	private final ThreadLocal<@Nullable Boolean> active = new ThreadLocal<>();

	/**
	 * Whether this thread asks for the shared connection.
	 */
	boolean isActive() {
		return this.active.get() != null;
	}

	/**
	 * Ask for the shared connection.
	 */
	<T extends @Nullable Object> T call(Supplier<T> action) {
		this.active.set(Boolean.TRUE);
		try {
			return action.get();
		}
		finally {
			this.active.remove();
		}
	}

}
