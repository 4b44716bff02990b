package io.github.poolstarter.alert;

/**
 * What a look at a pool says about one kind of alert.
 */
enum AlertLevel {

	/**
	 * All is well.
	 */
	GOOD,

	/**
	 * Not bad enough for an alert to be raised, nor good enough for one to be resolved.
	 */
	BETWEEN,

	/**
	 * An alert is to be raised if it stays so.
	 */
	BAD,

	/**
	 * An alert is to be raised at once.
	 */
	ALARMING;

	/**
	 * Whether it speaks for an alert.
	 */
	boolean isBad() {
		return compareTo(BAD) >= 0;
	}

}
