package io.github.poolstarter.benchmarks.isolation;

/**
 * Something that an application is asked to do.
 */
@FunctionalInterface
interface Request {

	/**
	 * Do it once.
	 * @throws Exception if it can't be done
	 */
	void run() throws Exception;

}
