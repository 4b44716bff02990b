package io.github.poolstarter.tracking;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.github.poolstarter.tracking.PoolTracker.ConnectFailure;
import org.jspecify.annotations.Nullable;

/**
 * The physical connections of a pool, how many there have been, and why others could not
 * be opened. Safe for use by several threads.
 */
final class PhysicalConnections {

	private final List<PhysicalConnection> connections = new CopyOnWriteArrayList<>();

	private final OpenConnections open;

	private final AtomicLong created = new AtomicLong();

	private final AtomicLong closed = new AtomicLong();

	private final AtomicLong failed = new AtomicLong();

	private volatile @Nullable ConnectFailure connectFailure;

	private volatile @Nullable ConnectFailure latestFailure;

	PhysicalConnections(String pool) {
		this.open = new OpenConnections(pool);
	}

	void opened(PhysicalConnection connection) {
		this.created.incrementAndGet();
		this.connections.add(connection);
		this.open.add(connection);
	}

	void failedToOpen(Exception failure) {
		this.failed.incrementAndGet();
		ConnectFailure latest = new ConnectFailure(System.nanoTime(), failure);
		this.latestFailure = latest;
		this.connectFailure = latest;
	}

	// Whatever came of the next attempt
	boolean failedToOpenSince(long nanos) {
		ConnectFailure failure = this.latestFailure;
		return failure != null && failure.nanos() - nanos > 0;
	}

	@Nullable ConnectFailure connectFailure() {
		ConnectFailure failure = this.connectFailure;
		if (failure != null
				&& this.connections.stream().anyMatch((connection) -> connection.provesSince(failure.nanos()))) {
			this.connectFailure = null;
			return null;
		}
		return failure;
	}

	/**
	 * Lets go of a connection that the pool closes.
	 */
	void closed(PhysicalConnection connection) {
		if (this.connections.remove(connection)) {
			this.closed.incrementAndGet();
		}
	}

	/**
	 * Notes that the driver has closed a connection.
	 */
	void ended(PhysicalConnection connection) {
		this.open.remove(connection);
	}

	/**
	 * Aborts the connections that are still open, after the pool was closed.
	 */
	void abortLeft() {
		this.open.abort();
	}

	int inUse() {
		int inUse = 0;
		for (PhysicalConnection connection : this.connections) {
			if (connection.isOut() || connection.isBeingValidated()) {
				inUse++;
			}
		}
		return inUse;
	}

	ConnectionCounts counts() {
		return new ConnectionCounts(this.created.get(), this.closed.get(), this.failed.get());
	}

	Stream<PhysicalConnection> stream() {
		return this.connections.stream();
	}

	void forEach(Consumer<PhysicalConnection> action) {
		this.connections.forEach(action);
	}

}
