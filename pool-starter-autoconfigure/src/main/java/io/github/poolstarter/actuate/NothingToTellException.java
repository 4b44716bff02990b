package io.github.poolstarter.actuate;

/**
 * Thrown by a view that can't tell what it is asked for, because of how things stand.
 */
final class NothingToTellException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	NothingToTellException(String reason) {
		super(reason);
	}

}
