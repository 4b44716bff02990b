package io.github.poolstarter.tracking.busy;

/**
 * How it is found out what part of a hold the connection really worked.
 */
public enum BusyTimeMode {

	/**
	 * The calls of the driver's socket are timed where the driver lets us, which are
	 * PostgreSQL's and MariaDB's, with TLS or without; with other drivers, or with a
	 * socket factory of your own, the execution of statements is.
	 */
	AUTO,

	/**
	 * The execution of statements is timed, whatever the driver. Rows that are fetched
	 * afterwards, and COPY, count as idle.
	 */
	STATEMENTS,

	/**
	 * Nothing is timed, and it stays unknown.
	 */
	OFF

}
