package io.github.poolstarter.actuate;

/**
 * Something that can be done about all pools by a write to the {@link PoolsEndpoint}.
 * Safe for use by several threads.
 */
@FunctionalInterface
interface PoolAction {

	/**
	 * Do it.
	 */
	Object run();

}
