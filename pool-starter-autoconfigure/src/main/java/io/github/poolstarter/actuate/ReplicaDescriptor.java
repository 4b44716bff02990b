package io.github.poolstarter.actuate;

import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.ReplicaState;
import io.github.poolstarter.pool.ObservedPool;
import io.github.poolstarter.pool.PoolState;
import io.github.poolstarter.tracking.PoolTracker;
import org.jspecify.annotations.Nullable;

/**
 * A replica of a pool.
 *
 * @param status how it is
 * @param fit whether reads go to it
 * @param lagMillis how far it is behind, {@code null} where that is not known
 * @param reason why no reads go to it, {@code null} where they do
 * @param stats its figures, {@code null} where they are not shown
 */
public record ReplicaDescriptor(ReplicaState.Status status, boolean fit, @Nullable Long lagMillis,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String reason,
		@JsonUnwrapped @Nullable StatsDescriptor stats) {

	/**
	 * How the replicas of a pool are.
	 * @return the replicas by name, {@code null} for a pool without
	 */
	static @Nullable Map<String, ReplicaDescriptor> healthOf(ObservedPool pool) {
		if (!(pool instanceof JdbcPool jdbc) || jdbc.replicas() == null) {
			return null;
		}
		Map<String, ReplicaDescriptor> descriptors = new LinkedHashMap<>();
		jdbc.replicas().states().forEach((state) -> descriptors.put(state.name(), of(state, null)));
		return descriptors;
	}

	/**
	 * How the replicas of a pool are, and their figures.
	 * @return the replicas by name, {@code null} for a pool without
	 */
	static @Nullable Map<String, ReplicaDescriptor> statsOf(JdbcPool pool) {
		if (pool.replicas() == null) {
			return null;
		}
		Map<String, PoolTracker> trackers = new LinkedHashMap<>();
		pool.tracker().replicas().forEach((replica) -> trackers.put(String.valueOf(replica.replica()), replica));
		Map<String, ReplicaDescriptor> descriptors = new LinkedHashMap<>();
		pool.replicas().states().forEach((state) -> {
			PoolTracker replica = trackers.get(state.name());
			descriptors.put(state.name(), of(state, (replica != null)
					? StatsDescriptor.of(PoolState.of(state.dataSource()), replica.stats(), null) : null));
		});
		return descriptors;
	}

	private static ReplicaDescriptor of(ReplicaState state, @Nullable StatsDescriptor stats) {
		return new ReplicaDescriptor(state.status(), state.fit(), (state.lag() != null) ? state.lag().toMillis() : null,
				state.reason(), stats);
	}

}
