package io.github.poolstarter.redis;

import org.springframework.core.NestedExceptionUtils;

/**
 * Failures in few words, for people.
 */
final class FailureReason {

	private FailureReason() {
	}

	/**
	 * What is at the bottom of a failure. Neither Lettuce nor a server tells passwords.
	 */
	static String of(Throwable failure) {
		Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
		return (root.getMessage() != null) ? root.getMessage() : root.getClass().getName();
	}

}
