package io.github.poolstarter.actuate;

import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.poolstarter.tuning.SettingChange;
import io.github.poolstarter.tuning.Severity;
import io.github.poolstarter.tuning.Suggestion;
import org.jspecify.annotations.Nullable;

/**
 * A suggestion, as it is shown. What it changes about the pool is absent where it is
 * about something else.
 *
 * @param id what it is applied by
 * @param pool the name of the pool
 * @param severity how much it matters
 * @param issue what is wrong
 * @param suggestion what to do about it
 * @param property the property to change
 * @param from what it is now
 * @param to what it should be
 * @param predicted what to expect afterwards
 * @param evidence the figures that it rests on
 * @param yaml the change as it would stand in the configuration
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SuggestionDescriptor(String id, String pool, Severity severity, String issue, String suggestion,
		@Nullable String property, @Nullable Integer from, @Nullable Integer to,
		@Nullable PredictedDescriptor predicted, Map<String, Object> evidence, @Nullable String yaml) {

	static SuggestionDescriptor of(Suggestion suggestion) {
		SettingChange change = suggestion.change();
		return new SuggestionDescriptor(suggestion.id(), suggestion.pool(), suggestion.severity(), suggestion.issue(),
				suggestion.suggestion(), (change != null) ? change.property() : null,
				(change != null) ? change.from() : null, (change != null) ? change.to() : null,
				(suggestion.predictedP99Wait() != null)
						? new PredictedDescriptor(RangeDescriptor.of(suggestion.predictedP99Wait())) : null,
				suggestion.evidence(), suggestion.yaml());
	}

	/**
	 * What to expect.
	 *
	 * @param p99WaitMillis the 99th percentile of the waits
	 */
	record PredictedDescriptor(RangeDescriptor p99WaitMillis) {

	}

}
