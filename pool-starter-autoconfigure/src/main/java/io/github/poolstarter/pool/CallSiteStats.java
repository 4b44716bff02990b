package io.github.poolstarter.pool;

import org.jspecify.annotations.Nullable;

/**
 * What one call-site does with a pool. Immutable.
 *
 * @param callSite the call-site, as in {@code MenuService.generate}
 * @param borrows how many connections it has taken
 * @param estimated whether the call-site is one of work that has no name, found by
 * walking the stack of some of its borrows: {@code borrows} and {@code sharePercent} are
 * then estimates from that sample
 * @param hold how long it held them
 * @param totalHoldNanos how long it held them all together, of the sample where estimated
 * @param idleInHoldPercent the part of that time in which the connections did no work,
 * {@code null} where that is not measured
 * @param sharePercent its part of the time that all call-sites together held connections
 */
public record CallSiteStats(String callSite, long borrows, boolean estimated, Distribution hold, long totalHoldNanos,
		@Nullable Double idleInHoldPercent, double sharePercent) {

}
