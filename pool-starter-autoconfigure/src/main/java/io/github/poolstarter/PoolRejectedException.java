package io.github.poolstarter;

import java.io.Serial;
import java.sql.SQLTransientConnectionException;

/**
 * Thrown at once, where a pool does not even let a borrower wait: because enough others
 * wait already, because an operator has suspended the pool, or because the application is
 * shutting down.
 */
public class PoolRejectedException extends SQLTransientConnectionException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String pool;

	private final Reason reason;

	/**
	 * Create an exception.
	 * @param pool the name of the pool
	 * @param reason why it takes nobody
	 * @param message the reason with its figures, and the remedy
	 */
	public PoolRejectedException(String pool, Reason reason, String message) {
		super(message);
		this.pool = pool;
		this.reason = reason;
	}

	/**
	 * The name of the pool.
	 * @return the name
	 */
	public String getPool() {
		return this.pool;
	}

	/**
	 * Why the pool takes nobody.
	 * @return the reason
	 */
	public Reason getReason() {
		return this.reason;
	}

	/**
	 * Why a pool takes nobody.
	 */
	public enum Reason {

		/**
		 * As many threads wait as {@code max-waiting} allows.
		 */
		QUEUE_FULL,

		/**
		 * An operator has suspended the pool, and has not resumed it in time, or enough
		 * others wait for that already.
		 */
		SUSPENDED,

		/**
		 * The application is shutting down.
		 */
		SHUTTING_DOWN

	}

}
