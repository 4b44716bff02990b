package io.github.poolstarter.autoconfigure.redis;

import java.time.Duration;

import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.autoconfigure.PoolPropertySources;
import io.github.poolstarter.autoconfigure.SettingChecks;
import org.jspecify.annotations.Nullable;

/**
 * Refuses settings of one Redis pool that can't work, with the property, its origin and
 * the remedy.
 */
final class RedisSettingChecks extends SettingChecks {

	private final String pool;

	private final PoolPropertySources sources;

	RedisSettingChecks(String pool, PoolPropertySources sources) {
		super(pool, sources);
		this.pool = pool;
		this.sources = sources;
	}

	@Nullable Duration positive(String setting, @Nullable Duration value) {
		if (value != null) {
			atLeast(setting, value, Duration.ofMillis(1));
		}
		return value;
	}

	/**
	 * Refuse two ways to say where the server is.
	 */
	void notBoth(String one, boolean oneGiven, String other, boolean otherGiven) {
		if (oneGiven && otherGiven) {
			throw new PoolConfigurationException("The server of Redis pool '%s' is given twice: by %s and by %s, in %s."
				.formatted(this.pool, one, other, this.sources.describePool(this.pool)),
					"Set either %s or %s.".formatted(one, other));
		}
	}

}
