package io.github.poolstarter.autoconfigure;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import org.springframework.util.backoff.BackOffExecution;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RetryPolicies}.
 */
class RetryPoliciesTests {

	private final PoolsProperties.Retry properties = new PoolsProperties.Retry();

	@Test
	void pauseGrowsByItsFactorToItsMaximumUntilTheRetriesEnd() {
		this.properties.setDelay(Duration.ofMillis(10));
		this.properties.setMultiplier(3);
		this.properties.setMaxDelay(Duration.ofMillis(80));
		this.properties.setMaxRetries(4);
		assertThat(pauses()).containsExactly(10L, 30L, 80L, 80L, BackOffExecution.STOP);
	}

	@Test
	void thereArePausesAndAnEndWithoutSettings() {
		assertThat(pauses()).containsExactly(50L, 100L, 200L, BackOffExecution.STOP, BackOffExecution.STOP);
	}

	private long[] pauses() {
		BackOffExecution execution = RetryPolicies.from(this.properties).build().getBackOff().start();
		long[] pauses = new long[5];
		for (int i = 0; i < pauses.length; i++) {
			pauses[i] = execution.nextBackOff();
		}
		return pauses;
	}

}
