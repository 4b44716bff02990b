package io.github.poolstarter.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The alerts of all pools at one moment. Immutable.
 *
 * @param active those that are active, newest first
 * @param resolved those that were resolved, the last one first; at most a hundred, none
 * of them resolved more than 24 hours ago
 */
public record AlertBoard(List<PoolAlert> active, List<PoolAlert> resolved) {

	/**
	 * No alerts.
	 */
	static final AlertBoard EMPTY = new AlertBoard(List.of(), List.of());

	private static final int MAXIMUM_RESOLVED = 100;

	private static final Duration RETENTION = Duration.ofHours(24);

	private static final Comparator<PoolAlert> NEWEST_FIRST = Comparator.comparing(PoolAlert::since).reversed();

	/**
	 * Create a board; the lists are copied.
	 */
	public AlertBoard {
		active = List.copyOf(active);
		resolved = List.copyOf(resolved);
	}

	/**
	 * The alerts of one pool.
	 * @return the board with the alerts of this pool only
	 */
	public AlertBoard ofPool(String pool) {
		return new AlertBoard(this.active.stream().filter((alert) -> alert.pool().equals(pool)).toList(),
				this.resolved.stream().filter((alert) -> alert.pool().equals(pool)).toList());
	}

	/**
	 * Whether an alert is active.
	 */
	public boolean isActive(String pool, AlertKind kind) {
		return this.active.stream().anyMatch((alert) -> alert.kind() == kind && alert.pool().equals(pool));
	}

	/**
	 * The board after a look at a pool.
	 */
	AlertBoard next(String pool, List<PoolAlert> active, List<PoolAlert> resolved, Instant time) {
		Stream<PoolAlert> others = this.active.stream().filter((alert) -> !alert.pool().equals(pool));
		Instant oldest = time.minus(RETENTION);
		return new AlertBoard(Stream.concat(active.stream(), others).sorted(NEWEST_FIRST).toList(),
				Stream.concat(resolved.stream(), this.resolved.stream())
					.filter((alert) -> alert.until() != null && !alert.until().isBefore(oldest))
					.limit(MAXIMUM_RESOLVED)
					.toList());
	}

}
