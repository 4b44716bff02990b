package io.github.poolstarter.tuning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * How many connections were in use at each moment of a record: a step function, with the
 * borrows whose grants and releases are its steps. Immutable.
 */
final class ConnectionsInUse {

	private final Evidence evidence;

	private final List<Step> steps;

	private final int[] inUseAtGrant;

	private final int peak;

	/**
	 * Find the steps of a record.
	 */
	ConnectionsInUse(Evidence evidence) {
		this.evidence = evidence;
		this.steps = new ArrayList<>(2 * evidence.size());
		for (int i = 0; i < evidence.size(); i++) {
			if (evidence.at(i).granted()) {
				this.steps.add(new Step(evidence.at(i).grant(), i, true));
				// A clock that is coarse may see a hold end as it begins
				this.steps.add(new Step(Math.max(evidence.at(i).release(), evidence.at(i).grant() + 1), i, false));
			}
		}
		// A release comes before a grant at the same time
		this.steps.sort(Comparator.comparingLong(Step::nanos).thenComparing(Step::grant));
		this.inUseAtGrant = new int[evidence.size()];
		this.peak = count();
	}

	private int count() {
		int inUse = 0;
		int most = 0;
		Step last = null;
		for (Step step : this.steps) {
			inUse += (step.grant()) ? 1 : -1;
			if (step.grant()) {
				most = Math.max(most, inUse);
				boolean tied = last != null && last.grant() && last.nanos() == step.nanos();
				this.inUseAtGrant[step.borrow()] = (tied) ? this.inUseAtGrant[last.borrow()] : inUse;
			}
			last = step;
		}
		return most;
	}

	/**
	 * The most connections in use at once.
	 */
	int peak() {
		return this.peak;
	}

	/**
	 * How many connections were in use when a borrower got one.
	 */
	int inUseAtGrant(int index) {
		return this.inUseAtGrant[index];
	}

	/**
	 * Go through the steps within the window.
	 */
	void forEach(Visitor visitor) {
		int inUse = 0;
		long last = 0;
		for (Step step : this.steps) {
			long time = Math.max(0, Math.min(step.nanos(), this.evidence.windowNanos()));
			visitor.visit(inUse, time - last, step, time == step.nanos());
			inUse += (step.grant()) ? 1 : -1;
			last = time;
		}
	}

	/**
	 * By what holds would have been longer than the work in them, if all in use together
	 * got no more done than a number of them alone.
	 */
	double[] slowdowns(double knee) {
		double[] slowdowns = new double[this.evidence.size()];
		Arrays.fill(slowdowns, 1);
		double[] doneAtGrant = new double[this.evidence.size()];
		double done = 0;
		long last = 0;
		int inUse = 0;
		for (Step step : this.steps) {
			done += (step.nanos() - last) * Math.min(1, knee / Math.max(1, inUse));
			last = step.nanos();
			int borrow = step.borrow();
			if (step.grant()) {
				doneAtGrant[borrow] = done;
				inUse++;
			}
			else {
				double work = done - doneAtGrant[borrow];
				slowdowns[borrow] = (work > 0) ? Math.max(1, this.evidence.at(borrow).hold() / work) : 1;
				inUse--;
			}
		}
		return slowdowns;
	}

	/**
	 * Takes each step, with how many connections were in use until then and for how long,
	 * and whether the step is within the window.
	 */
	@FunctionalInterface
	interface Visitor {

		void visit(int inUse, long nanos, Step step, boolean inWindow);

	}

	// The beginning or the end of the hold of a borrow, which is known by its index
	record Step(long nanos, int borrow, boolean grant) {

	}

}
