package io.github.poolstarter.resilience;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

import io.github.poolstarter.PoolGate;
import io.github.poolstarter.PoolRejectedException;
import io.github.poolstarter.PoolRejectedException.Reason;
import io.github.poolstarter.tracking.Admission;
import io.github.poolstarter.tracking.BorrowContext;
import io.github.poolstarter.tracking.TrackedHikariDataSource;
import org.jspecify.annotations.Nullable;

/**
 * The gate of one pool of connections. It is open, suspended, or closed for good, and it
 * may have a bound on those who wait. Where a pool has replicas, its own connections and
 * those of each replica have one each, and {@link JointGate} unites them.
 * <p>
 * <b>The bound.</b> Borrowers between their arrival and their connection are counted
 * here, and those who hold one by the pool's tracker. Who arrives is refused where
 * {@code arriving - (maximum - held)} is over the bound: all others can't be waiting, for
 * there is a connection for them, or one may be opened. HikariCP's own count of waiting
 * threads would not do: of a burst of threads, all may read it before the first is in it.
 * Here one after another is let in under a lock, and goes from the one count to the other
 * under the same lock, so the bound is strict, and nobody is refused while a connection
 * is free. While the server is away, nobody holds anything, and as many more may wait as
 * the pool could open connections. A thread that holds a connection of the pool already
 * counts like any other.
 * <p>
 * <b>Suspended</b>, it keeps borrowers until it is resumed, each up to the connection
 * timeout that the pool has then (a replica's, that of the pool that it is of); who was
 * let in has as long again for its connection. They count as waiting, and are refused
 * like others where there are too many.
 * <p>
 * <b>Closed</b>, it refuses at once, also those whom it keeps. It lets through a thread
 * that holds a connection of any pool: that is waited for, and could not end its work
 * without the second one.
 * <p>
 * The data source asks the gate only where there is something to ask: an open gate
 * without a bound takes itself out of its way, and costs a borrow nothing. Safe for use
 * by several threads.
 */
public final class AdmissionGate implements PoolGate, Admission {

	private final TrackedHikariDataSource dataSource;

	private final @Nullable Integer maxWaiting;

	private final LongSupplier timeoutMillis;

	// Guards all that follows
	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private State state = State.OPEN;

	private int arriving;

	private int kept;

	/**
	 * Create an open gate, and put it before its pool.
	 * @param dataSource the pool
	 * @param maxWaiting the most threads that may wait at once, {@code null} for no limit
	 */
	public AdmissionGate(TrackedHikariDataSource dataSource, @Nullable Integer maxWaiting) {
		this(dataSource, maxWaiting, dataSource::getConnectionTimeout);
	}

	/**
	 * Create an open gate, and put it before its pool.
	 * @param dataSource the pool
	 * @param maxWaiting the most threads that may wait at once, {@code null} for no limit
	 * @param timeoutMillis how long the gate keeps a borrower while it is suspended
	 */
	public AdmissionGate(TrackedHikariDataSource dataSource, @Nullable Integer maxWaiting, LongSupplier timeoutMillis) {
		this.dataSource = dataSource;
		this.maxWaiting = maxWaiting;
		this.timeoutMillis = timeoutMillis;
		change(State.OPEN);
	}

	@Override
	public void suspend() {
		change(State.SUSPENDED);
	}

	@Override
	public void resume() {
		change(State.OPEN);
	}

	@Override
	public void close() {
		change(State.CLOSED);
	}

	private void change(State state) {
		this.lock.lock();
		try {
			if (this.state != State.CLOSED) {
				this.state = state;
				this.dataSource.admission((state == State.OPEN && this.maxWaiting == null) ? null : this);
				this.changed.signalAll();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public boolean isSuspended() {
		this.lock.lock();
		try {
			return this.state == State.SUSPENDED;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public int waiting() {
		this.lock.lock();
		try {
			return this.kept;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public boolean enter(BorrowContext context) throws SQLException {
		this.lock.lock();
		try {
			refuseIfClosed(context);
			refuseIfFull();
			this.arriving++;
			return (this.state == State.SUSPENDED) && keep(context);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void refuseIfClosed(BorrowContext context) throws PoolRejectedException {
		if (this.state == State.CLOSED && !context.isHolding()) {
			throw new PoolRejectedException(name(), Reason.SHUTTING_DOWN,
					"Pool '%s' takes nobody any more: the application is shutting down".formatted(name()));
		}
	}

	private void refuseIfFull() throws PoolRejectedException {
		if (this.maxWaiting == null || this.arriving < this.maxWaiting) {
			return;
		}
		if (this.state == State.SUSPENDED) {
			throw new PoolRejectedException(name(), Reason.SUSPENDED,
					"Pool '%s' is suspended, and %d threads wait for it already: pools.jdbc.%s.max-waiting is %d"
						.formatted(name(), this.arriving, name(), this.maxWaiting));
		}
		int maximum = this.dataSource.getMaximumPoolSize();
		int waiting = this.arriving - Math.max(0, maximum - this.dataSource.tracker().lent());
		if (waiting >= this.maxWaiting) {
			throw new PoolRejectedException(name(), Reason.QUEUE_FULL,
					("%s of %d connections lets nobody wait any more: %d threads wait for a connection, and "
							+ "pools.jdbc.%s.max-waiting is %d. Raise it, or see what holds the connections")
						.formatted(subject(), maximum, waiting, name(), this.maxWaiting));
		}
	}

	// Returns true: the borrower was kept
	private boolean keep(BorrowContext context) throws SQLException {
		boolean through = false;
		this.kept++;
		try {
			long timeoutMillis = this.timeoutMillis.getAsLong();
			long nanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
			while (this.state == State.SUSPENDED) {
				if (nanos <= 0) {
					throw new PoolRejectedException(name(), Reason.SUSPENDED,
							"Pool '%s' is suspended, and was not resumed within %d ms".formatted(name(),
									timeoutMillis));
				}
				nanos = this.changed.awaitNanos(nanos);
			}
			refuseIfClosed(context);
			through = true;
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new SQLException("Interrupted while pool '%s' was suspended".formatted(name()), ex);
		}
		finally {
			this.kept--;
			if (!through) {
				this.arriving--;
			}
		}
	}

	@Override
	public void granted(Runnable grant) {
		this.lock.lock();
		try {
			grant.run();
		}
		finally {
			this.arriving--;
			this.lock.unlock();
		}
	}

	@Override
	public void gone() {
		this.lock.lock();
		try {
			this.arriving--;
		}
		finally {
			this.lock.unlock();
		}
	}

	private String subject() {
		String replica = this.dataSource.tracker().replica();
		return (replica != null) ? "Replica '%s' of pool '%s'".formatted(replica, name())
				: "Pool '%s'".formatted(name());
	}

	private String name() {
		return this.dataSource.tracker().pool();
	}

	private enum State {

		OPEN, SUSPENDED, CLOSED

	}

}
