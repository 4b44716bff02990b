package io.github.poolstarter.benchmarks.borrow;

import java.util.Collection;
import java.util.Map;

import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * What one contender needs for a borrow.
 *
 * @param contender the contender
 * @param threads the number of threads that borrowed at once
 * @param nanos the time of a borrow, in nanoseconds of its thread
 * @param error half the width of the 99.9 % confidence interval of that
 * @param fastest the time of a borrow in the fastest iteration, in nanoseconds
 * @param bytes the memory that a borrow allocates
 */
record BorrowScore(Contender contender, int threads, double nanos, double error, double fastest, double bytes) {

	static BorrowScore of(RunResult result) {
		Result<?> time = result.getPrimaryResult();
		return new BorrowScore(Contender.valueOf(result.getParams().getParam("contender")),
				result.getParams().getThreads(), time.getScore(), time.getScoreError(), time.getStatistics().getMin(),
				allocation(result));
	}

	private static double allocation(RunResult result) {
		Collection<? extends Map.Entry<String, ?>> secondary = result.getSecondaryResults().entrySet();
		return secondary.stream()
			.filter((entry) -> entry.getKey().endsWith("gc.alloc.rate.norm"))
			.mapToDouble((entry) -> ((Result<?>) entry.getValue()).getScore())
			.findFirst()
			.orElse(Double.NaN);
	}

}
