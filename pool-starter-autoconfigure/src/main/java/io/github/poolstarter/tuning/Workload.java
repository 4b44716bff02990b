package io.github.poolstarter.tuning;

import io.github.poolstarter.pool.Distribution;
import org.jspecify.annotations.Nullable;

/**
 * What a pool had to do in the window of a record. Immutable.
 *
 * @param windowNanos the length of the window
 * @param arrivals how many borrowers came in it, those who got no connection among them
 * @param granted how many of all borrowers of the record got a connection
 * @param timeouts how many borrowers timed out because all connections were in use
 * @param threads how many threads borrowed
 * @param offeredLoad the connections that would be in use on average if nobody had to
 * wait: Σ hold / T, where T is the window, with the holds that are drawn for those who
 * got no connection
 * @param offeredLoadError the standard error of the offered load, by the delete-a-group
 * jackknife over eight blocks of borrowers
 * @param idleShare the part of the holds in which the connection did nothing, 1 − Σ busy
 * / Σ hold, {@code null} where that was not measured
 * @param peakInUse the most connections that were in use at once
 * @param hold the holds of those who got a connection
 * @param queueing the waits for others to give a connection back. Who waited for anything
 * else counts as 0
 * @param opened how many borrowers waited for a connection to be opened
 * @param openingNanos the median of their waits, {@code null} if there are none
 */
public record Workload(long windowNanos, int arrivals, int granted, int timeouts, int threads, double offeredLoad,
		double offeredLoadError, @Nullable Double idleShare, int peakInUse, Distribution hold, Distribution queueing,
		int opened, @Nullable Long openingNanos) {

}
