package io.github.poolstarter.tuning;

import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds the size for a demand: predicts some sizes, and those between where it matters.
 * Keeps what it has predicted; the replays are done under its lock. Safe for use by
 * several threads.
 */
final class Sizes {

	private static final int LEAST = 2;

	private static final int MOST_PREDICTED = 12;

	private static final double OVER_KNEE = 1.25;

	private final Predictor predictor;

	private final Knee knee;

	private final int current;

	private final int floor;

	private final int ceiling;

	private final NavigableMap<Integer, Prediction> replayed = new TreeMap<>();

	/**
	 * Prepare to find a size.
	 * @param predictor predicts the waits
	 * @param knee whether more connections get more done
	 * @param current the recorded size
	 * @param nestedFloor the least size that is safe
	 * @param ceiling the most connections that are allowed
	 */
	Sizes(Predictor predictor, Knee knee, int current, int nestedFloor, int ceiling) {
		this.predictor = predictor;
		this.knee = knee;
		this.current = current;
		this.floor = Math.max(LEAST, nestedFloor);
		this.ceiling = Math.min(ceiling, Math.max(this.floor, 2 * current));
	}

	/**
	 * What is expected of a size: what the replays say or, beyond the knee, what was seen
	 * at the recorded size.
	 * @param size the number of connections
	 * @return the prediction
	 */
	Prediction predict(int size) {
		return beyondKnee(size) ? seen(size) : replayed(size);
	}

	/**
	 * What is expected of a size if not all connections are open in the beginning.
	 * @param size the number of connections
	 * @param opening what it takes to open one
	 * @return the prediction, by the replays only
	 */
	Prediction predict(int size, Opening opening) {
		return this.predictor.predict(size, opening);
	}

	/**
	 * What was predicted so far of the sizes that matter.
	 * @return the predictions by size
	 */
	synchronized NavigableMap<Integer, Prediction> predictions() {
		NavigableMap<Integer, Prediction> predictions = new TreeMap<>();
		NavigableSet<Integer> sizes = new TreeSet<>(this.replayed.keySet());
		sizes.add(this.current);
		sizes.forEach((size) -> predictions.put(size, predict(size)));
		return predictions;
	}

	/**
	 * What is expected of some sizes from the floor to the ceiling.
	 * @param others sizes that are to be among them
	 * @return the predictions by size
	 */
	NavigableMap<Integer, Prediction> curve(int... others) {
		NavigableSet<Integer> sizes = some();
		sizes.add(this.current);
		for (int other : others) {
			sizes.add(other);
		}
		NavigableMap<Integer, Prediction> curve = new TreeMap<>();
		sizes.forEach((size) -> curve.put(size, predict(size)));
		return curve;
	}

	private boolean beyondKnee(int size) {
		Double connections = this.knee.connections();
		return this.knee.isServerBound() && connections != null && size > connections;
	}

	private Prediction seen(int size) {
		Prediction now = replayed(this.current);
		return new Prediction(size, now.p50Wait(), now.p99Wait(), now.likelyP50Nanos(), now.likelyP99Nanos(),
				now.timeouts(), replayed(size).extrapolated(), true);
	}

	private synchronized Prediction replayed(int size) {
		return this.replayed.computeIfAbsent(size, (key) -> this.predictor.predict(key, Opening.NONE));
	}

	/**
	 * Find the size that a pool should have.
	 * @param targetWaitNanos the wait that is wanted
	 * @return the size
	 */
	SizeTarget target(long targetWaitNanos) {
		int need = need(targetWaitNanos);
		if (this.knee.verdict() == Knee.Verdict.MIX_CHANGED) {
			return target(this.current, targetWaitNanos, SizeTarget.Limit.MIX_CHANGED);
		}
		int most = this.ceiling;
		SizeTarget.Limit limit = (need > most) ? SizeTarget.Limit.CEILING
				: ((need > this.floor) ? SizeTarget.Limit.NEED : SizeTarget.Limit.FLOOR);
		Double connections = this.knee.connections();
		if (this.knee.isServerBound() && connections != null) {
			int server = Math.max(this.floor, Math.min(this.current, (int) Math.ceil(OVER_KNEE * connections)));
			if (server < Math.min(need, most)) {
				limit = SizeTarget.Limit.SERVER;
				most = server;
			}
		}
		return target(Math.min(need, most), targetWaitNanos, limit);
	}

	private SizeTarget target(int size, long targetWaitNanos, SizeTarget.Limit limit) {
		return new SizeTarget(size, predict(size).meets(targetWaitNanos), targetWaitNanos, this.floor, limit);
	}

	// The smallest size whose replays keep to the wait, or one more than there may be
	private int need(long targetWaitNanos) {
		int below = Math.min(this.floor, this.ceiling) - 1;
		for (int size : some()) {
			if (replayed(size).meets(targetWaitNanos)) {
				return between(below, size, targetWaitNanos);
			}
			below = size;
		}
		return this.ceiling + 1;
	}

	private int between(int tooSmall, int enough, long targetWaitNanos) {
		int low = tooSmall;
		int high = enough;
		while (high - low > 1) {
			int middle = (low + high) >>> 1;
			if (replayed(middle).meets(targetWaitNanos)) {
				high = middle;
			}
			else {
				low = middle;
			}
		}
		return high;
	}

	// All sizes if they are few, else some at equal ratios
	private NavigableSet<Integer> some() {
		int from = Math.min(this.floor, this.ceiling);
		NavigableSet<Integer> sizes = new TreeSet<>();
		for (int i = 0; i < MOST_PREDICTED; i++) {
			double ratio = (double) this.ceiling / from;
			sizes.add((int) Math.round(from * Math.pow(ratio, i / (MOST_PREDICTED - 1.0))));
		}
		if (this.current >= from && this.current <= this.ceiling) {
			sizes.add(this.current);
		}
		return sizes;
	}

}
