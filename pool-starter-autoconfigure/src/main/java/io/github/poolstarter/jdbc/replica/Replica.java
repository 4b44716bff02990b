package io.github.poolstarter.jdbc.replica;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.github.poolstarter.jdbc.PoolDefinition;
import io.github.poolstarter.jdbc.ReplicaState;
import io.github.poolstarter.tracking.BorrowContext;
import io.github.poolstarter.tracking.PoolTracker;
import io.github.poolstarter.tracking.TrackedHikariDataSource;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.log.LogMessage;

/**
 * One replica of a pool: a pool of its own, and one connection beside it for the checks,
 * which are not to queue behind borrowers.
 * <p>
 * The pool's connection timeout is the shortest that HikariCP knows. Borrowers wait for
 * longer by asking again, and can give up when the replica is ejected. Safe for use by
 * several threads.
 */
public final class Replica implements ReplicaChecks.Checked {

	private static final Log logger = LogFactory.getLog(Replica.class);

	private static final long SHORTEST_TIMEOUT_MILLIS = 250;

	private final String pool;

	private final PoolDefinition.Replica definition;

	private final TrackedHikariDataSource dataSource;

	private final TrackedHikariDataSource checks;

	private final Duration deadline;

	private final Duration patience;

	private final ReplicaProbe probe;

	private final ReplicaFitness fitness;

	private volatile long checkBeginNanos;

	private volatile boolean fit;

	private boolean closed;

	/**
	 * Create a replica, which is not fit before it is checked.
	 */
	public Replica(String pool, PoolDefinition.Replica definition, PoolDefinition.Replication replication,
			TrackedHikariDataSource dataSource, TrackedHikariDataSource checks) {
		this.pool = pool;
		this.definition = definition;
		this.deadline = ReplicaChecks.deadline(replication.checkInterval());
		this.patience = Duration.ofMillis(dataSource.getConnectionTimeout());
		this.dataSource = configured(dataSource, this.deadline);
		this.checks = configuredForChecks(checks, this.deadline);
		this.probe = new ReplicaProbe(description());
		this.fitness = new ReplicaFitness(replication.maxLag());
	}

	private static <T extends HikariConfig> T configured(T config, Duration deadline) {
		config.setConnectionTimeout(SHORTEST_TIMEOUT_MILLIS);
		// The borrower of a connection to a server that is frozen waits for so long
		config.setValidationTimeout(Math.min(config.getValidationTimeout(), deadline.toMillis()));
		config.setInitializationFailTimeout(-1);
		return config;
	}

	private static TrackedHikariDataSource configuredForChecks(TrackedHikariDataSource dataSource, Duration deadline) {
		HikariConfig config = configured(dataSource, deadline);
		config.setConnectionTimeout(deadline.toMillis());
		config.setPoolName(config.getPoolName() + "-check");
		config.setMaximumPoolSize(1);
		config.setMinimumIdle(0);
		config.setIdleTimeout(0);
		config.setKeepaliveTime(0);
		config.setRegisterMbeans(false);
		SocketTimeouts.apply(config, deadline);
		return dataSource;
	}

	String name() {
		return this.definition.name();
	}

	private String description() {
		return "Replica '%s' of pool '%s'".formatted(name(), this.pool);
	}

	boolean isFit() {
		return this.fit;
	}

	/**
	 * How busy the replica is.
	 */
	double load() {
		HikariPoolMXBean hikari = this.dataSource.getHikariPoolMXBean();
		return (hikari != null) ? (double) (hikari.getActiveConnections() + hikari.getThreadsAwaitingConnection())
				/ this.dataSource.getMaximumPoolSize() : 0;
	}

	/**
	 * Take a connection. Ejects the replica if it can't be reached: not while connections
	 * are being opened, which may take longer than one of the waits.
	 * @throws SQLException if there is none; the replica is not fit any more if it is the
	 * cause
	 */
	Connection getConnection(long limitNanos) throws SQLException {
		return this.dataSource.getConnection((exhausted, waitedNanos) -> {
			boolean over = waitedNanos >= limitNanos;
			PoolTracker.ConnectFailure failure = this.dataSource.tracker().connectFailure();
			if (!exhausted && (over || failure != null)) {
				note(ReplicaCheck.failed(
						"no connection could be opened" + ((failure != null) ? ": " + describe(failure.cause()) : "")));
			}
			return this.fit && !over;
		});
	}

