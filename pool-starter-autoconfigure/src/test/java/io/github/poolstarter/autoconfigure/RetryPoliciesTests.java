package io.github.poolstarter.autoconfigure;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.util.backoff.BackOffExecution;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RetryPolicies}.
 */
class RetryPoliciesTests {

	@Test
	void pauseGrowsByItsFactorToItsMaximumUntilTheRetriesEnd() {
		PoolsProperties.Retry properties = new PoolsProperties.Retry(4, Duration.ofMillis(10), 3,
				Duration.ofMillis(80));
		assertThat(pauses(properties)).containsExactly(10L, 30L, 80L, 80L, BackOffExecution.STOP);
	}

	@Test
	void thereArePausesAndAnEndWithoutSettings() {
		PoolsProperties.Retry properties = new Binder().bindOrCreate("pools.retry", PoolsProperties.Retry.class);
		assertThat(pauses(properties)).containsExactly(50L, 100L, 200L, BackOffExecution.STOP, BackOffExecution.STOP);
	}

	private static long[] pauses(PoolsProperties.Retry properties) {
		BackOffExecution execution = RetryPolicies.from(properties).build().getBackOff().start();
		long[] pauses = new long[5];
		for (int i = 0; i < pauses.length; i++) {
			pauses[i] = execution.nextBackOff();
		}
		return pauses;
	}

}
