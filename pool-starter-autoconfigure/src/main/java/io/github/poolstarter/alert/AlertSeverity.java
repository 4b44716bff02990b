package io.github.poolstarter.alert;

/**
 * How bad it is that an alert is active.
 */
public enum AlertSeverity {

	/**
	 * Work still gets its connections, but there is something to look at.
	 */
	WARNING,

	/**
	 * Work waits for connections, or fails because it gets none.
	 */
	CRITICAL

}