	private String describe(Throwable failure) {
		Throwable cause = (failure.getCause() != null) ? failure.getCause() : failure;
		return this.definition.database().redact(cause.getClass().getName() + ": " + cause.getMessage());
	}

	@Override
	public ReplicaCheck check() {
		this.checkBeginNanos = System.nanoTime();
		try (Connection connection = BorrowContext.borrowInternally(this.checks)) {
			ReplicaCheck check = this.probe.ask(connection, this.deadline);
			if (isDown()) {
				warmUp();
			}
			return check;
		}
		catch (SQLException | RuntimeException ex) {
			return ReplicaCheck.failed(describe(ex));
		}
	}

	// HikariCP goes on trying to connect for as long as the check may take
	@Override
	public ReplicaCheck overdue(Duration deadline) {
		PoolTracker.ConnectFailure failure = this.checks.tracker().connectFailure();
		return ReplicaCheck.failed((failure != null && failure.nanos() - this.checkBeginNanos > 0)
				? describe(failure.cause()) : "no answer within " + deadline.toMillis() + " ms");
	}

	// A server that is back is of use when its pool hands out connections again
	private void warmUp() throws SQLException {
		long beginNanos = System.nanoTime();
		long limitNanos = this.patience.toNanos();
		BorrowContext.borrowInternally(this.dataSource, (exhausted, waitedNanos) -> {
			PoolTracker.ConnectFailure failure = this.dataSource.tracker().connectFailure();
			boolean failed = failure != null && failure.nanos() - beginNanos > 0;
			return !failed && waitedNanos < limitNanos && !this.dataSource.isClosed();
		}).close();
	}

	private synchronized boolean isDown() {
		return this.fitness.status() == ReplicaState.Status.DOWN
				|| this.fitness.status() == ReplicaState.Status.UNKNOWN;
	}

	@Override
	public synchronized void note(ReplicaCheck check) {
		if (this.closed) {
			// It was cut short
			return;
		}
		ReplicaState.Status before = this.fitness.status();
		ReplicaFitness.Change change = this.fitness.note(check);
		this.fit = this.fitness.isFit();
		if (change == ReplicaFitness.Change.EJECTED) {
			logger.warn(LogMessage.format("%s is ejected: %s. Reads go to other replicas, or to the primary",
					description(), this.fitness.reason()));
		}
		else if (change == ReplicaFitness.Change.RETURNED) {
			logger.info(LogMessage.format("%s accepts reads%s", description(),
					(this.fitness.lag() != null) ? ": it is " + this.fitness.lag().toMillis() + " ms behind" : ""));
		}
		if (this.fitness.status() == ReplicaState.Status.DOWN && before != ReplicaState.Status.DOWN) {
			evictIdle();
		}
	}

	private void evictIdle() {
		HikariPoolMXBean hikari = this.dataSource.getHikariPoolMXBean();
		if (hikari != null) {
			hikari.softEvictConnections();
		}
	}

	/**
	 * Whether the start need not wait for the replica any more.
	 */
	boolean isSettled() {
		HikariPoolMXBean hikari = this.dataSource.getHikariPoolMXBean();
		boolean filled = hikari != null && hikari.getTotalConnections() >= this.dataSource.getMinimumIdle();
		return (this.fit) ? filled : state().status() != ReplicaState.Status.UNKNOWN;
	}

	synchronized ReplicaState state() {
		return new ReplicaState(name(), this.fitness.status(), this.fitness.isFit(), this.fitness.lag(),
				this.fitness.reason(), this.dataSource);
	}

	void close() {
		synchronized (this) {
			this.closed = true;
			this.fit = false;
		}
		try {
			this.checks.close();
		}
		finally {
			this.dataSource.close();
		}
	}

}
