package io.github.poolstarter.sizing;

import java.time.Duration;

import com.zaxxer.hikari.HikariConfig;
import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.jdbc.PoolDefinition;

/**
 * The settings of a pool that can be changed while it runs. Immutable.
 *
 * @param minimumIdle the number of idle connections that the pool tries to keep
 * @param maximumPoolSize the most connections that the pool opens
 * @param connectionTimeout how long a borrower waits
 * @param validationTimeout how long the check of an idle connection may take
 * @param idleTimeout how long a connection above the minimum stays idle, zero for ever
 * @param maxLifetime how long a connection lives, zero for ever
 */
public record PoolSettings(int minimumIdle, int maximumPoolSize, Duration connectionTimeout, Duration validationTimeout,
		Duration idleTimeout, Duration maxLifetime) {

	/**
	 * Create settings.
	 * @throws PoolConfigurationException if the minimum is over the maximum
	 */
	public PoolSettings {
		if (minimumIdle > maximumPoolSize) {
			throw new PoolConfigurationException(
					"The minimum would exceed the maximum: minimumIdle = %d, but maximumPoolSize = %d."
						.formatted(minimumIdle, maximumPoolSize),
					"Set both, with minimumIdle at most %d.".formatted(maximumPoolSize));
		}
	}

	/**
	 * The settings that a pool was defined with.
	 */
	public static PoolSettings of(PoolDefinition definition) {
		PoolDefinition.Timeouts timeouts = definition.timeouts();
		return new PoolSettings(definition.minimumIdle(), definition.maximumPoolSize(), timeouts.connection(),
				timeouts.validation(), timeouts.idle(), timeouts.maxLifetime());
	}

	/**
	 * The settings that are in use.
	 */
	public static PoolSettings of(HikariConfig config) {
		return new PoolSettings(config.getMinimumIdle(), config.getMaximumPoolSize(),
				Duration.ofMillis(config.getConnectionTimeout()), Duration.ofMillis(config.getValidationTimeout()),
				Duration.ofMillis(config.getIdleTimeout()), Duration.ofMillis(config.getMaxLifetime()));
	}

}
