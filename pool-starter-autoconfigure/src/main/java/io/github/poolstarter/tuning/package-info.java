/**
 * How large a pool should be, from what it really saw, with a prediction that can be
 * checked. Pure functions of a record of borrows: no clock, no thread, nothing read or
 * written, and the same answer to the same record.
 * <p>
 * {@link io.github.poolstarter.tuning.Evidence} is the record.
 * {@link io.github.poolstarter.tuning.Analyzer} makes an
 * {@link io.github.poolstarter.tuning.Analysis} of it:
 * <ul>
 * <li>The {@link io.github.poolstarter.tuning.Workload}: offered load Σ hold / T, idle
 * share 1 − Σ busy / Σ hold, and the same for each call-site.</li>
 * <li>{@link io.github.poolstarter.tuning.Prediction}s: the recorded borrows replayed
 * through pools of other sizes, with the recorded arrivals, and with the think times of
 * each thread. The range has both, each widened by a jackknife.</li>
 * <li>The {@link io.github.poolstarter.tuning.Knee}: from how many connections on the
 * database gets no more done.</li>
 * <li>The {@link io.github.poolstarter.tuning.SizeTarget}: the smallest size that keeps
 * to a wait, not below what nested borrows need, and never grown beyond the knee.</li>
 * </ul>
 * <p>
 * <strong>Why not a formula.</strong> The formulas of queueing theory (A. K. Erlang's; A.
 * O. Allen's and J. R. Cunneen's for other variations) know the mean and the variance of
 * arrivals and holds, and take arrivals for independent. Where they come in bursts, such
 * a formula says 34 ms and it is 1.7 s; where callers wait for their answer, it says that
 * a queue has no end, and it is as short as there are callers. What was recorded has all
 * of that in it.
 * <p>
 * Not for applications; may change at any time.
 */
@NullMarked
package io.github.poolstarter.tuning;

import org.jspecify.annotations.NullMarked;
