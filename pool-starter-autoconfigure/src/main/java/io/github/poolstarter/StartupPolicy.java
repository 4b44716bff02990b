package io.github.poolstarter;

/**
 * What the start of the application asks of a pool.
 */
public enum StartupPolicy {

	/**
	 * The application does not start unless the pool can connect; it reports ready when
	 * the pool holds its minimum of idle connections.
	 */
	REQUIRED,

	/**
	 * The application starts while the pool's database is away; the pool goes on trying
	 * to connect in the background.
	 */
	OPTIONAL,

	/**
	 * The pool connects when it is first used.
	 */
	LAZY

}
