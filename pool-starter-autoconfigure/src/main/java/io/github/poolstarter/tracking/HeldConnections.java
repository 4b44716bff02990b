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

	private final Set<HeldConnection> held = ConcurrentHashMap.newKeySet();

	private final Supplier<String> callSite;

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
	 * @param connection the connection
	 * @return the connection to hand out; closing it takes it off this registry
	 */
	Connection granted(String pool, Connection connection) {
		HeldConnection entry = new HeldConnection(connection, this, pool, this.callSite.get(), System.nanoTime());
		this.held.add(entry);
		return entry;
	}

	void released(HeldConnection connection) {
		this.held.remove(connection);
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
		this.held.removeIf((connection) -> !connection.isHeld());
		return this.held.stream().filter((connection) -> connection.thread() == thread).toList();
	}

}
