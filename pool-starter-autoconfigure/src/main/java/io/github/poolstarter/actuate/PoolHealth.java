package io.github.poolstarter.actuate;

import io.github.poolstarter.tracking.PoolStats;
import org.jspecify.annotations.Nullable;

/**
 * The condition of a pool at one moment, and the figures that it follows from. Immutable.
 *
 * @param status the condition
 * @param stats the figures
 * @param note what there is to say beside them: why the pool is down, or that it was not
 * started yet; {@code null} for nothing
 */
public record PoolHealth(PoolStatus status, PoolStats stats, @Nullable String note) {

}
