package io.github.poolstarter.routing;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.poolstarter.ConnectionHeldException;
import io.github.poolstarter.tracking.HeldConnection;
import io.github.poolstarter.tracking.HeldConnections;
import org.apache.commons.logging.LogFactory;

/**
 * Watches remote calls for threads that hold a pooled connection while they wait for the
 * answer. Safe for use by several threads.
 */
public final class RemoteCallGuard {

	private final HeldConnections held;

	private final Reaction reaction;

	private final OncePerKeyLog log = new OncePerKeyLog(LogFactory.getLog(RemoteCallGuard.class));

	/**
	 * Create a guard.
	 * @param held the connections that are out
	 * @param reaction what to do about a call
	 */
	public RemoteCallGuard(HeldConnections held, Reaction reaction) {
		this.held = held;
		this.reaction = reaction;
	}

	/**
	 * Check the current thread, which is about to make a remote call.
	 * @param call what is called, for the message; without credentials
	 * @throws ConnectionHeldException if the thread holds a pooled connection and the
	 * reaction is to fail
	 */
	public void check(String call) {
		if (this.reaction == Reaction.OFF) {
			return;
		}
		List<HeldConnection> connections = this.held.heldBy(Thread.currentThread());
		if (connections.isEmpty()) {
			return;
		}
		HeldConnection connection = connections.get(0);
		String message = "%s is called while its thread holds a connection of pool '%s', taken in %s %d ms ago. "
			.formatted(call, connection.pool(), connection.callSite(),
					TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - connection.grantNanos()))
				+ "Make the call before the transaction, or after it";
		if (this.reaction == Reaction.FAIL) {
			throw new ConnectionHeldException(message);
		}
		this.log.warn(message, call, connection.callSite());
	}

	/**
	 * What happens when a remote call is made while a connection is held.
	 */
	public enum Reaction {

		/**
		 * It is logged, once a call-site.
		 */
		REPORT,

		/**
		 * It fails with a {@link ConnectionHeldException}.
		 */
		FAIL,

		/**
		 * Nothing.
		 */
		OFF

	}

}
