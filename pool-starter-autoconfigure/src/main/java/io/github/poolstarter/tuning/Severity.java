package io.github.poolstarter.tuning;

/**
 * How much a {@link Suggestion} matters.
 */
public enum Severity {

	/**
	 * Work fails or stands still because of it, or can at any time.
	 */
	HIGH,

	/**
	 * Work waits because of it, or connections are taken from others.
	 */
	MEDIUM,

	/**
	 * It would be tidier.
	 */
	LOW

}
