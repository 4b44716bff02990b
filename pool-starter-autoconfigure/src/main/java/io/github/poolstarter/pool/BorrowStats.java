package io.github.poolstarter.pool;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What the borrows of a pool add up to, since the start or the last reset. Immutable. A
 * borrow is counted when it has ended.
 *
 * @param acquire how long borrowers waited for a connection, whatever for, those who
 * timed out or were interrupted among them
 * @param waits the same, by what they waited for
 * @param hold how long connections were out
 * @param idleInHoldPercent the part of that time in which the connections did no work,
 * {@code null} where that is not measured
 * @param peakActive the most connections that were out at once
 * @param timeouts the borrows that ended without a connection, after the pool's
 * connection timeout
 * @param rejected the borrows that were refused
 * @param interrupted the borrows whose thread was interrupted while it waited
 * @param nested the borrows by threads that held a connection of the same pool already
 * @param created the connections that were opened
 * @param closed the connections that were closed
 * @param failed the attempts to open a connection that failed
 * @param bySource how many borrows there were, by the ordinal of what decided on the pool
 * @param callSites the call-sites, those that hold connections the longest first
 */
public record BorrowStats(Distribution acquire, Waits waits, Distribution hold, @Nullable Double idleInHoldPercent,
		int peakActive, long timeouts, long rejected, long interrupted, long nested, long created, long closed,
		long failed, List<Long> bySource, List<CallSiteStats> callSites) {

	public BorrowStats {
		bySource = List.copyOf(bySource);
		callSites = List.copyOf(callSites);
	}

	/**
	 * What borrowers waited for.
	 *
	 * @param immediate how many found a connection idle
	 * @param queued the waits for a connection that somebody else had, the futile ones
	 * among them
	 * @param validated the waits in which an idle connection was validated
	 * @param created the waits in which a connection was opened
	 * @param unreachable the waits for a database that could not be reached, futile or
	 * not
	 */
	public record Waits(long immediate, Distribution queued, Distribution validated, Distribution created,
			Distribution unreachable) {

	}

}
