package io.github.poolstarter;

/**
 * Thrown where {@code pools.routing.on-conflict} is {@code fail} and work inside a
 * transaction, or an open session that keeps its connection, asks for another pool than
 * the one of the transaction or session.
 */
public class RouteConflictException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final String transactionPool;

	private final String requestedPool;

	/**
	 * Create an exception for one conflict.
	 * @param message what conflicts, and what to do about it
	 * @param transactionPool the name of the pool of the transaction or session
	 * @param requestedPool the name of the pool that was asked for
	 */
	public RouteConflictException(String message, String transactionPool, String requestedPool) {
		super(message);
		this.transactionPool = transactionPool;
		this.requestedPool = requestedPool;
	}

	/**
	 * The name of the pool of the transaction, or of the open session.
	 * @return the name of the pool
	 */
	public String getTransactionPool() {
		return this.transactionPool;
	}

	/**
	 * The name of the pool that was asked for.
	 * @return the name of the requested pool
	 */
	public String getRequestedPool() {
		return this.requestedPool;
	}

}
