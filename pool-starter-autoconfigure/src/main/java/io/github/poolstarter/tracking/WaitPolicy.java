package io.github.poolstarter.tracking;

/**
 * Decides how long a borrower waits on after the pool's connection timeout.
 */
@FunctionalInterface
public interface WaitPolicy {

	/**
	 * Whether to wait for another connection timeout.
	 * @param exhausted whether all connections of the pool are out; else its database
	 * can't be reached
	 * @param waitedNanos how long the borrower has waited, since it was let in
	 */
	boolean continues(boolean exhausted, long waitedNanos);

}
