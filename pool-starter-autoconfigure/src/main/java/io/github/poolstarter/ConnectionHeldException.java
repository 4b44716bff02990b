package io.github.poolstarter;

/**
 * Thrown instead of making a remote call while the calling thread holds a pooled
 * connection, where {@code pools.tracking.remote-calls} is {@code fail}.
 *
 * @see NoConnectionHeld
 */
public class ConnectionHeldException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception with the given message.
	 * @param message which call was made, which pool's connection is held, and where it
	 * was taken
	 */
	public ConnectionHeldException(String message) {
		super(message);
	}

}
