package io.github.poolstarter.tracking;

import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The trackers of an application's pools. Filled while the pools are made; safe for use
 * by several threads after that.
 */
public final class PoolTrackers implements Iterable<PoolTracker> {

	private final Map<String, PoolTracker> trackers = new LinkedHashMap<>();

	private final Map<String, PoolTracker> beside = new LinkedHashMap<>();

	private final CallSiteRegistry callSites;

	private final Duration retention;

	/**
	 * Create an empty collection.
	 * @param callSites where call-sites get their numbers
	 * @param retention how long the history of a pool is kept
	 */
	public PoolTrackers(CallSiteRegistry callSites, Duration retention) {
		this.callSites = callSites;
		this.retention = retention;
	}

	/**
	 * Add the tracker of a pool.
	 * @param pool the name of the pool
	 * @param readOnly whether the pool's connections are to stay read-only
	 * @return the tracker
	 */
	public PoolTracker add(String pool, boolean readOnly) {
		PoolTracker tracker = create(pool, readOnly);
		this.trackers.put(pool, tracker);
		return tracker;
	}

	/**
	 * Add a tracker for connections that stand beside a pool. It is not among those that
	 * are iterated over: what is no borrow of the pool is in none of its figures.
	 * @param pool the name of the pool
	 * @param readOnly whether the connections are to stay read-only
	 * @return the tracker
	 */
	public PoolTracker addBeside(String pool, boolean readOnly) {
		PoolTracker tracker = create(pool, readOnly);
		this.beside.put(pool, tracker);
		return tracker;
	}

	/**
	 * Find the tracker of the connections that stand beside a pool.
	 * @param pool the name of the pool
	 * @return their tracker, {@code null} if there are none
	 */
	public @Nullable PoolTracker beside(String pool) {
		return this.beside.get(pool);
	}

	private PoolTracker create(String pool, boolean readOnly) {
		return new PoolTracker(pool, readOnly, this.callSites, new History(this.retention));
	}

	/**
	 * Find the tracker of a pool.
	 * @param pool the name of the pool
	 * @return its tracker
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
