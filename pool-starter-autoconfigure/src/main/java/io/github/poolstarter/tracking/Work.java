package io.github.poolstarter.tracking;

import org.jspecify.annotations.Nullable;

/**
 * What a thread is doing, to which its borrows are attributed. Implemented by those who
 * know: a route, a transaction.
 */
public interface Work {

	/**
	 * The place in the code that the work belongs to.
	 * @return the call-site, {@code null} where the work has no name
	 */
	@Nullable CallSite callSite();

}
