package io.github.poolstarter.tuning;

/**
 * Predicts the waits of one demand for any size of the pool. Immutable.
 * <p>
 * The range goes from the lower of the bounds of both replays to the higher. The bounds
 * of one lie around its percentile θ by
 *
 * <pre>
 * √ ((t · se)² + (θ(load ± t · se of load) − θ)²)
 * </pre>
 *
 * where se is the jackknife's standard error of θ (see {@link ReplayedWaits}). The second
 * part is there for an open replay. Near saturation the waits hang on the load, and a
 * record has seen one sample of it: a queue of one long excursion is in all blocks but
 * one, whose jackknife then says nothing. So the offered load has an error of its own, by
 * the same jackknife over the same blocks, and the demand is replayed with all holds
 * longer, and shorter, by that. Closed callers limit themselves.
 * <p>
 * A prediction is held against another sample as long as the record, whose error is the
 * same and adds to the record's. So t is √2 times Student's t for seven degrees of
 * freedom at 90 %, 1.895: the range is meant to have nine of ten measurements in it.
 */
final class Predictor {

	private static final double T = Math.sqrt(2) * 1.895;

	private static final double P50 = 0.5;

	private static final double P99 = 0.99;

	private static final double LEAST_FACTOR = 0.1;

	private static final double EXTRAPOLATED = 1.5;

	private final ReplayInput demand;

	private final double loadError;

	private final ReplayInput more;

	private final ReplayInput less;

	private final CallerPattern pattern;

	private final int peak;

	Predictor(ReplayInput demand, double loadError, CallerPattern pattern, int peak) {
		this.demand = demand;
		this.loadError = loadError;
		this.more = demand.scaled(1 + T * loadError);
		this.less = demand.scaled(Math.max(LEAST_FACTOR, 1 - T * loadError));
		this.pattern = pattern;
		this.peak = peak;
	}

	/**
	 * Create a predictor of the same that has nobody slow anybody else down.
	 */
	Predictor unslowed(double[] slowdowns) {
		return new Predictor(this.demand.unslowed(slowdowns), this.loadError, this.pattern, this.peak);
	}

	/**
	 * The mean of the holds that are replayed.
	 * @return nanoseconds
	 */
	double meanHold() {
		return this.demand.meanHold();
	}

	/**
	 * How long nobody waits longer than.
	 * @return nanoseconds
	 */
	long patience() {
		return this.demand.patience();
	}

	/**
	 * Whether nothing shows what the database does with a size.
	 */
	boolean isExtrapolated(int size) {
		return size > EXTRAPOLATED * this.peak;
	}

	/**
	 * Predict the waits.
	 */
	Prediction predict(int size, Opening opening) {
		ReplayedWaits open = Replay.open(this.demand, size, opening);
		ReplayedWaits more = Replay.open(this.more, size, opening);
		ReplayedWaits less = Replay.open(this.less, size, opening);
		ReplayedWaits perThread = (this.demand.isOfOnce()) ? open : Replay.perThread(this.demand, size, opening);
		return new Prediction(size, range(P50, open, more, less, perThread), range(P99, open, more, less, perThread),
				likely(P50, open, perThread), likely(P99, open, perThread), Math.max(open.gaveUp(), perThread.gaveUp()),
				isExtrapolated(size), false);
	}

	private Range range(double q, ReplayedWaits open, ReplayedWaits more, ReplayedWaits less, ReplayedWaits perThread) {
		double sampled = T * open.standardError(q);
		long wait = open.quantile(q);
		Range ofOpen = range(wait, Math.hypot(sampled, Math.max(0, wait - less.quantile(q))),
				Math.hypot(sampled, Math.max(0, more.quantile(q) - wait)));
		if (perThread == open) {
			return ofOpen;
		}
		double ofSample = T * perThread.standardError(q);
		return ofOpen.union(range(perThread.quantile(q), ofSample, ofSample));
	}

	// Nobody waits longer than the connection timeout
	private Range range(long wait, double below, double above) {
		long low = Math.max(0, Math.round(wait - below));
		long high = Math.min(this.demand.patience(), Math.round(wait + above));
		return new Range(low, Math.max(low, high));
	}

	private long likely(double q, ReplayedWaits open, ReplayedWaits perThread) {
		return switch (this.pattern) {
			case OPEN -> open.quantile(q);
			case CLOSED -> perThread.quantile(q);
			case UNKNOWN ->
				Math.round(Math.sqrt((double) open.quantile(q)) * Math.sqrt((double) perThread.quantile(q)));
		};
	}

}
