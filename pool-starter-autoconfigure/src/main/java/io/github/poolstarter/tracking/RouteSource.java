package io.github.poolstarter.tracking;

/**
 * What decided on the pool of a borrow.
 */
public enum RouteSource {

	/**
	 * Nothing: somebody used a pool's own data source.
	 */
	NOT_ROUTED,

	/**
	 * An annotation on a method, its class or an interface.
	 */
	ANNOTATION,

	/**
	 * A read-only transaction without a route of its own.
	 */
	READ_ONLY_TRANSACTION,

	/**
	 * A call of the {@code PoolTemplate}.
	 */
	TEMPLATE,

	/**
	 * Nothing: the work went to the default pool.
	 */
	DEFAULT,

	/**
	 * The pool that the work was routed to had no connection, and falls back to this one.
	 */
	FALLBACK

}
