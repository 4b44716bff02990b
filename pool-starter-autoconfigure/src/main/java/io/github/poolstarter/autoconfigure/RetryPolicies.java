package io.github.poolstarter.autoconfigure;

import io.github.poolstarter.PoolConfigurationException;

import org.springframework.core.retry.RetryPolicy;

/**
 * Makes Spring's retry policies from properties.
 */
final class RetryPolicies {

	private RetryPolicies() {
	}

	static RetryPolicy.Builder from(PoolsProperties.Retry properties) {
		try {
			return RetryPolicy.builder()
				.maxRetries(properties.getMaxRetries())
				.delay(properties.getDelay())
				.multiplier(properties.getMultiplier())
				.maxDelay(properties.getMaxDelay());
		}
		catch (IllegalArgumentException ex) {
			throw new PoolConfigurationException(
					"A setting under pools.retry can't work: %s.".formatted(ex.getMessage()),
					"Set max-retries to at least 0, delay to at least 0, multiplier to at least 1, "
							+ "and max-delay to more than 0.");
		}
	}

}
