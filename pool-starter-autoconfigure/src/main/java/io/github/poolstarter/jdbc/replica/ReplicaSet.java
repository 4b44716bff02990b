package io.github.poolstarter.jdbc.replica;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.jdbc.PoolDefinition;
import io.github.poolstarter.jdbc.ReadReplicas;
import io.github.poolstarter.jdbc.ReplicaState;
import io.github.poolstarter.tracking.BorrowContext;
import io.github.poolstarter.tracking.RouteCounts;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.log.LogMessage;

/**
 * The replicas of one pool: chooses the one that a read goes to.
 * <p>
 * The least busy of those that are fit is asked, equals in turn. If it can't be reached,
 * it is ejected, and the next is asked; where none is fit, the pool's own connections are
 * used. While all connections of the least busy are out the borrower waits, as it would
 * for the pool's own: the primary is not there to take what the replicas can't. So is
 * whom the gate of the least busy refuses: the others are no less busy. Safe for use by
 * several threads.
 */
public final class ReplicaSet implements ReadReplicas {

	private static final Log logger = LogFactory.getLog(ReplicaSet.class);

	private static final long START_POLL_MILLIS = 10;

	private final String pool;

	private final HikariDataSource primary;

	private final Replica[] replicas;

	private final Duration checkInterval;

	private final long readYourWritesNanos;

	private final ReplicaChecks checks;

	private final Supplier<RouteCounts> counts;

	private final AtomicInteger turn = new AtomicInteger();

	private final List<Future<?>> scheduled = new ArrayList<>();

	private volatile boolean closed;

	/**
	 * Create the replicas of a pool.
	 * @param checks what checks them, and is closed with them
	 */
	public ReplicaSet(String pool, PoolDefinition.Replication replication, HikariDataSource primary,
			List<Replica> replicas, ReplicaChecks checks, Supplier<RouteCounts> counts) {
		this.pool = pool;
		this.primary = primary;
		this.replicas = replicas.toArray(Replica[]::new);
		this.checkInterval = replication.checkInterval();
		this.readYourWritesNanos = replication.readYourWrites().toNanos();
		this.checks = checks;
		this.counts = counts;
	}

	@Override
	public void start() {
		if (!schedule()) {
			return;
		}
		try {
			awaitSettled();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private synchronized boolean schedule() {
		if (this.closed || !this.scheduled.isEmpty()) {
			return false;
		}
		for (Replica replica : this.replicas) {
			this.scheduled.add(this.checks.schedule(replica, this.checkInterval));
		}
		return true;
	}

	private synchronized void cancel() {
		this.closed = true;
		this.scheduled.forEach((future) -> future.cancel(false));
	}

	private void awaitSettled() throws InterruptedException {
		long limit = TimeUnit.MILLISECONDS.toNanos(this.primary.getConnectionTimeout());
		long begin = System.nanoTime();
		for (Replica replica : this.replicas) {
			while (!replica.isSettled() && !this.closed) {
				if (System.nanoTime() - begin > limit) {
					logger.warn(LogMessage.format(
							"Replica '%s' of pool '%s' has not opened its minimum of connections after %d ms",
							replica.name(), this.pool, TimeUnit.NANOSECONDS.toMillis(limit)));
					break;
				}
				Thread.sleep(START_POLL_MILLIS);
			}
		}
	}

	@Override
	public @Nullable Connection getConnection() throws SQLException {
		if (this.readYourWritesNanos > 0 && BorrowContext.current().hasWrittenWithin(this.readYourWritesNanos)) {
			this.counts.get().readYourWrites(this.pool);
			return null;
		}
		Replica replica = leastBusy();
		if (replica != null) {
			long limitNanos = TimeUnit.MILLISECONDS.toNanos(this.primary.getConnectionTimeout());
			long beginNanos = System.nanoTime();
			while (replica != null) {
				try {
					return replica.getConnection(limitNanos);
				}
				catch (SQLException ex) {
					if (replica.isFit()) {
						throw ex;
					}
					logger.debug(
							LogMessage.format("Replica '%s' of pool '%s' has no connection", replica.name(), this.pool),
							ex);
				}
				// Who has gone from one to the other has one time for both
				long nowNanos = System.nanoTime();
				limitNanos -= nowNanos - beginNanos;
				beginNanos = nowNanos;
				replica = leastBusy();
			}
		}
		this.counts.get().replicaUnfit(this.pool);
		return null;
	}

	private @Nullable Replica leastBusy() {
		Replica found = null;
		double least = Double.MAX_VALUE;
		int first = (this.replicas.length > 1) ? this.turn.getAndIncrement() : 0;
		for (int i = 0; i < this.replicas.length; i++) {
			Replica replica = this.replicas[Math.floorMod(first + i, this.replicas.length)];
			if (replica.isFit()) {
				double load = (this.replicas.length > 1) ? replica.load() : 0;
				if (load < least) {
					found = replica;
					least = load;
				}
			}
		}
		return found;
	}

	@Override
	public List<ReplicaState> states() {
		List<ReplicaState> states = new ArrayList<>();
		for (Replica replica : this.replicas) {
			states.add(replica.state());
		}
		return states;
	}

	@Override
	public void close() {
		cancel();
		for (Replica replica : this.replicas) {
			try {
				replica.close();
			}
			catch (RuntimeException ex) {
				logger.warn(LogMessage.format("Error closing replica '%s' of pool '%s'", replica.name(), this.pool),
						ex);
			}
		}
		this.checks.close();
	}

}
