package io.github.poolstarter.routing;

/**
 * What happens when work inside a transaction asks for another pool.
 */
public enum ConflictPolicy {

	/**
	 * It gets the transaction's connection; logged once per call-site.
	 */
	WARN,

	/**
	 * It fails.
	 */
	FAIL,

	/**
	 * It gets the transaction's connection.
	 */
	IGNORE

}
