package io.github.poolstarter.autoconfigure;

import org.springframework.core.retry.RetryPolicy;

/**
 * Makes Spring's retry policies from properties.
 */
final class RetryPolicies {

	private RetryPolicies() {
	}

	static RetryPolicy.Builder from(PoolsProperties.Retry properties) {
		return RetryPolicy.builder()
			.maxRetries(properties.maxRetries())
			.delay(properties.delay())
			.multiplier(properties.multiplier())
			.maxDelay(properties.maxDelay());
	}

}
