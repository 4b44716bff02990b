package io.github.poolstarter.budget;

/**
 * What happens at start when the pools' maxima are over what the database server allows.
 */
public enum ExceededPolicy {

	/**
	 * The application starts, and a warning is logged.
	 */
	WARN,

	/**
	 * The application does not start.
	 */
	FAIL

}
