package io.github.poolstarter.tracking;

import java.sql.Connection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The connections of all pools that are out at this moment. Safe for use by several
 * threads.
 */
public final class HeldConnections {

	private static final int FIRST_SWEEP = 1000;

	private final Set<HeldConnection> held = ConcurrentHashMap.newKeySet();

	private final Supplier<String> callSite;

	private volatile int sweepAbove = FIRST_SWEEP;

	/**
	 * Create an empty registry.
	 * @param callSite names the place that is taking a connection on the current thread
	 */
	public HeldConnections(Supplier<String> callSite) {
		this.callSite = callSite;
	}

	/**
	 * Enter a connection that was just taken by the current thread.
	 * @param pool the name of its pool
	 * @param readOnly whether the pool is read-only
	 * @param connection the connection
	 * @return the connection to hand out; closing it takes it off this registry
	 */
	Connection granted(String pool, boolean readOnly, Connection connection) {
		HeldConnection entry = new HeldConnection(connection, this, pool, readOnly, this.callSite.get(),
				System.nanoTime());
		this.held.add(entry);
		if (this.held.size() > this.sweepAbove) {
			sweep();
			this.sweepAbove = Math.max(FIRST_SWEEP, 2 * this.held.size());
		}
		return entry;
	}

	void released(HeldConnection connection) {
		this.held.remove(connection);
	}

	/**
	 * The number of connections that are known to be out, and of those closed past this
	 * registry since it last looked.
	 * @return the number of entries
	 */
	int size() {
		return this.held.size();
	}

	// Those that were closed by way of their statements
	private void sweep() {
		this.held.removeIf((connection) -> !connection.isHeld());
	}

	/**
	 * The connections that a thread has taken and not yet given back.
	 * @param thread the thread
	 * @return what it holds, empty when it holds nothing
	 */
	public List<HeldConnection> heldBy(Thread thread) {
		if (this.held.isEmpty()) {
			return List.of();
		}
		sweep();
		return this.held.stream().filter((connection) -> connection.thread() == thread).toList();
	}

}
