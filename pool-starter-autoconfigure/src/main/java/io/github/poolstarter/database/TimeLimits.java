package io.github.poolstarter.database;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How long the work of a connection may take. Immutable.
 *
 * @param statement how long a statement may run, {@code null} for no limit
 * @param idleInTransaction how long a transaction may idle, {@code null} for no limit
 * @param network how long an answer of the server is waited for, {@code null} for no
 * limit
 */
public record TimeLimits(@Nullable Duration statement, @Nullable Duration idleInTransaction,
		@Nullable Duration network) {

	/**
	 * No limit.
	 */
	public static final TimeLimits NONE = new TimeLimits(null, null, null);

}
