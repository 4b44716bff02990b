package io.github.poolstarter.redis;

import java.util.List;

import io.github.poolstarter.pool.BorrowStats;
import io.github.poolstarter.pool.Histogram;
import io.github.poolstarter.pool.History;
import io.github.poolstarter.pool.HistorySample;
import io.github.poolstarter.pool.PoolState;
import org.jspecify.annotations.Nullable;

/**
 * What the borrows of a Redis pool add up to, in the figures of the JDBC pools. A command
 * to a server takes so long that a lock for each borrow does not show; so there is no
 * record of single borrows, and of call-sites only those of the connections that are out.
 * Safe for use by several threads.
 */
public final class RedisPoolTracker {

	private final History history;

	private final Histogram acquire = new Histogram();

	private final Histogram queued = new Histogram();

	private final Histogram validated = new Histogram();

	private final Histogram opened = new Histogram();

	private final Histogram unreachable = new Histogram();

	private final Histogram hold = new Histogram();

	private final Histogram latestAcquire = new Histogram();

	private final Histogram latestHold = new Histogram();

	private HistorySample.Counts counts = HistorySample.Counts.NONE;

	private HistorySample.Counts latestCounts = HistorySample.Counts.NONE;

	private long immediate;

	private long interrupted;

	private int peakActive;

	private int latestPeakActive;

	private @Nullable String connectFailure;

	RedisPoolTracker(History history) {
		this.history = history;
	}

	/**
	 * A borrower got a connection.
	 */
	synchronized void granted(Wait wait, long waitNanos, int active) {
		switch (wait) {
			case NONE -> this.immediate++;
			case RETURN -> this.queued.record(waitNanos);
			case VALIDATION -> this.validated.record(waitNanos);
			case OPENING -> this.opened.record(waitNanos);
		}
		acquired((wait != Wait.NONE) ? waitNanos : 0);
		this.peakActive = Math.max(this.peakActive, active);
		this.latestPeakActive = Math.max(this.latestPeakActive, active);
	}

	private void acquired(long waitNanos) {
		this.acquire.record(waitNanos);
		this.latestAcquire.record(waitNanos);
	}

	/**
	 * A borrower got no connection in time.
	 */
	synchronized void timedOut(long waitNanos) {
		this.queued.record(waitNanos);
		acquired(waitNanos);
		count(new HistorySample.Counts(1, 0, 0, 0, 0, 0));
	}

	/**
	 * A borrower got no connection, because none could be opened.
	 */
	synchronized void unreachable(long waitNanos) {
		this.unreachable.record(waitNanos);
		acquired(waitNanos);
	}

	/**
	 * A borrower was interrupted.
	 */
	synchronized void interrupted(long waitNanos) {
		this.queued.record(waitNanos);
		acquired(waitNanos);
		this.interrupted++;
	}

	/**
	 * A borrower was refused.
	 */
	synchronized void rejected() {
		count(new HistorySample.Counts(0, 1, 0, 0, 0, 0));
	}

	/**
	 * A connection was given back.
	 */
	synchronized void returned(long holdNanos) {
		this.hold.record(holdNanos);
		this.latestHold.record(holdNanos);
	}

	/**
	 * A connection was opened.
	 */
	synchronized void created() {
		this.connectFailure = null;
		count(new HistorySample.Counts(0, 0, 1, 0, 0, 0));
	}

	/**
	 * A connection was closed.
	 */
	synchronized void closed() {
		count(new HistorySample.Counts(0, 0, 0, 1, 0, 0));
	}

	/**
	 * A connection could not be opened.
	 */
	synchronized void failed(String reason) {
		this.connectFailure = reason;
		count(new HistorySample.Counts(0, 0, 0, 0, 1, 0));
	}

	/**
	 * A thread borrows that has a connection already.
	 */
	synchronized void nested() {
		count(new HistorySample.Counts(0, 0, 0, 0, 0, 1));
	}

	private void count(HistorySample.Counts more) {
		this.counts = this.counts.plus(more);
		this.latestCounts = this.latestCounts.plus(more);
	}

	/**
	 * Why the last attempt to open a connection failed.
	 * @return the reason, {@code null} if the last attempt did not fail
	 */
	public synchronized @Nullable String connectFailure() {
		return this.connectFailure;
	}

	/**
	 * What the borrows add up to.
	 */
	public synchronized BorrowStats stats() {
		return new BorrowStats(this.acquire.distribution(),
				new BorrowStats.Waits(this.immediate, this.queued.distribution(), this.validated.distribution(),
						this.opened.distribution(), this.unreachable.distribution()),
				this.hold.distribution(), null, this.peakActive, this.counts.timeouts(), this.counts.rejected(),
				this.interrupted, this.counts.nested(), this.counts.created(), this.counts.closed(),
				this.counts.failed(), List.of(), List.of());
	}

	/**
	 * Begin the statistics anew. The history goes on.
	 */
	public synchronized void reset() {
		List.of(this.acquire, this.queued, this.validated, this.opened, this.unreachable, this.hold)
			.forEach(Histogram::clear);
		this.counts = HistorySample.Counts.NONE;
		this.immediate = 0;
		this.interrupted = 0;
		this.peakActive = 0;
	}

	/**
	 * Enter what happened since the last sample in the history.
	 * @param nowMillis the time, in milliseconds since the epoch
	 */
	synchronized HistorySample sample(PoolState state, long nowMillis, int seconds) {
		HistorySample sample = new HistorySample(nowMillis, seconds, state, this.latestPeakActive, state.pending(),
				this.latestCounts, this.latestAcquire.snapshot(), this.latestHold.snapshot(), 0, 0);
		this.latestAcquire.clear();
		this.latestHold.clear();
		this.latestCounts = HistorySample.Counts.NONE;
		// Those that are out now are out in the next second as well
		this.latestPeakActive = state.active();
		this.history.add(sample);
		return sample;
	}

	/**
	 * What happened lately.
	 */
	public History history() {
		return this.history;
	}

	/**
	 * What a borrower waited for.
	 */
	enum Wait {

		/**
		 * Nothing: a connection was idle.
		 */
		NONE,

		/**
		 * A connection that somebody else had.
		 */
		RETURN,

		/**
		 * The answer of an idle connection to a PING.
		 */
		VALIDATION,

		/**
		 * The opening of a connection.
		 */
		OPENING

	}

}
