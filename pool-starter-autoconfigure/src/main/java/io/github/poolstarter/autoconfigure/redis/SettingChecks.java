package io.github.poolstarter.autoconfigure.redis;

import java.time.Duration;

import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.autoconfigure.Durations;
import io.github.poolstarter.autoconfigure.PoolPropertySources;
import org.jspecify.annotations.Nullable;

/**
 * Refuses settings of one Redis pool that can't work, with the property, its origin and
 * the remedy.
 */
final class SettingChecks {

	private final String pool;

	private final PoolPropertySources sources;

	SettingChecks(String pool, PoolPropertySources sources) {
		this.pool = pool;
		this.sources = sources;
	}

	void require(boolean valid, String setting, Object value, String rule) {
		if (!valid) {
			throw new PoolConfigurationException(
					"A setting of Redis pool '%s' can't work: %s.".formatted(this.pool, describe(setting, value)),
					"%s %s.".formatted(setting, rule));
		}
	}

	@Nullable Duration positive(String setting, @Nullable Duration value) {
		if (value != null) {
			notTooLong(setting, value);
			require(value.compareTo(Duration.ofMillis(1)) >= 0, setting, Durations.display(value),
					"must be at least 1ms");
		}
		return value;
	}

	void notTooLong(String setting, Duration value) {
		require(!Durations.isTooLong(value), setting, Durations.display(value),
				"must be at most " + Durations.display(Durations.LONGEST));
	}

	String describe(String setting, @Nullable Object value) {
		return this.sources.describe(this.pool, setting, value);
	}

	/**
	 * Refuse two ways to say where the server is.
	 * @param one a setting
	 * @param oneGiven whether it is given
	 * @param other a setting that contradicts it
	 * @param otherGiven whether that one is given
	 */
	void notBoth(String one, boolean oneGiven, String other, boolean otherGiven) {
		if (oneGiven && otherGiven) {
			throw new PoolConfigurationException("The server of Redis pool '%s' is given twice: by %s and by %s, in %s."
				.formatted(this.pool, one, other, this.sources.describePool(this.pool)),
					"Set either %s or %s.".formatted(one, other));
		}
	}

}
