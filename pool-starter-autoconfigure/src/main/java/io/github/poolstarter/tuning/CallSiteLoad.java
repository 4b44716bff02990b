package io.github.poolstarter.tuning;

import org.jspecify.annotations.Nullable;

/**
 * What one call-site asks of a pool. Immutable.
 *
 * @param callSite the number of the call-site
 * @param borrows how often it got a connection
 * @param holdNanos the sum of its holds
 * @param busyNanos the sum of its busy times, {@code null} where they were not measured
 * @param connections the connections that it has on average: Σ hold / T
 * @param idleConnections the connections that it has on average while nothing runs on
 * them, {@code null} where that was not measured
 * @param idleShare the part of its holds in which the connection did nothing,
 * {@code null} where that was not measured
 * @param share its part of all holds
 */
record CallSiteLoad(int callSite, int borrows, long holdNanos, @Nullable Long busyNanos, double connections,
		@Nullable Double idleConnections, @Nullable Double idleShare, double share) {

}
