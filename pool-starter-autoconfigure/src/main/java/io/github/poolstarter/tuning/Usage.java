package io.github.poolstarter.tuning;

import java.util.Arrays;

/**
 * How many connections were in use at each moment of a record: a step function, with the
 * borrows whose grants and releases are its steps. Immutable.
 */
final class Usage {

	private final Evidence evidence;

	private final long[] times;

	// The index of the borrow for a grant, its complement for a release
	private final int[] borrows;

	private final int[] inUseAtGrant;

	private final int peak;

	/**
	 * Find the steps of a record.
	 * @param evidence the record
	 */
	Usage(Evidence evidence) {
		this.evidence = evidence;
		int granted = 0;
		for (int i = 0; i < evidence.size(); i++) {
			granted += (evidence.isGranted(i)) ? 1 : 0;
		}
		long[] grants = new long[granted];
		long[] releases = new long[granted];
		int[] indexes = new int[granted];
		int count = 0;
		for (int i = 0; i < evidence.size(); i++) {
			if (evidence.isGranted(i)) {
				grants[count] = evidence.grant(i);
				// A clock that is coarse may see a hold end as it begins
				releases[count] = Math.max(evidence.release(i), evidence.grant(i) + 1);
				indexes[count++] = i;
			}
		}
		this.times = new long[2 * granted];
		this.borrows = new int[2 * granted];
		this.inUseAtGrant = new int[evidence.size()];
		this.peak = merge(grants, releases, indexes);
	}

	// A release comes before a grant at the same time
	private int merge(long[] grants, long[] releases, int[] indexes) {
		int[] byGrant = Order.by(grants);
		int[] byRelease = Order.by(releases);
		int begun = 0;
		int ended = 0;
		int most = 0;
		for (int step = 0; step < this.times.length; step++) {
			if (begun == grants.length || releases[byRelease[ended]] <= grants[byGrant[begun]]) {
				this.times[step] = releases[byRelease[ended]];
				this.borrows[step] = ~indexes[byRelease[ended++]];
			}
			else {
				this.times[step] = grants[byGrant[begun]];
				this.borrows[step] = indexes[byGrant[begun++]];
				most = Math.max(most, begun - ended);
				boolean tied = step > 0 && this.times[step - 1] == this.times[step] && this.borrows[step - 1] >= 0;
				this.inUseAtGrant[this.borrows[step]] = (tied) ? this.inUseAtGrant[this.borrows[step - 1]]
						: begun - ended;
			}
		}
		return most;
	}

	/**
	 * The most connections in use at once.
	 * @return the number
	 */
	int peak() {
		return this.peak;
	}

	/**
	 * How many connections were in use when a borrower got one.
	 * @param index the index of the borrower
	 * @return the number, with its own, and without others that were granted in the same
	 * moment, whose order is not known
	 */
	int inUseAtGrant(int index) {
		return this.inUseAtGrant[index];
	}

	/**
	 * Go through the steps within the window.
	 * @param visitor takes each
	 */
	void forEach(Visitor visitor) {
		int inUse = 0;
		long last = 0;
		for (int step = 0; step < this.times.length; step++) {
			long time = Math.max(0, Math.min(this.times[step], this.evidence.windowNanos()));
			boolean inWindow = this.times[step] >= 0 && this.times[step] <= this.evidence.windowNanos();
			visitor.visit(inUse, time - last, this.borrows[step], inWindow);
			inUse += (this.borrows[step] >= 0) ? 1 : -1;
			last = time;
		}
	}

	/**
	 * By what holds would have been longer than the work in them, if all in use together
	 * got no more done than a number of them alone.
	 * @param knee that number
	 * @return for each borrow the hold divided by the work, 1 for one that got no
	 * connection
	 */
	double[] slowdowns(double knee) {
		double[] slowdowns = new double[this.evidence.size()];
		Arrays.fill(slowdowns, 1);
		double[] doneAtGrant = new double[this.evidence.size()];
		double done = 0;
		long last = 0;
		int inUse = 0;
		for (int step = 0; step < this.times.length; step++) {
			done += (this.times[step] - last) * Math.min(1, knee / Math.max(1, inUse));
			last = this.times[step];
			int borrow = this.borrows[step];
			if (borrow >= 0) {
				doneAtGrant[borrow] = done;
				inUse++;
			}
			else {
				double work = done - doneAtGrant[~borrow];
				slowdowns[~borrow] = (work > 0) ? Math.max(1, this.evidence.hold(~borrow) / work) : 1;
				inUse--;
			}
		}
		return slowdowns;
	}

	/**
	 * Takes a step.
	 */
	@FunctionalInterface
	interface Visitor {

		/**
		 * Take a step.
		 * @param inUse how many connections were in use until then
		 * @param nanos for how long
		 * @param borrow the index of the borrow that is granted, or the complement of the
		 * index of the one that ends
		 * @param inWindow whether the step is within the window
		 */
		void visit(int inUse, long nanos, int borrow, boolean inWindow);

	}

}
