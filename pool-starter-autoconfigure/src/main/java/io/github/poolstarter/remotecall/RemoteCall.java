package io.github.poolstarter.remotecall;

/**
 * A remote call that is under way. Whoever makes the call says when it ends, whatever
 * comes of it; what is said a second time has no effect.
 */
@FunctionalInterface
interface RemoteCall {

	/**
	 * A call that nobody counts: no connection is held.
	 */
	RemoteCall UNCOUNTED = () -> {
	};

	/**
	 * The call has ended.
	 */
	void end();

}
