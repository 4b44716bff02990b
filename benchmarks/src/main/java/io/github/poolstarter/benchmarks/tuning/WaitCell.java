package io.github.poolstarter.benchmarks.tuning;

/**
 * What was predicted of a load and a size, and what was measured. All are 99th
 * percentiles of the waits in milliseconds.
 *
 * @param shape the kind of load
 * @param seed the seed of the load that was recorded
 * @param size the number of connections
 * @param offered the offered load of the record
 * @param predicted what the starter predicts
 * @param low the lower bound of its range
 * @param high the upper bound
 * @param erlang what Erlang's formula says of the record, which may be infinite
 * @param allenCunneen what Allen's and Cunneen's formula says
 * @param measured what was measured, under another load of the same kind
 * @param replayed what a replay of that other load gives at the size it was measured at:
 * where it agrees with what was measured and the prediction doesn't, the two loads differ
 */
record WaitCell(Shape shape, long seed, int size, double offered, double predicted, double low, double high,
		double erlang, double allenCunneen, double measured, double replayed) {

	/**
	 * What is added to both sides before they are compared: twice of next to nothing is
	 * no more of a miss than twice of nothing.
	 */
	static final double NOTHING = 0.5;

	/**
	 * Whether a figure is at most twice what was measured, and at least half of it.
	 * @param figure the figure, in milliseconds
	 * @return whether it is within a factor of two
	 */
	boolean isNear(double figure) {
		double ratio = (figure + NOTHING) / (this.measured + NOTHING);
		return ratio >= 0.5 && ratio <= 2;
	}

	/**
	 * Whether the starter's range has what was measured in it.
	 * @return whether it is in the range
	 */
	boolean isInside() {
		return this.low <= this.measured && this.measured <= this.high;
	}

	/**
	 * Whether the pool has more connections than the load takes on average, without which
	 * the formulas have no answer.
	 * @return whether the queue has an end
	 */
	boolean isSteady() {
		return this.offered < this.size;
	}

}
