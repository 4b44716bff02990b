package io.github.poolstarter.remotecall;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How often threads made remote calls while they held a pooled connection, and how long
 * those calls took, by the call-site that had taken the connection. A call is counted
 * when it ends, whether it succeeds or not; one that is refused is not counted. A call
 * that is made while several connections are held counts for each call-site that holds
 * one. The number of call-sites is bounded: what comes after the bound is one call-site
 * of its pool, {@code other}. Safe for use by several threads.
 */
public final class RemoteCallCounts {

	static final String OTHER = "other";

	// Of all pools together
	static final int MAXIMUM = 500;

	private final Map<Holder, Snapshot> calls = new ConcurrentHashMap<>();

	void ended(Holder holder, long nanos) {
		boolean known = this.calls.size() < MAXIMUM || this.calls.containsKey(holder);
		this.calls.merge((known) ? holder : new Holder(holder.pool(), OTHER), new Snapshot(1, nanos, nanos),
				Snapshot::plus);
	}

	/**
	 * The figures since the start, or since they were last set back.
	 * @return for each pool whose connections were held during calls, the figures of each
	 * call-site, in the order of their names
	 */
	public Map<String, Map<String, Snapshot>> snapshot() {
		Map<String, Map<String, Snapshot>> pools = new TreeMap<>();
		this.calls.forEach((holder, snapshot) -> pools.computeIfAbsent(holder.pool(), (pool) -> new TreeMap<>())
			.put(holder.callSite(), snapshot));
		return pools;
	}

	/**
	 * Set all figures back. Calls that are under way are counted when they end.
	 */
	public void reset() {
		this.calls.clear();
	}

	/**
	 * The figures of one call-site.
	 *
	 * @param count calls that ended
	 * @param totalNanos how long they took together, in nanoseconds
	 * @param longestNanos how long the longest of them took, in nanoseconds
	 */
	public record Snapshot(long count, long totalNanos, long longestNanos) {

		private Snapshot plus(Snapshot other) {
			return new Snapshot(this.count + other.count, this.totalNanos + other.totalNanos,
					Math.max(this.longestNanos, other.longestNanos));
		}

	}

	record Holder(String pool, String callSite) {

	}

}
