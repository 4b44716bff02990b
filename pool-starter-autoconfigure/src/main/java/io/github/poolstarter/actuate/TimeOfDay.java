package io.github.poolstarter.actuate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Tells the time of day at which a connection was granted, the same at each call: a hold
 * is known by it. The two clocks are compared once, and again only when they have come
 * apart by a second, as when the time of day was set. Safe for use by several threads.
 */
final class TimeOfDay {

	private static final long TOLERANCE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final Clock clock;

	private @Nullable Anchor anchor;

	TimeOfDay(Clock clock) {
		this.clock = clock;
	}

	/**
	 * The time of a grant.
	 */
	Instant at(long grantNanos) {
		return at(grantNanos, this.clock.instant(), System.nanoTime());
	}

	Instant at(long grantNanos, Instant now, long nowNanos) {
		return anchor(now, nowNanos).at(grantNanos);
	}

	private synchronized Anchor anchor(Instant now, long nowNanos) {
		Anchor current = this.anchor;
		if (current == null || current.isOff(now, nowNanos)) {
			current = new Anchor(now, nowNanos);
			this.anchor = current;
		}
		return current;
	}

	/**
	 * A moment by both clocks.
	 *
	 * @param time the time of day
	 * @param nanos a reading of {@link System#nanoTime()}
	 */
	private record Anchor(Instant time, long nanos) {

		Instant at(long nanos) {
			return this.time.plusNanos(nanos - this.nanos);
		}

		boolean isOff(Instant time, long nanos) {
			return Duration.between(at(nanos), time).abs().toNanos() > TOLERANCE_NANOS;
		}

	}

}
