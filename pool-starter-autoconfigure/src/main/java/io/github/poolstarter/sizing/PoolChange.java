package io.github.poolstarter.sizing;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to change about a running pool. {@code null} leaves a setting as it
 * is. Immutable.
 *
 * @param maximumPoolSize the most connections that the pool opens
 * @param minimumIdle the number of idle connections that the pool tries to keep
 * @param connectionTimeout how long a borrower waits
 * @param idleTimeout how long a connection above the minimum stays idle, zero for ever
 * @param maxLifetime how long a connection lives, zero for ever
 * @param leakThreshold the time after which a connection that is out counts as leaked
 */
public record PoolChange(@Nullable Integer maximumPoolSize, @Nullable Integer minimumIdle,
		@Nullable Duration connectionTimeout, @Nullable Duration idleTimeout, @Nullable Duration maxLifetime,
		@Nullable Duration leakThreshold) {

	/**
	 * A change of nothing.
	 */
	public static final PoolChange NONE = new PoolChange(null, null, null, null, null, null);

}
