package io.github.poolstarter.tracking;

import org.jspecify.annotations.Nullable;

/**
 * What a thread is doing, to which its borrows are attributed. Extended by those who
 * know: a route, a transaction. A class and not an interface, because its field is read
 * at every borrow.
 */
public abstract class Work {

	private final @Nullable CallSite callSite;

	private final String poolName;

	private final RouteSource source;

	/**
	 * Create work.
	 * @param callSite the place in the code that the work belongs to, {@code null} where
	 * it has no name
	 * @param source what decided on the pool
	 */
	protected Work(@Nullable CallSite callSite, String poolName, RouteSource source) {
		this.callSite = callSite;
		this.poolName = poolName;
		this.source = source;
	}

	/**
	 * The place in the code that the work belongs to.
	 * @return the call-site, {@code null} where the work has no name
	 */
	public final @Nullable CallSite callSite() {
		return this.callSite;
	}

	/**
	 * What decided on the pool, for people.
	 * @return as in {@code @AiWork on MenuService.generate}, {@code null} where nobody
	 * said
	 */
	protected @Nullable String reason() {
		return (this.callSite != null) ? this.callSite.name() : null;
	}

	/**
	 * What decided on the pool.
	 */
	public final RouteSource source() {
		return this.source;
	}

	final RouteSource routeSource(String pool) {
		return (pool.equals(this.poolName)) ? this.source : RouteSource.NOT_ROUTED;
	}

}
