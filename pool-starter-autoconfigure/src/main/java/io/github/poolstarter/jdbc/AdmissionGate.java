package io.github.poolstarter.jdbc;

import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.github.poolstarter.PoolRejectedException;
import io.github.poolstarter.PoolRejectedException.Reason;
import io.github.poolstarter.tracking.Admission;
import io.github.poolstarter.tracking.BorrowContext;
import io.github.poolstarter.tracking.TrackedHikariDataSource;
import io.github.poolstarter.tracking.Visit;
import org.jspecify.annotations.Nullable;

/**
 * The gate of one pool of connections. It is open, suspended, or closed for good, and it
 * may have a bound on those who wait. Where a pool has replicas, its own connections and
 * those of each replica have one each, and {@link GateGroup} unites them.
 * <p>
 * <b>The bound.</b> Each borrower is remembered here from its arrival until it has given
 * its connection back. Who arrives is refused where
 * {@code arriving - (maximum - holding)} is over the bound: all others can't be waiting,
 * for there is a connection for them, or one may be opened. HikariCP's own count of
 * waiting threads would not do: of a burst of threads, all may read it before the first
 * is in it. Here one after another is let in, so the bound is strict, and nobody is
 * refused while a connection is free, or can be opened: one that HikariCP has taken from
 * its borrower to close it is no longer held, however long that takes. While the server
 * is away, nobody holds anything, and as many more may wait as the pool could open
 * connections. A thread that holds a connection of the pool already counts like any
 * other.
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
 * without a bound takes itself out of its way, and costs a borrow nothing. Nobody tells
 * it when a borrower leaves: those who have left are forgotten when there seems to be no
 * room. What guards it is a monitor, because the virtual machine releases that whatever
 * happens, a stack overflow included, and nothing is waited for while it is held. Safe
 * for use by several threads.
 */
public final class AdmissionGate implements PoolGate, Admission {

	private static final int FIRST_CAPACITY = 16;

	private final TrackedHikariDataSource dataSource;

	private final @Nullable Integer maxWaiting;

	private final LongSupplier timeoutMillis;

	private final Object monitor = new Object();

	private volatile State state = State.OPEN;

	// What the borrowers wait for who are kept
	private volatile CountDownLatch change = new CountDownLatch(1);

	// Both guarded by the monitor, and changed so that an error between two steps loses
	// nobody
	private Visit[] visits = new Visit[FIRST_CAPACITY];

	private int size;

	/**
	 * Create an open gate, and put it before its pool.
	 * @param maxWaiting the most threads that may wait at once, {@code null} for no limit
	 */
	public AdmissionGate(TrackedHikariDataSource dataSource, @Nullable Integer maxWaiting) {
		this(dataSource, maxWaiting, dataSource::getConnectionTimeout);
	}

	/**
	 * Create an open gate, and put it before its pool.
	 * @param maxWaiting the most threads that may wait at once, {@code null} for no limit
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
		synchronized (this.monitor) {
			if (this.state != State.CLOSED) {
				this.state = state;
				this.dataSource.admission((state == State.OPEN && this.maxWaiting == null) ? null : this);
				this.change.countDown();
				this.change = new CountDownLatch(1);
			}
		}
	}

	@Override
	public boolean isSuspended() {
		return this.state == State.SUSPENDED;
	}

	@Override
	public int waiting() {
		synchronized (this.monitor) {
			int kept = 0;
			for (int i = 0; i < this.size; i++) {
				kept += (this.visits[i].isKept()) ? 1 : 0;
			}
			return kept;
		}
	}

	@Override
	public boolean enter(BorrowContext context, Visit visit) throws SQLException {
		synchronized (this.monitor) {
			refuseIfClosed(context);
			refuseIfFull();
			this.visits[this.size] = visit;
			this.size++;
		}
		return (this.state == State.SUSPENDED) && keep(context, visit);
	}

	private void refuseIfClosed(BorrowContext context) throws PoolRejectedException {
		if (this.state == State.CLOSED && !context.isHolding()) {
			throw new PoolRejectedException(name(), Reason.SHUTTING_DOWN,
					"Pool '%s' accepts no more borrowers: the application is shutting down".formatted(name()));
		}
	}

	private void refuseIfFull() throws PoolRejectedException {
		int maximum = this.dataSource.getMaximumPoolSize();
		boolean suspended = this.state == State.SUSPENDED;
		if (this.size < this.visits.length
				&& (this.maxWaiting == null || (!suspended && this.size - maximum < this.maxWaiting))) {
			// No more than that can be waiting, even if none of them has left
			return;
		}
		int holding = forgetWhoHasLeft();
		if (this.maxWaiting == null) {
			return;
		}
		int arriving = this.size - holding;
		if (suspended && arriving >= this.maxWaiting) {
			throw new PoolRejectedException(name(), Reason.SUSPENDED,
					"Pool '%s' is suspended, and %d threads are already waiting for it: pools.jdbc.%s.max-waiting is %d"
						.formatted(name(), arriving, name(), this.maxWaiting));
		}
		int waiting = arriving - Math.max(0, maximum - holding);
		if (waiting >= this.maxWaiting) {
			throw new PoolRejectedException(name(), Reason.QUEUE_FULL,
					("%s of %d connections is full: %d threads are already waiting for a connection, and "
							+ "pools.jdbc.%s.max-waiting is %d. Raise it, or find out what holds the connections")
						.formatted(subject(), maximum, waiting, name(), this.maxWaiting));
		}
	}

	// Leaves room for one more. Returns how many of the others have a connection
	private int forgetWhoHasLeft() {
		int size = 0;
		for (int i = 0; i < this.size; i++) {
			size += (this.visits[i].isOver()) ? 0 : 1;
		}
		// None of those who are over comes back
		Visit[] left = new Visit[Math.max(FIRST_CAPACITY, 2 * size)];
		size = 0;
		int holding = 0;
		for (int i = 0; i < this.size; i++) {
			Visit visit = this.visits[i];
			if (!visit.isOver()) {
				left[size++] = visit;
				holding += (visit.isGranted()) ? 1 : 0;
			}
		}
		this.visits = left;
		this.size = size;
		return holding;
	}

	// Returns true: the borrower was kept
	private boolean keep(BorrowContext context, Visit visit) throws SQLException {
		visit.kept(true);
		try {
			long timeoutMillis = this.timeoutMillis.getAsLong();
			long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
			CountDownLatch change = this.change;
			while (this.state == State.SUSPENDED) {
				if (!change.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
					throw new PoolRejectedException(name(), Reason.SUSPENDED,
							"Pool '%s' is suspended, and was not resumed within %d ms".formatted(name(),
									timeoutMillis));
				}
				change = this.change;
			}
			refuseIfClosed(context);
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new SQLException("Interrupted while pool '%s' was suspended".formatted(name()), ex);
		}
		finally {
			visit.kept(false);
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
