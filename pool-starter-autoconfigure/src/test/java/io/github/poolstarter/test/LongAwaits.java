package io.github.poolstarter.test;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Lets every test wait for its conditions for as long as a busy machine may need. JUnit
 * finds it as a service.
 */
public final class LongAwaits implements BeforeAllCallback {

	private static final Duration DEADLINE = Duration.ofSeconds(30);

	@Override
	public void beforeAll(ExtensionContext context) {
		Awaitility.setDefaultTimeout(DEADLINE);
	}

}
