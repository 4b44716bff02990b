package io.github.poolstarter.tracking;

import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.poolstarter.pool.History;

/**
 * The trackers of an application's pools. Filled while the pools are made; safe for use
 * by several threads after that.
 */
public final class PoolTrackers implements Iterable<PoolTracker> {

	private final Map<String, PoolTracker> trackers = new LinkedHashMap<>();

	private final CallSiteRegistry callSites;

	private final Duration retention;

	private boolean noteWrites;

	public PoolTrackers(CallSiteRegistry callSites, Duration retention) {
		this.callSites = callSites;
		this.retention = retention;
	}

	/**
	 * Let the connections of the pools that are added from now on note when their threads
	 * write.
	 */
	public void noteWrites() {
		this.noteWrites = true;
		WriteMark.use();
	}

	/**
	 * Add the tracker of a pool.
	 * @param readOnly whether the pool's connections are to stay read-only
	 */
	public PoolTracker add(String pool, boolean readOnly) {
		PoolTracker tracker = create(pool, readOnly);
		this.trackers.put(pool, tracker);
		return tracker;
	}

	/**
	 * Add a tracker for connections that stand beside a pool. It is not among those that
	 * are iterated over: what is no borrow of the pool is in none of its figures.
	 * @param readOnly whether the connections are to stay read-only
	 */
	public PoolTracker addBeside(String pool, boolean readOnly) {
		PoolTracker tracker = create(pool, readOnly);
		PoolTracker own = this.trackers.get(pool);
		if (own != null) {
			own.beside(tracker);
		}
		return tracker;
	}

	/**
	 * Add the tracker of a replica to that of its pool, which tells of its borrows with
	 * those of its own.
	 * @param readOnly whether the connections are to stay read-only
	 */
	public PoolTracker addReplica(String pool, String replica, boolean readOnly) {
		PoolTracker tracker = besideReplica(pool, replica, readOnly);
		get(pool).add(tracker);
		return tracker;
	}

	/**
	 * Make a tracker for connections that stand beside the pool of a replica, which is
	 * not among those of this collection.
	 * @param readOnly whether the connections are to stay read-only
	 */
	public PoolTracker besideReplica(String pool, String replica, boolean readOnly) {
		return new PoolTracker(pool, replica, readOnly, false, this.callSites, new History(this.retention));
	}

	private PoolTracker create(String pool, boolean readOnly) {
		return new PoolTracker(pool, null, readOnly, this.noteWrites, this.callSites, new History(this.retention));
	}

	/**
	 * Find the tracker of a pool.
	 * @throws IllegalArgumentException if there is none
	 */
	public PoolTracker get(String pool) {
		PoolTracker tracker = this.trackers.get(pool);
		if (tracker == null) {
			throw new IllegalArgumentException("No tracker for pool '" + pool + "'");
		}
		return tracker;
	}

	@Override
	public Iterator<PoolTracker> iterator() {
		return Collections.unmodifiableCollection(this.trackers.values()).iterator();
	}

}
