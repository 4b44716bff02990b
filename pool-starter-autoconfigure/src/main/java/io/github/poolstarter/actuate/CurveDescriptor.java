package io.github.poolstarter.actuate;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.poolstarter.actuate.PredictView.EvidenceDescriptor;
import io.github.poolstarter.tuning.Analysis;
import io.github.poolstarter.tuning.Prediction;
import org.jspecify.annotations.Nullable;

/**
 * How long borrowers would have waited with some sizes of a pool, to be drawn as a curve.
 *
 * @param pool the name of the pool
 * @param currentSize how many connections it has now at most, which is one of the sizes
 * @param targetWaitMillis the 99th percentile of the waits that is wanted
 * @param knee how many connections do all that can be done, where that was found
 * @param serverBound whether the database gets no more done with more than that
 * @param suggestedSize the size that is suggested, where another is, which is one of the
 * sizes
 * @param predictions what is expected of each size, the smallest first
 * @param evidence what it rests on
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CurveDescriptor(String pool, int currentSize, double targetWaitMillis, @Nullable Double knee,
		boolean serverBound, @Nullable Integer suggestedSize, List<PointDescriptor> predictions,
		EvidenceDescriptor evidence) {

	static CurveDescriptor of(String pool, int currentSize, Analysis analysis, @Nullable Integer suggestedSize) {
		return new CurveDescriptor(pool, currentSize, Millis.of(analysis.target().targetWaitNanos()),
				analysis.knee().connections(), analysis.knee().isServerBound(), suggestedSize,
				analysis.curve(currentSize, (suggestedSize != null) ? suggestedSize : currentSize)
					.values()
					.stream()
					.map(PointDescriptor::of)
					.toList(),
				EvidenceDescriptor.of(analysis.workload()));
	}

	/**
	 * What is expected of a size.
	 *
	 * @param size the number of connections
	 * @param p50WaitMillis the median of the waits
	 * @param p99WaitMillis the 99th percentile of the waits
	 * @param timeouts how many borrowers would have timed out
	 * @param extrapolated whether nothing shows what the database does with so many
	 * @param serverBound whether the database would get no more done than with fewer
	 */
	record PointDescriptor(int size, RangeDescriptor p50WaitMillis, RangeDescriptor p99WaitMillis, int timeouts,
			boolean extrapolated, boolean serverBound) {

		private static PointDescriptor of(Prediction prediction) {
			return new PointDescriptor(prediction.size(), RangeDescriptor.of(prediction.p50Wait()),
					RangeDescriptor.of(prediction.p99Wait()), prediction.timeouts(), prediction.extrapolated(),
					prediction.serverBound());
		}

	}

}
