package io.github.poolstarter.jdbc.replica;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * How far a PostgreSQL standby is behind, from what it says at each check.
 * <p>
 * The server itself knows when the transaction was committed that it has replayed last,
 * but after a quiet hour that is an hour ago though nothing is missing. So this remembers
 * up to where the standby had received at each check: once it has replayed as much, what
 * it shows is at least as new as that check. The lag is the time since then, or since the
 * latest transaction, whichever is shorter; zero where all that was received is replayed,
 * and more is being received. A standby that is cut off from its primary replays all that
 * it has and knows nothing of what it misses: its lag is the time since it was last seen
 * to receive. A server that is not in recovery, as one that was promoted, has no lag.
 * <p>
 * The clock of the application is never held against that of a server. Not safe for use
 * by several threads.
 */
final class StandbyLag {

	/**
	 * The most checks that are remembered.
	 */
	static final int MOST_SAMPLES = 1000;

	// The oldest first, both times and positions rising
	private final Deque<Sample> samples = new ArrayDeque<>();

	/**
	 * Find out the lag.
	 * @return the lag, {@code null} where it can't be known yet
	 */
	@Nullable Duration lag(StandbyPosition position, long askedNanos) {
		if (!position.inRecovery()) {
			this.samples.clear();
			return Duration.ZERO;
		}
		if (position.received() != null && position.receiving()) {
			remember(new Sample(askedNanos, position.received()));
		}
		Duration sinceReceived = sinceReceived(position.replayed(), askedNanos);
		Duration sinceTransaction = position.sinceTransaction();
		if (sinceReceived == null || sinceTransaction == null) {
			return (sinceReceived != null) ? sinceReceived : notNegative(sinceTransaction);
		}
		return notNegative((sinceReceived.compareTo(sinceTransaction) <= 0) ? sinceReceived : sinceTransaction);
	}

	private void remember(Sample sample) {
		Sample last = this.samples.peekLast();
		if (last != null && last.received > sample.received) {
			// Another server, or another history of the same
			this.samples.clear();
		}
		else if (last != null && last.received == sample.received) {
			this.samples.removeLast();
		}
		this.samples.addLast(sample);
		if (this.samples.size() > MOST_SAMPLES) {
			thin();
		}
	}

	// The longer the lag, the less precise it need be. Too few samples make it longer
	private void thin() {
		boolean[] keep = { false };
		this.samples.removeIf((sample) -> {
			keep[0] = !keep[0];
			return !keep[0];
		});
	}

	private @Nullable Duration sinceReceived(@Nullable Long replayed, long nowNanos) {
		if (replayed == null) {
			return null;
		}
		Sample newest = null;
		while (!this.samples.isEmpty() && this.samples.getFirst().received <= replayed) {
			newest = this.samples.removeFirst();
		}
		if (newest == null) {
			return null;
		}
		this.samples.addFirst(newest);
		return Duration.ofNanos(nowNanos - newest.nanos);
	}

	private static @Nullable Duration notNegative(@Nullable Duration lag) {
		return (lag != null && lag.isNegative()) ? Duration.ZERO : lag;
	}

	private record Sample(long nanos, long received) {

	}

}
