package io.github.poolstarter.remotecall;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import io.github.poolstarter.ConnectionHeldException;
import io.github.poolstarter.remotecall.RemoteCallCounts.Holder;
import io.github.poolstarter.routing.OncePerKeyLog;
import io.github.poolstarter.tracking.BorrowContext;
import io.github.poolstarter.tracking.HeldConnection;
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

	private final ThreadLocal<@Nullable Set<Holder>> surrounding = new ThreadLocal<>();

	private final OncePerKeyLog log = new OncePerKeyLog(LogFactory.getLog(RemoteCallGuard.class));

	/**
	 * Create a guard.
	 * @param reaction what to do about a call
	 * @param counts where calls are counted
	 */
	public RemoteCallGuard(Reaction reaction, RemoteCallCounts counts) {
		this.reaction = reaction;
		this.counts = counts;
	}

	/**
	 * Whether nothing is to be watched.
	 * @return {@code true} if calls are neither checked nor counted
	 */
	public boolean isOff() {
		return this.reaction == Reaction.OFF;
	}

	/**
	 * Check the current thread, which is about to make a remote call that is counted
	 * elsewhere.
	 * @param <S> the type of the call
	 * @param call the call
	 * @param name names the call for the message; without credentials
	 * @throws ConnectionHeldException if the thread holds a pooled connection and the
	 * reaction is to fail
	 */
	<S> void check(S call, Function<? super S, String> name) {
		checkedHeld(call, name);
	}

	/**
	 * Check the current thread, which is about to make a remote call whose end nobody
	 * will tell, and count the call with no time.
	 * @param <S> the type of the call
	 * @param call the call
	 * @param name names the call for the message; without credentials
	 * @throws ConnectionHeldException if the thread holds a pooled connection and the
	 * reaction is to fail
	 */
	<S> void count(S call, Function<? super S, String> name) {
		holders(checkedHeld(call, name)).forEach((holder) -> this.counts.ended(holder, 0));
	}

	/**
	 * Begin a remote call of the current thread. It may end on another thread.
	 * @param <S> the type of the call
	 * @param call the call
	 * @param name names the call for the message; without credentials
	 * @return what to tell the end of the call
	 * @throws ConnectionHeldException if the thread holds a pooled connection and the
	 * reaction is to fail
	 */
	<S> RemoteCall begin(S call, Function<? super S, String> name) {
		Set<Holder> holders = holders(checkedHeld(call, name));
		return (holders.isEmpty()) ? RemoteCall.UNCOUNTED : new Running(holders);
	}

	/**
	 * Begin a remote call of the current thread, which ends on the same thread. Calls
	 * that begin before it ends are part of it: they don't count again for the
	 * connections that are held now.
	 * @param <S> the type of the call
	 * @param call the call
	 * @param name names the call for the message; without credentials
	 * @return what to tell the end of the call
	 * @throws ConnectionHeldException if the thread holds a pooled connection and the
	 * reaction is to fail
	 */
	<S> RemoteCall enter(S call, Function<? super S, String> name) {
		RemoteCall begun = begin(call, name);
		return (begun instanceof Running running) ? surround(running) : begun;
	}

	private RemoteCall surround(Running running) {
		Set<Holder> outer = this.surrounding.get();
		Set<Holder> inner = new HashSet<>(running.holders);
		if (outer != null) {
			inner.addAll(outer);
		}
		this.surrounding.set(inner);
		return () -> {
			if (outer != null) {
				this.surrounding.set(outer);
			}
			else {
				this.surrounding.remove();
			}
			running.end();
		};
	}

	private <S> List<HeldConnection> checkedHeld(S call, Function<? super S, String> name) {
		if (isOff()) {
			return List.of();
		}
		List<HeldConnection> connections = BorrowContext.current().heldConnections();
		if (!connections.isEmpty()) {
			react(name.apply(call), connections.get(0));
		}
		return connections;
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

	// A call-site that holds two connections of one pool counts once
	private Set<Holder> holders(List<HeldConnection> connections) {
		if (connections.isEmpty()) {
			return Set.of();
		}
		Set<Holder> holders = new HashSet<>();
		connections.forEach((connection) -> holders.add(new Holder(connection.pool(), connection.callSite())));
		Set<Holder> counted = this.surrounding.get();
		if (counted != null) {
			holders.removeAll(counted);
		}
		return holders;
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

	private final class Running implements RemoteCall {

		private final Set<Holder> holders;

		private final long startNanos = System.nanoTime();

		private final AtomicBoolean ended = new AtomicBoolean();

		Running(Set<Holder> holders) {
			this.holders = holders;
		}

		@Override
		public void end() {
			if (this.ended.compareAndSet(false, true)) {
				long nanos = System.nanoTime() - this.startNanos;
				this.holders.forEach((holder) -> RemoteCallGuard.this.counts.ended(holder, nanos));
			}
		}

	}

}
