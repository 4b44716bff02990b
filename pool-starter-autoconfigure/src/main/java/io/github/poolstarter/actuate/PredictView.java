package io.github.poolstarter.actuate;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.sizing.PoolAdvisor;
import io.github.poolstarter.tuning.Analysis;
import io.github.poolstarter.tuning.AnalysisResult;
import io.github.poolstarter.tuning.NotEnoughEvidence;
import io.github.poolstarter.tuning.Prediction;
import io.github.poolstarter.tuning.Workload;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/**
 * The view {@code predict}: how long borrowers would have waited with another number of
 * connections, or with some of them, from few to many. Safe for use by several threads.
 */
final class PredictView implements JdbcPoolView {

	// A replay goes through no more servers than that in a moment
	private static final int MOST = 10_000;

	private static final double NANOS_PER_SECOND = 1e9;

	private static final double ONE_DECIMAL = 10;

	private final JdbcPools pools;

	private final PoolAdvisor advisor;

	PredictView(JdbcPools pools, PoolAdvisor advisor) {
		this.pools = pools;
		this.advisor = advisor;
	}

	/**
	 * What is expected of the pools as they are, of those that enough is known of.
	 */
	@Override
	public PredictionsDescriptor all(HistoryWindow window) {
		List<PredictionDescriptor> predictions = new ArrayList<>();
		this.pools.all().forEach((pool) -> {
			if (this.advisor.analysis(pool) instanceof Analysis analysis) {
				predictions.add(describe(pool, analysis, pool.dataSource().getMaximumPoolSize()));
			}
		});
		return new PredictionsDescriptor(predictions);
	}

	/**
	 * What is expected of a pool with some sizes.
	 */
	@Override
	public Object one(JdbcPool pool, HistoryWindow window) {
		return CurveDescriptor.of(pool.name(), pool.dataSource().getMaximumPoolSize(), analysis(pool),
				this.advisor.advice(pool).size());
	}

	@Override
	public Object one(JdbcPool pool, HistoryWindow window, @Nullable Integer size) {
		if (size == null) {
			return one(pool, window);
		}
		if (size < 1 || size > MOST) {
			String reason = "size must be between 1 and %d, but is %d".formatted(MOST, size);
			throw new InvalidEndpointRequestException(reason, reason);
		}
		return describe(pool, analysis(pool), size);
	}

	private Analysis analysis(JdbcPool pool) {
		AnalysisResult result = this.advisor.analysis(pool);
		if (result instanceof NotEnoughEvidence few) {
			throw new NothingToTellException("Not enough evidence to predict pool '%s': %d of %d usable borrows so far"
				.formatted(pool.name(), few.borrows(), few.needed()));
		}
		return (Analysis) result;
	}

	private static PredictionDescriptor describe(JdbcPool pool, Analysis analysis, int size) {
		Prediction prediction = analysis.predict(size);
		return new PredictionDescriptor(pool.name(), size, pool.dataSource().getMaximumPoolSize(),
				RangeDescriptor.of(prediction.p50Wait()), RangeDescriptor.of(prediction.p99Wait()),
				prediction.timeouts(), prediction.extrapolated(), prediction.serverBound(),
				analysis.knee().connections(), EvidenceDescriptor.of(analysis.workload()));
	}

	/**
	 * What is expected of the pools.
	 *
	 * @param predictions one for each pool that enough is known of
	 */
	record PredictionsDescriptor(List<PredictionDescriptor> predictions) {

	}

	/**
	 * What is expected of a size.
	 *
	 * @param pool the name of the pool
	 * @param size the number of connections
	 * @param currentSize how many there are now
	 * @param p50WaitMillis the median of the waits
	 * @param p99WaitMillis the 99th percentile of the waits
	 * @param timeouts how many borrowers would have timed out
	 * @param extrapolated whether nothing shows what the database does with so many
	 * @param serverBound whether the database would get no more done than with fewer
	 * @param knee how many connections do all that can be done, where that was found
	 * @param evidence what it rests on
	 */
	record PredictionDescriptor(String pool, int size, int currentSize, RangeDescriptor p50WaitMillis,
			RangeDescriptor p99WaitMillis, int timeouts, boolean extrapolated, boolean serverBound,
			@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double knee, EvidenceDescriptor evidence) {

	}

	/**
	 * What a prediction rests on.
	 *
	 * @param borrows the borrows that were replayed
	 * @param windowSeconds the time that they are of
	 * @param timeouts how many borrowers timed out then
	 * @param threads how many threads there were
	 * @param offeredLoad the connections that would be in use on average if nobody had to
	 * wait
	 * @param peakInUse the most connections that were in use at once
	 * @param p99WaitMillis how long borrowers waited then for others, at the 99th
	 * percentile
	 * @param p50HoldMillis the median of the holds
	 */
	record EvidenceDescriptor(int borrows, double windowSeconds, int timeouts, int threads, double offeredLoad,
			int peakInUse, double p99WaitMillis, double p50HoldMillis) {

		static EvidenceDescriptor of(Workload workload) {
			return new EvidenceDescriptor(workload.granted(),
					Math.round(workload.windowNanos() / NANOS_PER_SECOND * ONE_DECIMAL) / ONE_DECIMAL,
					workload.timeouts(), workload.threads(), workload.offeredLoad(), workload.peakInUse(),
					Millis.of(workload.queueing().p99Nanos()), Millis.of(workload.hold().p50Nanos()));
		}

	}

}
