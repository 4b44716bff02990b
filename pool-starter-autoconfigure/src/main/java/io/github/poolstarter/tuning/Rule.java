package io.github.poolstarter.tuning;

import java.util.List;

/**
 * Looks for one thing that is wrong with a pool. Stateless, and a pure function of the
 * findings.
 */
@FunctionalInterface
interface Rule {

	/**
	 * Look for it.
	 */
	List<Suggestion> apply(PoolFindings findings);

}
