package io.github.poolstarter.tuning;

import java.util.Arrays;

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
	 * @param demand the demand
	 * @param size the size of the pool
	 * @param opening what it takes to open a connection
	 * @return the waits
	 */
	static Waits open(Demand demand, int size, Opening opening) {
		Servers servers = new Servers(size, opening);
		Waits waits = new Waits(demand.size(), demand.first());
		for (int i = 0; i < demand.size(); i++) {
			long arrival = demand.arrival(i);
			long grant = servers.grant(arrival, demand.hold(i), demand.patience());
			if (grant == Servers.GAVE_UP) {
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
	 * @param demand the demand
	 * @param size the size of the pool
	 * @param opening what it takes to open a connection
	 * @return the waits
	 */
	static Waits perThread(Demand demand, int size, Opening opening) {
		Servers servers = new Servers(size, opening);
		Waits waits = new Waits(demand.size(), demand.first());
		Agenda agenda = new Agenda(demand.threads());
		int unstarted = nextUnstarted(demand, 0);
		while (unstarted < demand.size() || !agenda.isEmpty()) {
			int i;
			long arrival;
			if (agenda.isEmpty()
					|| (unstarted < demand.size() && agenda.isAfter(demand.arrival(unstarted), unstarted))) {
				i = unstarted;
				arrival = demand.arrival(i);
				unstarted = nextUnstarted(demand, i + 1);
			}
			else {
				i = agenda.index();
				arrival = agenda.time();
				agenda.remove();
			}
			long grant = servers.grant(arrival, demand.hold(i), demand.patience());
			long release;
			if (grant == Servers.GAVE_UP) {
				grant = arrival + demand.patience();
				release = grant;
				waits.gaveUp(i, demand.patience());
			}
			else {
				release = grant + demand.hold(i);
				waits.waited(i, grant - arrival);
			}
			int next = demand.next(i);
			if (next != Demand.NOBODY) {
				agenda.add(demand.arrivalAfter(next, arrival, grant, release), next);
			}
		}
		return waits;
	}

	private static int nextUnstarted(Demand demand, int from) {
		int index = from;
		while (index < demand.size() && demand.follows(index)) {
			index++;
		}
		return index;
	}

	/**
	 * Who comes next among the threads that have borrowed before: a binary heap by time,
	 * then by the recorded order. Not safe for use by several threads.
	 */
	private static final class Agenda {

		private static final int FIRST_CAPACITY = 64;

		private long[] times;

		private int[] indexes;

		private int size;

		Agenda(int threads) {
			this.times = new long[Math.min(threads, FIRST_CAPACITY)];
			this.indexes = new int[this.times.length];
		}

		boolean isEmpty() {
			return this.size == 0;
		}

		long time() {
			return this.times[0];
		}

		int index() {
			return this.indexes[0];
		}

		boolean isAfter(long time, int index) {
			return isBefore(time, index, 0);
		}

		private boolean isBefore(long time, int index, int at) {
			return time < this.times[at] || (time == this.times[at] && index < this.indexes[at]);
		}

		void add(long time, int index) {
			if (this.size == this.times.length) {
				this.times = Arrays.copyOf(this.times, 2 * this.size);
				this.indexes = Arrays.copyOf(this.indexes, 2 * this.size);
			}
			int at = this.size++;
			while (at > 0 && isBefore(time, index, (at - 1) >>> 1)) {
				move((at - 1) >>> 1, at);
				at = (at - 1) >>> 1;
			}
			set(at, time, index);
		}

		void remove() {
			this.size--;
			long time = this.times[this.size];
			int index = this.indexes[this.size];
			int at = 0;
			int child = 1;
			while (child < this.size) {
				if (child + 1 < this.size && isBefore(this.times[child + 1], this.indexes[child + 1], child)) {
					child++;
				}
				if (isBefore(time, index, child)) {
					break;
				}
				move(child, at);
				at = child;
				child = 2 * at + 1;
			}
			set(at, time, index);
		}

		private void move(int from, int to) {
			set(to, this.times[from], this.indexes[from]);
		}

		private void set(int at, long time, int index) {
			this.times[at] = time;
			this.indexes[at] = index;
		}

	}

}
