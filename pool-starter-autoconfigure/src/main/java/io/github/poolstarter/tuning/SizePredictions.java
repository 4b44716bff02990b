package io.github.poolstarter.tuning;

import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

import io.github.poolstarter.pool.Distribution;
import org.jspecify.annotations.Nullable;

/**
 * Finds the size for a demand: predicts some sizes, and those between where it matters.
 * Keeps what it has predicted; the replays are done under its lock. Safe for use by
 * several threads.
 */
final class SizePredictions {

	private static final int LEAST = 2;

	private static final int MOST_PREDICTED = 12;

	private final Predictor predictor;

	private final Predictor unslowed;

	private final Knee knee;

	private final int current;

	private final @Nullable Distribution seen;

	private final int floor;

	private final int ceiling;

	private final NavigableMap<Integer, Prediction> predicted = new TreeMap<>();

	// What the knee alone does, for those between it and the recorded size
	private @Nullable Prediction atKnee;

	/**
	 * Prepare to find a size.
	 * @param seen the waits that were recorded with it, {@code null} where the demand is
	 * another than the recorded one
	 */
	SizePredictions(Predictor predictor, Predictor unslowed, Knee knee, int current, @Nullable Distribution seen,
			int nestedFloor, int ceiling) {
		this.predictor = predictor;
		this.unslowed = unslowed;
		this.knee = knee;
		this.current = current;
		this.seen = seen;
		this.floor = Math.max(LEAST, nestedFloor);
		this.ceiling = Math.min(ceiling, Math.max(this.floor, 2 * current));
	}

	/**
	 * What is expected of a size. The range for the recorded size always has in it what
	 * was recorded, and no upper bound for fewer connections is below that. Where the
	 * server is the bottleneck, with a knee k, holds change with the size, and a replay
	 * of them as they were would be wrong:
	 * <ul>
	 * <li>With the recorded size or more, it is what was seen.</li>
	 * <li>With fewer than k, nobody slows anybody else down, and holds are replayed
	 * without what they were slowed down by.</li>
	 * <li>Between them, what holds lose, waits gain: it is what was seen, or as much more
	 * as with k connections.</li>
	 * </ul>
	 */
	synchronized Prediction predict(int size) {
		Prediction prediction = this.predicted.get(size);
		if (prediction == null) {
			prediction = prediction(size);
			this.predicted.put(size, prediction);
		}
		return prediction;
	}

	private Prediction prediction(int size) {
		Double connections = this.knee.connections();
		if (!this.knee.isServerBound() || connections == null) {
			return notBelowSeen(this.predictor.predict(size, Opening.NONE));
		}
		if (size == this.current) {
			return bound(size, notBelowSeen(this.predictor.predict(size, Opening.NONE)));
		}
		if (size > this.current) {
			return bound(size, predict(this.current));
		}
		int all = (int) Math.ceil(connections);
		return (size < all) ? this.unslowed.predict(size, Opening.NONE) : between(size, all, connections);
	}

	// A replay serves who came first first, which a pool does not quite, and has shorter
	// waits where all are always in use
	private Prediction notBelowSeen(Prediction replayed) {
		Distribution seen = this.seen;
		if (seen == null || replayed.size() > this.current) {
			return replayed;
		}
		long p50 = Math.min(seen.p50Nanos(), this.predictor.patience());
		long p99 = Math.min(seen.p99Nanos(), this.predictor.patience());
		Range p50Wait = replayed.p50Wait().upTo(p50);
		Range p99Wait = replayed.p99Wait().upTo(p99);
		boolean same = replayed.size() == this.current;
		return new Prediction(replayed.size(), (same) ? p50Wait.union(new Range(p50, p50)) : p50Wait,
				(same) ? p99Wait.union(new Range(p99, p99)) : p99Wait, replayed.likelyP50Nanos(),
				replayed.likelyP99Nanos(), replayed.timeouts(), replayed.extrapolated(), replayed.serverBound());
	}

	private Prediction bound(int size, Prediction seen) {
		return new Prediction(size, seen.p50Wait(), seen.p99Wait(), seen.likelyP50Nanos(), seen.likelyP99Nanos(),
				seen.timeouts(), this.predictor.isExtrapolated(size), true);
	}

	// With each connection more, one fewer is in front of who waits
	private Prediction between(int size, int all, double connections) {
		Prediction seen = predict(this.current);
		Prediction most = (this.atKnee != null) ? this.atKnee : this.unslowed.predict(all, Opening.NONE);
		this.atKnee = most;
		long fewer = Math.round((size - all) * this.unslowed.meanHold() / connections);
		return new Prediction(size, seen.p50Wait().union(most.p50Wait()), seen.p99Wait().union(most.p99Wait()),
				Math.max(seen.likelyP50Nanos(), most.likelyP50Nanos() - fewer),
				Math.max(seen.likelyP99Nanos(), most.likelyP99Nanos() - fewer),
				Math.max(seen.timeouts(), most.timeouts()), this.predictor.isExtrapolated(size), true);
	}

	/**
	 * What is expected of a size if not all connections are open in the beginning.
	 */
	Prediction predict(int size, Opening opening) {
		return this.predictor.predict(size, opening);
	}

	/**
	 * What was predicted so far of the sizes that matter.
	 */
	synchronized NavigableMap<Integer, Prediction> predictions() {
		predict(this.current);
		return new TreeMap<>(this.predicted);
	}

	/**
	 * What is expected of some sizes from the floor to the ceiling.
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

	/**
	 * Find the size that a pool should have.
	 */
	SizeTarget target(long targetWaitNanos) {
		int need = need(targetWaitNanos);
		if (this.knee.verdict() == Knee.Verdict.MIX_CHANGED) {
			return target(this.current, targetWaitNanos, SizeTarget.Limit.MIX_CHANGED);
		}
		int most = this.ceiling;
		SizeTarget.Limit limit = (need > most) ? SizeTarget.Limit.CEILING
				: ((need > this.floor) ? SizeTarget.Limit.NEED : SizeTarget.Limit.FLOOR);
		Integer enough = serverSize();
		if (enough != null) {
			int server = Math.max(this.floor, Math.min(this.current, enough));
			if (server < Math.min(need, most)) {
				limit = SizeTarget.Limit.SERVER;
				most = server;
			}
		}
		return target(Math.min(need, most), targetWaitNanos, limit);
	}

	/**
	 * The recorded size.
	 */
	int current() {
		return this.current;
	}

	/**
	 * The fewest connections that keep the server at what it can do.
	 * @return the number, at least the floor, {@code null} where the server is not the
	 * bottleneck
	 */
	@Nullable Integer serverSize() {
		Integer enough = this.knee.enough();
		return (enough != null) ? Math.max(this.floor, enough) : null;
	}

	private SizeTarget target(int size, long targetWaitNanos, SizeTarget.Limit limit) {
		return new SizeTarget(size, predict(size).meets(targetWaitNanos), targetWaitNanos, this.floor, limit);
	}

	// The smallest size whose replays keep to the wait, or one more than there may be
	private int need(long targetWaitNanos) {
		int below = Math.min(this.floor, this.ceiling) - 1;
		for (int size : some()) {
			if (predict(size).meets(targetWaitNanos)) {
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
			if (predict(middle).meets(targetWaitNanos)) {
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
