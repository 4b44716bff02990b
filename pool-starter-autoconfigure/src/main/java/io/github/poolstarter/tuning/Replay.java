package io.github.poolstarter.tuning;

import java.util.PriorityQueue;
import java.util.Queue;

/**
 * Replays a recorded demand through a pool of another size: borrowers are granted in the
 * order in which they come, and give up at the connection timeout. Stateless.
 * <p>
 * There are two, because a record doesn't say why somebody came when they did. Where
 * requests come from outside, whatever the pool does, they come in the replay as they
 * were recorded: {@link #open}. Where fifty threads each wait for their answer, they
 * don't go on arriving when they are held up, and an open replay at a smaller size would
 * let a queue grow that can't be; {@link #perThread} keeps for each thread the time
 * between its release of one connection and its asking for the next. What happens lies
 * between the two. At the recorded size both give back what was recorded.
 */
final class Replay {

	private Replay() {
	}

	/**
	 * Replay with the recorded arrivals.
	 */
	static ReplayedWaits open(ReplayInput demand, int size, Opening opening) {
		ReplayedPool servers = new ReplayedPool(size, opening);
		ReplayedWaits waits = new ReplayedWaits(demand.size(), demand.first());
		for (int i = 0; i < demand.size(); i++) {
			long arrival = demand.arrival(i);
			long grant = servers.grant(arrival, demand.hold(i), demand.patience());
			if (grant == ReplayedPool.GAVE_UP) {
				waits.gaveUp(i, demand.patience());
			}
			else {
				waits.waited(i, grant - arrival);
			}
		}
		return waits;
	}

	/**
	 * Replay with the recorded think times of each thread.
	 */
	static ReplayedWaits perThread(ReplayInput demand, int size, Opening opening) {
		ReplayedPool servers = new ReplayedPool(size, opening);
		ReplayedWaits waits = new ReplayedWaits(demand.size(), demand.first());
		Queue<Turn> turns = new PriorityQueue<>();
		for (int i = 0; i < demand.size(); i++) {
			if (!demand.follows(i)) {
				turns.add(new Turn(demand.arrival(i), i));
			}
		}
		while (!turns.isEmpty()) {
			Turn turn = turns.remove();
			int i = turn.borrower();
			long arrival = turn.nanos();
			long grant = servers.grant(arrival, demand.hold(i), demand.patience());
			long release;
			if (grant == ReplayedPool.GAVE_UP) {
				grant = arrival + demand.patience();
				release = grant;
				waits.gaveUp(i, demand.patience());
			}
			else {
				release = grant + demand.hold(i);
				waits.waited(i, grant - arrival);
			}
			int next = demand.next(i);
			if (next != ReplayInput.NOBODY) {
				turns.add(new Turn(demand.arrivalAfter(next, arrival, grant, release), next));
			}
		}
		return waits;
	}

	// Who comes when; of two at once, first who came first in the record
	private record Turn(long nanos, int borrower) implements Comparable<Turn> {

		@Override
		public int compareTo(Turn other) {
			int byTime = Long.compare(this.nanos, other.nanos);
			return (byTime != 0) ? byTime : Integer.compare(this.borrower, other.borrower);
		}

	}

}
