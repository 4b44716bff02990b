package io.github.poolstarter.tuning;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Something that should be changed about a pool, or about the code that uses it.
 * Immutable.
 *
 * @param id the same for the same suggestion: the pool, the rule, and what it is about
 * @param pool the name of the pool
 * @param severity how much it matters
 * @param issue what is wrong, with the figures that say so
 * @param suggestion what to do about it
 * @param change what to change about the pool, {@code null} where it is about something
 * else
 * @param predictedP99Wait the 99th percentile of the waits to be expected afterwards,
 * {@code null} where nothing is predicted
 * @param evidence the figures that it rests on, by name
 * @param yaml what to change in the configuration, {@code null} where it is about
 * something else
 */
public record Suggestion(String id, String pool, Severity severity, String issue, String suggestion,
		@Nullable SettingChange change, @Nullable Range predictedP99Wait, Map<String, Object> evidence,
		@Nullable String yaml) {

	/**
	 * Create a suggestion; the evidence is copied.
	 */
	public Suggestion {
		evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
	}

	/**
	 * Create a suggestion whose YAML is that of its change.
	 * @param change what to change about the pool, {@code null} for nothing
	 * @param predictedP99Wait the waits to be expected afterwards
	 */
	public Suggestion(String id, String pool, Severity severity, String issue, String suggestion,
			@Nullable SettingChange change, @Nullable Range predictedP99Wait, Map<String, Object> evidence) {
		this(id, pool, severity, issue, suggestion, change, predictedP99Wait, evidence,
				(change != null) ? change.yaml() : null);
	}

	/**
	 * Make an identifier of words: the same for the same words, and fit for a URL.
	 */
	static String id(String... words) {
		return String.join("-", words).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
	}

}
