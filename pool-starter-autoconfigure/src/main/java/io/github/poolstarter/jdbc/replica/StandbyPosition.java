package io.github.poolstarter.jdbc.replica;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What a PostgreSQL server says of how far it is. Immutable.
 *
 * @param inRecovery whether it replays what another has written, as a standby does
 * @param receiving whether it is being sent what its primary writes
 * @param received the position in the log up to which it has received, {@code null} where
 * it has not begun to
 * @param replayed the position in the log up to which it has replayed, {@code null} where
 * it has not begun to
 * @param sinceTransaction how long ago the transaction was committed that it has replayed
 * last, by the servers' clocks; {@code null} for none since its start
 */
record StandbyPosition(boolean inRecovery, boolean receiving, @Nullable Long received, @Nullable Long replayed,
		@Nullable Duration sinceTransaction) {

}
