package io.github.poolstarter.remotecall;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

import io.github.poolstarter.ConnectionHeldException;
import io.github.poolstarter.pool.HeldConnection;
import io.github.poolstarter.remotecall.RemoteCallCounts.Holder;
import io.github.poolstarter.routing.OncePerKeyLog;
import io.github.poolstarter.tracking.BorrowContext;
import io.github.poolstarter.tracking.PoolTracker;
import io.github.poolstarter.tracking.PoolTrackers;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Watches remote calls for threads that hold a pooled connection while they wait for the
 * answer: says so, or refuses the call, and measures what such calls cost. Calls of
 * threads that hold nothing pass without an object being made for them, and that is why a
 * call is named by a function. Safe for use by several threads.
 */
public final class RemoteCallGuard {

	private final Reaction reaction;

	private final RemoteCallCounts counts;

	private final PoolTrackers trackers;

	private final ThreadLocal<Set<Holder>> surrounding = ThreadLocal.withInitial(Set::of);

	private final OncePerKeyLog log = new OncePerKeyLog(LogFactory.getLog(RemoteCallGuard.class));

	public RemoteCallGuard(Reaction reaction, RemoteCallCounts counts, PoolTrackers trackers) {
		this.reaction = reaction;
		this.counts = counts;
		this.trackers = trackers;
	}

	/**
	 * What happens when a call is made while a connection is held.
	 */
	public Reaction reaction() {
		return this.reaction;
	}

	// Null where no connection is held; to be ended on any thread
	<S> @Nullable Call begin(S call, Function<? super S, String> name) {
		List<HeldConnection> held = (this.reaction != Reaction.OFF) ? BorrowContext.current().heldConnections()
				: List.of();
		if (held.isEmpty()) {
			return null;
		}
		react(name.apply(call), held.get(0));
		Set<Holder> surrounding = this.surrounding.get();
		// A call-site that holds two connections of one pool counts once
		Map<Holder, HeldConnection> connections = new HashMap<>();
		held.forEach((connection) -> connections.put(new Holder(connection.pool(), connection.callSite()), connection));
		connections.keySet().removeAll(surrounding);
		return new Call(connections, surrounding, System.nanoTime());
	}

	private void react(String call, HeldConnection connection) {
		String message = "%s is called while its thread holds a connection of pool '%s', taken in %s %d ms ago. "
			.formatted(call, connection.pool(), connection.callSite(),
					TimeUnit.NANOSECONDS.toMillis(connection.heldNanos()))
				+ "Make the call before or after the transaction";
		if (this.reaction == Reaction.FAIL) {
			throw new ConnectionHeldException(message);
		}
		this.log.warn(message, call, connection.callSite());
	}

	// What the thread calls until it exits is part of the call: it doesn't count again
	// for the connections that are held now
	void enter(Call call) {
		Set<Holder> inner = new HashSet<>(call.surrounding());
		inner.addAll(call.connections().keySet());
		this.surrounding.set(inner);
	}

	void exit(Call call) {
		this.surrounding.set(call.surrounding());
		end(call);
	}

	// A call that ends on another thread than it began on doesn't count for connections
	// that were given back meanwhile: their thread didn't wait for it
	void end(Call call) {
		long nanos = System.nanoTime() - call.startNanos();
		call.connections().forEach((holder, connection) -> {
			if (connection.thread() == Thread.currentThread() || isHeld(connection)) {
				this.counts.ended(holder, nanos);
			}
		});
	}

	private boolean isHeld(HeldConnection connection) {
		PoolTracker tracker = this.trackers.get(connection.pool());
		return Stream.concat(tracker.held().stream(), tracker.heldInstead().stream())
			.anyMatch((held) -> held.thread() == connection.thread() && held.grantNanos() == connection.grantNanos());
	}

	/**
	 * What happens when a remote call is made while a connection is held.
	 */
	public enum Reaction {

		/**
		 * It is logged, once per call-site.
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

	// The holders that a surrounding call counts for are not among its own
	record Call(Map<Holder, HeldConnection> connections, Set<Holder> surrounding, long startNanos) {

	}

}
