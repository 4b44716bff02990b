package io.github.poolstarter.alert;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.poolstarter.pool.HeldConnection;

/**
 * Remembers the leaks of one pool, so that each is reported once. Not safe for use by
 * several threads.
 */
final class KnownLeaks {

	private Set<Hold> known = Set.of();

	/**
	 * Take notice of the leaks that there are now.
	 */
	List<HeldConnection> next(List<HeldConnection> leaks) {
		Set<Hold> before = this.known;
		this.known = leaks.stream().map(Hold::of).collect(Collectors.toUnmodifiableSet());
		return leaks.stream().filter((leak) -> !before.contains(Hold.of(leak))).toList();
	}

	/**
	 * What tells a hold from others: a thread takes one connection at a time.
	 *
	 * @param thread the thread
	 * @param grantNanos when it was granted its connection
	 */
	private record Hold(Thread thread, long grantNanos) {

		static Hold of(HeldConnection connection) {
			return new Hold(connection.thread(), connection.grantNanos());
		}

	}

}
