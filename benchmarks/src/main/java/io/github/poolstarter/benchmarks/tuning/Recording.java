package io.github.poolstarter.benchmarks.tuning;

import java.util.List;

import io.github.poolstarter.benchmarks.report.Latencies;
import io.github.poolstarter.tracking.Borrow;
import io.github.poolstarter.tuning.Analysis;
import io.github.poolstarter.tuning.AnalysisResult;
import io.github.poolstarter.tuning.Analyzer;
import io.github.poolstarter.tuning.Evidence;
import io.github.poolstarter.tuning.RecordedSettings;
import io.github.poolstarter.tuning.SizeAims;

import org.springframework.util.Assert;

/**
 * What a pool has recorded of a load.
 *
 * @param borrows its borrows, from the first to the last
 * @param size how many connections the pool had
 * @param timeoutNanos how long a borrower would have waited
 * @param fromNanos when the load began
 */
record Recording(List<Borrow> borrows, int size, long timeoutNanos, long fromNanos) {

	/**
	 * Check that something was recorded.
	 * @param borrows the borrows
	 * @param size how many connections the pool had
	 * @param timeoutNanos how long a borrower would have waited
	 * @param fromNanos when the load began
	 */
	Recording {
		Assert.notEmpty(borrows, "Nothing was recorded");
	}

	/**
	 * How long each borrower waited for others to give a connection back. Who waited for
	 * one to be validated or opened did not.
	 * @return the waits
	 */
	Latencies queueing() {
		return Latencies
			.of(this.borrows.stream().mapToLong((borrow) -> isOther(borrow) ? 0 : borrow.waitNanos()).toArray());
	}

	private static boolean isOther(Borrow borrow) {
		return borrow.validated() || borrow.created() || borrow.unreachable();
	}

	/**
	 * How many waited, if at all, for something else than others.
	 * @return the number of borrows
	 */
	int others() {
		return (int) this.borrows.stream().filter(Recording::isOther).count();
	}

	/**
	 * How the pool was set.
	 * @return the settings
	 */
	RecordedSettings settings() {
		return RecordedSettings.fixed(this.size, this.timeoutNanos);
	}

	/**
	 * All of it as evidence.
	 * @return the evidence
	 */
	Evidence evidence() {
		long to = this.fromNanos
				+ this.borrows.stream().mapToLong((borrow) -> borrow.releaseNanos() - this.fromNanos).max().orElse(0);
		return Evidence.of(this.borrows, settings(), this.fromNanos, to);
	}

	/**
	 * What the starter says of it.
	 * @return an analysis
	 * @throws IllegalStateException if there is not enough evidence
	 */
	Analysis analysis() {
		AnalysisResult result = Analyzer.analyze(evidence(), SizeAims.DEFAULT);
		if (result instanceof Analysis analysis) {
			return analysis;
		}
		throw new IllegalStateException("Measure for longer: " + result);
	}

	/**
	 * What Erlang's formula says of it.
	 * @param servers the number of connections
	 * @return the formula, in milliseconds
	 */
	WaitFormula erlangC(int servers) {
		WaitFormula allenCunneen = allenCunneen(servers);
		return WaitFormula.erlangC(servers, allenCunneen.meanHold(), allenCunneen.offeredLoad());
	}

	/**
	 * What Allen's and Cunneen's formula says of it.
	 * @param servers the number of connections
	 * @return the formula, in milliseconds
	 */
	WaitFormula allenCunneen(int servers) {
		long[] arrivals = this.borrows.stream().mapToLong(Borrow::arrivalNanos).sorted().toArray();
		double[] gaps = new double[arrivals.length - 1];
		for (int i = 0; i < gaps.length; i++) {
			gaps[i] = millis(arrivals[i + 1] - arrivals[i]);
		}
		double[] holds = this.borrows.stream().mapToDouble((borrow) -> millis(borrow.holdNanos())).toArray();
		return WaitFormula.allenCunneen(servers, gaps, holds);
	}

	/**
	 * Change the unit of a time.
	 * @param nanos the time in nanoseconds
	 * @return the time in milliseconds
	 */
	static double millis(double nanos) {
		return nanos / 1_000_000;
	}

}
