package io.github.poolstarter.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Rules for properties that are bound together. All that are broken are told at once,
 * each with the name of its property, which a constructor's exception would not have.
 */
final class PropertyRules {

	private final Map<String, String> broken = new LinkedHashMap<>();

	PropertyRules require(String property, boolean valid, String rule) {
		if (!valid) {
			this.broken.putIfAbsent(property, rule);
		}
		return this;
	}

	PropertyRules time(String property, @Nullable Duration value, Duration least, String rule) {
		if (value == null) {
			return this;
		}
		return require(property, value.compareTo(least) >= 0, rule).require(property, !Durations.isTooLong(value),
				"must be at most " + Durations.display(Durations.LONGEST));
	}

	void throwIfBroken() {
		if (!this.broken.isEmpty()) {
			throw new BrokenException(this.broken);
		}
	}

	/**
	 * Says which rules are broken, by the names of the properties.
	 */
	static final class BrokenException extends IllegalArgumentException {

		private static final long serialVersionUID = 1L;

		private final transient Map<String, String> rules;

		BrokenException(Map<String, String> rules) {
			super(rules.toString());
			this.rules = rules;
		}

		Map<String, String> rules() {
			return this.rules;
		}

	}

}
