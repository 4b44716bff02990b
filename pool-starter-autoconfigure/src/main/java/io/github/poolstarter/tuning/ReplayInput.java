package io.github.poolstarter.tuning;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * What a replay replays: who comes when, how long each holds a connection, and what each
 * thread does between two borrows. Immutable.
 * <p>
 * A thread's borrow follows its last one at the recorded distance from its release: the
 * think time. If it came before that release, as a nested one does, it follows its grant;
 * if it came before that too, which two threads of one hash may do, its arrival. The hold
 * of the outer borrow is what was recorded, whatever the inner one waits in the replay.
 */
final class ReplayInput {

	static final int NOBODY = -1;

	static final byte RELEASE = 0;

	static final byte GRANT = 1;

	static final byte ARRIVAL = 2;

	private final long[] arrival;

	private final long[] hold;

	private final int[] next;

	private final boolean[] follows;

	private final long[] distance;

	private final byte[] anchor;

	private final int first;

	private final int threads;

	private final long patience;

	private ReplayInput(Evidence evidence, IntPredicate withoutIdle) {
		int size = evidence.size();
		this.arrival = new long[size];
		this.hold = new long[size];
		this.next = new int[size];
		this.follows = new boolean[size];
		this.distance = new long[size];
		this.anchor = new byte[size];
		this.first = evidence.first();
		this.patience = evidence.settings().connectionTimeoutNanos();
		Arrays.fill(this.next, NOBODY);
		Map<Integer, Integer> lastOfThread = new HashMap<>();
		for (int i = 0; i < size; i++) {
			this.arrival[i] = evidence.at(i).arrival();
			this.hold[i] = (withoutIdle.test(evidence.at(i).callSite())) ? evidence.at(i).busy()
					: evidence.at(i).hold();
			Integer last = lastOfThread.put(evidence.at(i).thread(), i);
			if (last != null) {
				this.next[last] = i;
				this.follows[i] = true;
				follow(evidence, last, i, withoutIdle.test(evidence.at(last).callSite()));
			}
		}
		this.threads = lastOfThread.size();
	}

	private ReplayInput(ReplayInput other, long[] hold) {
		this.arrival = other.arrival;
		this.hold = hold;
		this.next = other.next;
		this.follows = other.follows;
		this.distance = other.distance;
		this.anchor = other.anchor;
		this.first = other.first;
		this.threads = other.threads;
		this.patience = other.patience;
	}

	/**
	 * The demand as it was recorded.
	 */
	static ReplayInput of(Evidence evidence) {
		return new ReplayInput(evidence, (callSite) -> false);
	}

	/**
	 * The demand with longer or shorter holds.
	 */
	ReplayInput scaled(double factor) {
		long[] scaled = new long[this.hold.length];
		for (int i = 0; i < scaled.length; i++) {
			scaled[i] = (long) (this.hold[i] * factor);
		}
		return new ReplayInput(this, scaled);
	}

	/**
	 * The demand as it would be if nobody slowed anybody else down.
	 */
	ReplayInput unslowed(double[] slowdowns) {
		long[] unslowed = new long[this.hold.length];
		for (int i = 0; i < unslowed.length; i++) {
			unslowed[i] = (long) (this.hold[i] / slowdowns[i]);
		}
		return new ReplayInput(this, unslowed);
	}

	/**
	 * The demand as it would be if no connection were held while it does nothing: each is
	 * held as long as it worked, and its thread does the rest without one. Holds whose
	 * work was not measured stay as they are.
	 */
	static ReplayInput withoutIdle(Evidence evidence) {
		return new ReplayInput(evidence, (callSite) -> true);
	}

	/**
	 * The demand as it would be if one call-site held no connection while it does
	 * nothing.
	 */
	static ReplayInput withoutIdle(Evidence evidence, int callSite) {
		return new ReplayInput(evidence, (site) -> site == callSite);
	}

	private void follow(Evidence evidence, int last, int i, boolean withoutIdle) {
		long arrival = evidence.at(i).arrival();
		if (arrival >= evidence.at(last).release()) {
			long idle = (withoutIdle && evidence.at(last).granted())
					? evidence.at(last).hold() - evidence.at(last).busy() : 0;
			this.anchor[i] = RELEASE;
			this.distance[i] = arrival - evidence.at(last).release() + idle;
		}
		else if (arrival >= evidence.at(last).grant()) {
			this.anchor[i] = GRANT;
			this.distance[i] = arrival - evidence.at(last).grant();
		}
		else {
			this.anchor[i] = ARRIVAL;
			this.distance[i] = arrival - evidence.at(last).arrival();
		}
	}

	int size() {
		return this.arrival.length;
	}

	/**
	 * The index of the first borrower whose wait counts.
	 */
	int first() {
		return this.first;
	}

	int threads() {
		return this.threads;
	}

	/**
	 * Whether no thread has borrowed twice, so that both replays are the same.
	 */
	boolean isOfOnce() {
		return this.threads == size();
	}

	/**
	 * How long a borrower waits before it gives up.
	 * @return nanoseconds
	 */
	long patience() {
		return this.patience;
	}

	long arrival(int index) {
		return this.arrival[index];
	}

	/**
	 * The mean of the holds.
	 * @return nanoseconds
	 */
	double meanHold() {
		return Arrays.stream(this.hold).average().orElse(0);
	}

	long hold(int index) {
		return this.hold[index];
	}

	/**
	 * Whether a borrower's thread has borrowed before.
	 */
	boolean follows(int index) {
		return this.follows[index];
	}

	/**
	 * The next borrow of a borrower's thread.
	 */
	int next(int index) {
		return this.next[index];
	}

	/**
	 * When a borrower comes that follows another.
	 */
	long arrivalAfter(int index, long arrival, long grant, long release) {
		return this.distance[index] + switch (this.anchor[index]) {
			case RELEASE -> release;
			case GRANT -> grant;
			default -> arrival;
		};
	}

}
