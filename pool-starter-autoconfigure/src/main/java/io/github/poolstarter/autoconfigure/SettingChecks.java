package io.github.poolstarter.autoconfigure;

import java.time.Duration;

import io.github.poolstarter.PoolConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * Refuses settings of one pool that can't work, with the property, its origin and the
 * remedy.
 */
public class SettingChecks {

	static final String LEAK_THRESHOLD = "leak-threshold";

	private final String pool;

	private final PoolPropertySources sources;

	/**
	 * Create checks.
	 */
	public SettingChecks(String pool, PoolPropertySources sources) {
		this.pool = pool;
		this.sources = sources;
	}

	/**
	 * Refuse a setting unless it is valid.
	 * @throws PoolConfigurationException if it is not valid
	 */
	public final void require(boolean valid, String setting, Object value, String rule) {
		if (!valid) {
			throw invalid(setting, value, rule);
		}
	}

	final PoolConfigurationException invalid(String setting, Object value, String rule) {
		return new PoolConfigurationException("%s: %s.".formatted(describe(setting, value), rule),
				"Correct the values.");
	}

	/**
	 * Refuse a leak threshold that is too short or too long.
	 * @param value the threshold, or {@code null} for that of all pools
	 * @throws PoolConfigurationException if it is not valid
	 */
	public final @Nullable Duration leakThreshold(@Nullable Duration value) {
		if (value != null) {
			atLeast(LEAK_THRESHOLD, value, PoolsProperties.SHORTEST_LEAK_THRESHOLD);
		}
		return value;
	}

	/**
	 * Refuse a duration that is too short, or too long to be worked with.
	 * @throws PoolConfigurationException if it is not valid
	 */
	public final void atLeast(String setting, Duration value, Duration least) {
		notTooLong(setting, value);
		require(value.compareTo(least) >= 0, setting, Durations.display(value),
				"must be at least " + Durations.display(least));
	}

	/**
	 * Refuse a duration that is too long to be worked with.
	 * @throws PoolConfigurationException if it is not valid
	 */
	public final void notTooLong(String setting, Duration value) {
		require(!Durations.isTooLong(value), setting, Durations.display(value),
				"must be at most " + Durations.display(Durations.LONGEST));
	}

	/**
	 * Describe a setting with its value and where it was set, for people.
	 */
	public final String describe(String setting, @Nullable Object value) {
		return this.sources.describe(this.pool, setting, value);
	}

}
