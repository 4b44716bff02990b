package io.github.poolstarter.benchmarks.load;

/**
 * Something that an application is asked to do.
 */
@FunctionalInterface
public interface Request {

	/**
	 * Do it once.
	 * @throws Exception if it can't be done
	 */
	void run() throws Exception;

}
