package io.github.poolstarter.sizing;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.poolstarter.tuning.Range;
import io.github.poolstarter.tuning.Setting;
import org.jspecify.annotations.Nullable;

/**
 * Something that was proposed or done about the size of a pool. Immutable.
 *
 * @param id the pool and a number that counts up
 * @param pool the name of the pool
 * @param time when it was
 * @param kind what was done
 * @param setting what it is about
 * @param from the value before
 * @param to the value that was proposed or set
 * @param because why
 * @param by who asked for it, {@code null} where nobody did, or that is not known
 * @param suggestion the id of the suggestion that it is about, {@code null} for none
 * @param predictedP99Wait the 99th percentile of the waits that was expected,
 * {@code null} where nothing was predicted
 * @param inputs the figures that it rests on, by name
 * @param outcome what came of it, {@code null} where that is not known, or nothing was
 * changed
 */
public record SizingDecision(String id, String pool, Instant time, Kind kind, Setting setting, int from, int to,
		String because, @Nullable String by, @Nullable String suggestion, @Nullable Range predictedP99Wait,
		Map<String, Object> inputs, @Nullable SizingOutcome outcome) {

	/**
	 * Create a decision; the inputs are copied.
	 */
	public SizingDecision {
		inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
	}

	SizingDecision with(SizingOutcome outcome) {
		return new SizingDecision(this.id, this.pool, this.time, this.kind, this.setting, this.from, this.to,
				this.because, this.by, this.suggestion, this.predictedP99Wait, this.inputs, outcome);
	}

	/**
	 * What was done.
	 */
	public enum Kind {

		/**
		 * A size was suggested.
		 */
		PROPOSED,

		/**
		 * A suggestion was applied.
		 */
		APPLIED,

		/**
		 * Somebody set another size.
		 */
		CHANGED,

		/**
		 * A size that was suggested is suggested no more.
		 */
		WITHDRAWN

	}

}
