package io.github.poolstarter.tuning;

import java.util.List;

/**
 * What can be said of a record however few borrows it has: who held connections, and
 * whether threads hold several. An {@link Analysis} needs many borrows because it is
 * about percentiles; sums do not. Immutable.
 *
 * @param windowNanos the length of the window
 * @param borrows how many borrowers got a connection
 * @param callSites the call-sites, that with the most time in holds first
 * @param nested whether threads hold several connections at once
 */
public record Load(long windowNanos, int borrows, List<CallSiteLoad> callSites, NestedBorrows nested) {

	/**
	 * Nothing was borrowed.
	 */
	public static final Load NONE = new Load(0, 0, List.of(), new NestedBorrows(0, 1, 1));

	/**
	 * Create a load; the list is copied.
	 */
	public Load {
		callSites = List.copyOf(callSites);
	}

	/**
	 * Add a record up.
	 */
	public static Load of(Evidence evidence) {
		if (evidence.windowNanos() == 0) {
			return NONE;
		}
		List<CallSiteLoad> callSites = Workloads.callSites(evidence);
		return new Load(evidence.windowNanos(), callSites.stream().mapToInt(CallSiteLoad::borrows).sum(), callSites,
				NestedBorrows.of(evidence));
	}

}
