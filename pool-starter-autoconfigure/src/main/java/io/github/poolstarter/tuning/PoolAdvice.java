package io.github.poolstarter.tuning;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What is to be done about a pool. Immutable.
 *
 * @param pool the name of the pool
 * @param suggestions what should be changed, what matters first in front
 * @param notEnough why nothing is said of its size, {@code null} where something is
 * @param noChange why nothing should be changed, {@code null} where something should, or
 * nothing can be said
 */
public record PoolAdvice(String pool, List<Suggestion> suggestions, @Nullable NotEnoughEvidence notEnough,
		@Nullable NoChange noChange) {

	/**
	 * Create an advice; the list is copied.
	 */
	public PoolAdvice {
		suggestions = List.copyOf(suggestions);
	}

	/**
	 * The size that is suggested.
	 * @return the size, {@code null} where the pool should stay as it is
	 */
	public @Nullable Integer size() {
		for (Suggestion suggestion : this.suggestions) {
			SettingChange change = suggestion.change();
			if (change != null && change.setting() == Setting.MAXIMUM_POOL_SIZE) {
				return change.to();
			}
		}
		return null;
	}

}
