package io.github.poolstarter.actuate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.poolstarter.actuate.SuggestionDescriptor.PredictedDescriptor;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.sizing.SizingDecision;
import io.github.poolstarter.sizing.SizingLog;
import io.github.poolstarter.sizing.SizingOutcome;
import org.jspecify.annotations.Nullable;

/**
 * The view {@code sizing}: what was proposed and done about the sizes of the pools, and
 * what came of it. Safe for use by several threads.
 */
final class SizingView implements JdbcPoolView {

	private static final Comparator<SizingDecision> NEWEST_FIRST = Comparator.comparing(SizingDecision::time)
		.reversed();

	private final JdbcPools pools;

	private final SizingLog log;

	SizingView(JdbcPools pools, SizingLog log) {
		this.pools = pools;
		this.log = log;
	}

	@Override
	public SizingDescriptor all(HistoryWindow window) {
		List<SizingDecision> decisions = new ArrayList<>();
		this.pools.all().forEach((pool) -> decisions.addAll(this.log.decisions(pool)));
		decisions.sort(NEWEST_FIRST);
		return SizingDescriptor.of(decisions);
	}

	@Override
	public SizingDescriptor one(JdbcPool pool, HistoryWindow window) {
		return SizingDescriptor.of(this.log.decisions(pool));
	}

	/**
	 * What was decided.
	 *
	 * @param decisions the decisions, newest first
	 */
	record SizingDescriptor(List<DecisionDescriptor> decisions) {

		private static SizingDescriptor of(List<SizingDecision> decisions) {
			return new SizingDescriptor(decisions.stream().map(DecisionDescriptor::of).toList());
		}

	}

	/**
	 * Something that was proposed or done. What is not known is absent.
	 *
	 * @param id the pool and a number that counts up
	 * @param pool the name of the pool
	 * @param time when it was
	 * @param kind what was done
	 * @param setting what it is about, as it is called in YAML
	 * @param from the value before
	 * @param to the value that was proposed or set
	 * @param because why
	 * @param by who asked for it
	 * @param suggestion the id of the suggestion
	 * @param predicted what was expected of it
	 * @param inputs the figures that it rests on
	 * @param outcome what came of it
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record DecisionDescriptor(String id, String pool, Instant time, SizingDecision.Kind kind, String setting, int from,
			int to, String because, @Nullable String by, @Nullable String suggestion,
			@Nullable PredictedDescriptor predicted, Map<String, Object> inputs, @Nullable OutcomeDescriptor outcome) {

		private static DecisionDescriptor of(SizingDecision decision) {
			return new DecisionDescriptor(decision.id(), decision.pool(), decision.time(), decision.kind(),
					decision.setting().key(), decision.from(), decision.to(), decision.because(), decision.by(),
					decision.suggestion(),
					(decision.predictedP99Wait() != null)
							? new PredictedDescriptor(RangeDescriptor.of(decision.predictedP99Wait())) : null,
					decision.inputs(), (decision.outcome() != null) ? OutcomeDescriptor.of(decision.outcome()) : null);
		}

	}

	/**
	 * What came of another maximum.
	 *
	 * @param windowSeconds how long it was looked at
	 * @param p99WaitMillis the 99th percentile of the waits
	 * @param borrowsPerSecond how many connections were given back in a second
	 */
	record OutcomeDescriptor(ChangeDescriptor windowSeconds, ChangeDescriptor p99WaitMillis,
			ChangeDescriptor borrowsPerSecond) {

		private static final double ONE_DECIMAL = 10;

		private static OutcomeDescriptor of(SizingOutcome outcome) {
			SizingOutcome.Measured before = outcome.before();
			SizingOutcome.Measured after = outcome.after();
			return new OutcomeDescriptor(
					new ChangeDescriptor((before != null) ? before.seconds() : null, after.seconds()),
					new ChangeDescriptor((before != null) ? millis(before) : null, millis(after)),
					new ChangeDescriptor((before != null) ? rate(before) : null, rate(after)));
		}

		private static @Nullable Double millis(SizingOutcome.Measured measured) {
			Long nanos = measured.p99WaitNanos();
			return (nanos != null) ? Millis.of(nanos) : null;
		}

		private static double rate(SizingOutcome.Measured measured) {
			return Math.round(measured.borrowsPerSecond() * ONE_DECIMAL) / ONE_DECIMAL;
		}

	}

	/**
	 * A figure before and after a change, absent where it is not known.
	 *
	 * @param before the figure before
	 * @param after the figure after
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record ChangeDescriptor(@Nullable Number before, @Nullable Number after) {

	}

}
