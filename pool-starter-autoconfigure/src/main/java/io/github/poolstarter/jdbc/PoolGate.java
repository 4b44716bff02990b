package io.github.poolstarter.jdbc;

/**
 * Stands before a pool, and decides whether who asks for a connection may wait for one.
 * Connections that are out stay out. Safe for use by several threads.
 */
public interface PoolGate {

	/**
	 * Keep borrowers waiting until the pool is resumed, for up to its connection timeout.
	 */
	void suspend();

	/**
	 * Let borrowers through again.
	 */
	void resume();

	/**
	 * Whether the pool is suspended.
	 * @return whether borrowers are kept waiting
	 */
	boolean isSuspended();

	/**
	 * How many threads are kept waiting at this gate. Those whom it has let in, and who
	 * wait for a connection, are not among them.
	 * @return the number of threads
	 */
	int waiting();

	/**
	 * Refuse every borrower from now on, those who wait at this gate among them. Only a
	 * thread that holds a connection already may have another, to end its work.
	 */
	void close();

}
