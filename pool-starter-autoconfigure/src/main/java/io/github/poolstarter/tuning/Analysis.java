package io.github.poolstarter.tuning;

import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * What a record says about a pool: what it had to do, for whom, whether more connections
 * get more done, what to expect of other sizes, and which it should have. Made by
 * {@link Analyzer}. Immutable, but that a prediction is made when it is first asked for;
 * safe for use by several threads.
 */
public final class Analysis implements AnalysisResult {

	private static final Comparator<Analysis> BADNESS = Comparator
		.<Analysis>comparingInt((analysis) -> analysis.workload.timeouts())
		.thenComparingLong((analysis) -> analysis.workload.queueing().p99Nanos())
		.thenComparingDouble((analysis) -> analysis.workload.offeredLoad());

	private final Workload workload;

	private final List<CallSiteLoad> callSites;

	private final NestedBorrows nested;

	private final Knee knee;

	private final SizePredictions sizes;

	private final SizeTarget target;

	private final NavigableMap<Integer, Prediction> predictions;

	private final @Nullable IdleInHold idleInHold;

	Analysis(Workload workload, List<CallSiteLoad> callSites, NestedBorrows nested, Knee knee, SizePredictions sizes,
			SizeTarget target, @Nullable IdleInHold idleInHold) {
		this.workload = workload;
		this.callSites = List.copyOf(callSites);
		this.nested = nested;
		this.knee = knee;
		this.sizes = sizes;
		this.target = target;
		this.predictions = sizes.predictions();
		this.idleInHold = idleInHold;
	}

	/**
	 * What the pool had to do.
	 */
	public Workload workload() {
		return this.workload;
	}

	/**
	 * For whom.
	 */
	public List<CallSiteLoad> callSites() {
		return this.callSites;
	}

	/**
	 * Whether threads hold several connections at once.
	 */
	public NestedBorrows nested() {
		return this.nested;
	}

	/**
	 * Whether more connections get more done.
	 */
	public Knee knee() {
		return this.knee;
	}

	/**
	 * The size that the pool should have.
	 */
	public SizeTarget target() {
		return this.target;
	}

	/**
	 * Whether more was wrong in the window of this than in that of another: more
	 * timeouts; with as many, longer waits for others; with as long ones, more load.
	 */
	public boolean isWorseThan(Analysis other) {
		return BADNESS.compare(this, other) > 0;
	}

	/**
	 * The size at which it was recorded.
	 */
	int size() {
		return this.sizes.current();
	}

	/**
	 * The fewest connections that keep the server at what it can do, and so the most that
	 * the pool should have.
	 * @return the number, at least the floor, {@code null} where the server is not the
	 * bottleneck
	 */
	@Nullable Integer serverSize() {
		return this.sizes.serverSize();
	}

	/**
	 * The size that the pool should have for another wait than the one that is wanted.
	 * @param targetWaitNanos the 99th percentile of the waits
	 */
	SizeTarget target(long targetWaitNanos) {
		return this.sizes.target(targetWaitNanos);
	}

	/**
	 * What is expected of some sizes from the floor to the ceiling, the recorded size and
	 * the target among them.
	 * @return the predictions by size, a copy
	 */
	public NavigableMap<Integer, Prediction> predictions() {
		return new TreeMap<>(this.predictions);
	}

	/**
	 * What is expected of about twelve sizes from the floor to the ceiling, at equal
	 * ratios. What was not predicted yet is when this is first asked for.
	 */
	public NavigableMap<Integer, Prediction> curve(int... others) {
		return this.sizes.curve(others);
	}

	/**
	 * What is expected of a size.
	 */
	public Prediction predict(int size) {
		return this.sizes.predict(size);
	}

	/**
	 * What is expected of a size if not all connections are open in the beginning.
	 */
	public Prediction predict(int size, Opening opening) {
		return this.sizes.predict(size, opening);
	}

	/**
	 * What it would be worth not to hold connections idle.
	 * @return the effect of changing the worst call-site, {@code null} where connections
	 * are idle for less than half of their holds, or that was not measured
	 */
	public @Nullable IdleInHold idleInHold() {
		return this.idleInHold;
	}

}
