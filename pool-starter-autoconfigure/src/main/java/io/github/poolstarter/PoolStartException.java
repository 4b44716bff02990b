package io.github.poolstarter;

/**
 * Thrown at start when a pool whose {@link StartupPolicy} is
 * {@link StartupPolicy#REQUIRED} can't connect to its database.
 */
public class PoolStartException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final transient ManagedPool pool;

	/**
	 * Create an exception for a pool that did not start.
	 * @param pool the pool
	 * @param message where it could not connect to and why, without credentials
	 * @param cause what the driver or the pool said
	 */
	public PoolStartException(ManagedPool pool, String message, Throwable cause) {
		super(message, cause);
		this.pool = pool;
	}

	/**
	 * The pool that did not start.
	 * @return the pool, which is closed
	 */
	public ManagedPool getPool() {
		return this.pool;
	}

}
