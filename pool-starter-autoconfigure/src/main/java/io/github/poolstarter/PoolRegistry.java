package io.github.poolstarter;

import java.util.List;

/**
 * The JDBC pools of the application. Safe for use by several threads.
 */
public interface PoolRegistry extends Iterable<ManagedPool> {

	/**
	 * The names of the pools, in the order of the configuration.
	 * @return an immutable list of the names
	 */
	List<String> names();

	/**
	 * The pool of the given name.
	 * @param name the name of the pool
	 * @return the pool
	 * @throws UnknownPoolException if no such pool is defined
	 */
	ManagedPool get(String name);

	/**
	 * Whether a pool of the given name is defined.
	 * @param name the name to look for
	 * @return whether there is such a pool
	 */
	boolean contains(String name);

	/**
	 * The pool of all work that nothing routes elsewhere.
	 * @return the default pool
	 */
	ManagedPool defaultPool();

}
