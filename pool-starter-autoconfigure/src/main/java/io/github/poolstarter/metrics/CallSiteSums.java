package io.github.poolstarter.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds up, by call-site, what a pool's connections were used for. The number of
 * call-sites is bounded, because each is a time series to those who store meters: the
 * first ones have a sum of their own, all others share one. A call-site keeps its place
 * for ever, so that no sum goes down. Safe for use by several threads.
 */
final class CallSiteSums {

	/**
	 * The most call-sites that have a sum of their own.
	 */
	static final int MAXIMUM = 50;

	/**
	 * The call-sites that have none.
	 */
	static final String OTHER = "other";

	private final Map<Source, GrowingSum> sums = new HashMap<>();

	private final Map<String, List<GrowingSum>> byCallSite = new LinkedHashMap<>();

	CallSiteSums() {
		this.byCallSite.put(OTHER, new ArrayList<>());
	}

	/**
	 * Add what is new in a reading of one call-site.
	 */
	synchronized void add(Source source, long count, long nanos, double weight) {
		this.sums.computeIfAbsent(source, this::place).add(count, nanos, weight);
	}

	private GrowingSum place(Source source) {
		GrowingSum sum = new GrowingSum();
		boolean full = this.byCallSite.size() > MAXIMUM && !this.byCallSite.containsKey(source.callSite());
		this.byCallSite.computeIfAbsent((full) ? OTHER : source.callSite(), (callSite) -> new ArrayList<>()).add(sum);
		return sum;
	}

	/**
	 * The call-sites that have a sum, {@link #OTHER} among them.
	 */
	synchronized List<String> callSites() {
		return List.copyOf(this.byCallSite.keySet());
	}

	/**
	 * How many events there were.
	 */
	synchronized long count(String callSite) {
		return (long) sumsOf(callSite).stream().mapToDouble(GrowingSum::count).sum();
	}

	/**
	 * How much time they took.
	 * @return nanoseconds since the start
	 */
	synchronized double nanos(String callSite) {
		return sumsOf(callSite).stream().mapToDouble(GrowingSum::nanos).sum();
	}

	private List<GrowingSum> sumsOf(String callSite) {
		return this.byCallSite.getOrDefault(callSite, List.of());
	}

	/**
	 * What one reading is about.
	 *
	 * @param callSite the name of the call-site
	 * @param estimated whether the figures are of a sample; there may be a reading of
	 * either kind for the same call-site
	 */
	record Source(String callSite, boolean estimated) {

	}

}
