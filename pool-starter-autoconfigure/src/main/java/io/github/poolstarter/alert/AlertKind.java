package io.github.poolstarter.alert;

import java.util.Locale;

/**
 * What an alert is about. A pool has at most one active alert of each kind.
 */
public enum AlertKind {

	/**
	 * The usage of the pool is over the threshold. Raised by 3 looks in a row at which it
	 * is; resolved by 10 in a row at which it is at least ten percentage points below.
	 */
	USAGE(AlertSeverity.WARNING, 3, 10),

	/**
	 * All connections are out and threads are waiting. Raised by 2 looks in a row at
	 * which that is so; resolved by 10 in a row at which nobody waits.
	 */
	EXHAUSTED(AlertSeverity.CRITICAL, 2, 10),

	/**
	 * Borrowers got no connection in time. Raised by the first of them; resolved after a
	 * minute without one.
	 */
	TIMEOUTS(AlertSeverity.CRITICAL, 1, 60),

	/**
	 * A connection is out for longer than the leak threshold. Raised when one is found;
	 * resolved when there is none left.
	 */
	LEAK(AlertSeverity.WARNING, 1, 1),

	/**
	 * Connections can't be opened. Raised at once where the pool has none, and else by 5
	 * looks in a row at which it needs one; resolved when one has been opened.
	 */
	CANNOT_CONNECT(AlertSeverity.CRITICAL, 5, 1);

	private final AlertSeverity severity;

	private final int raiseAfter;

	private final int resolveAfter;

	AlertKind(AlertSeverity severity, int raiseAfter, int resolveAfter) {
		this.severity = severity;
		this.raiseAfter = raiseAfter;
		this.resolveAfter = resolveAfter;
	}

	/**
	 * The kind in the tags of meters.
	 */
	public String key() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * How bad it is.
	 */
	public AlertSeverity severity() {
		return this.severity;
	}

	/**
	 * How many bad looks in a row raise an alert.
	 */
	int raiseAfter() {
		return this.raiseAfter;
	}

	/**
	 * How many good looks in a row resolve an alert.
	 */
	int resolveAfter() {
		return this.resolveAfter;
	}

}
