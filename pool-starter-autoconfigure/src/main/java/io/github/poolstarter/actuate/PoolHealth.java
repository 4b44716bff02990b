package io.github.poolstarter.actuate;

import java.util.Map;

import io.github.poolstarter.pool.PoolState;
import org.jspecify.annotations.Nullable;

/**
 * The condition of a pool at one moment, and the figures that it follows from. Immutable.
 *
 * @param status the condition
 * @param stats the figures
 * @param note what there is to say beside them: why the pool is down, or that it was not
 * started yet; {@code null} for nothing
 * @param replicas how the replicas of the pool are, {@code null} for a pool without. They
 * have no part in the condition, as their reads go to the primary where none is fit
 */
public record PoolHealth(PoolStatus status, PoolState stats, @Nullable String note,
		@Nullable Map<String, ReplicaDescriptor> replicas) {

	PoolHealth(PoolStatus status, PoolState stats, @Nullable String note) {
		this(status, stats, note, null);
	}

	PoolHealth with(@Nullable Map<String, ReplicaDescriptor> replicas) {
		return new PoolHealth(this.status, this.stats, this.note, replicas);
	}

}
