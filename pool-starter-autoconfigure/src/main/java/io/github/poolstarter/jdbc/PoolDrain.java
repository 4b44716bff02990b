package io.github.poolstarter.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import com.zaxxer.hikari.HikariPoolMXBean;
import io.github.poolstarter.pool.HeldConnection;
import io.github.poolstarter.tracking.PoolTracker;
import io.github.poolstarter.tracking.TrackedHikariDataSource;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.log.LogMessage;

/**
 * What happens before the pools of an application are closed: nobody new is let in, and
 * those who have a connection, or were let in before and wait for one, get time to end
 * their work. There is one deadline for all pools together. Who is not done by then is
 * named in the log, for its connection is closed under its hands.
 * <p>
 * Not waited for are the library's own connections; those of the thread that closes the
 * application, which can't return them while it waits; and who waits for a server that
 * can't be reached.
 * <p>
 * It is looked every few milliseconds, because to be told of each return would cost those
 * who return connections all the time. A pool is drained when two looks in a row have
 * found nothing: a thread may have passed the gate a moment before it was closed, and not
 * have its connection yet. Used by one thread.
 */
public final class PoolDrain implements Runnable {

	private static final Log logger = LogFactory.getLog(PoolDrain.class);

	private static final long POLL_MILLIS = 10;

	private final Collection<PoolGate> gates;

	private final Collection<TrackedHikariDataSource> dataSources;

	private final Duration timeout;

	/**
	 * Create a drain.
	 * @param gates what is closed first
	 */
	public PoolDrain(Collection<PoolGate> gates, Collection<TrackedHikariDataSource> dataSources, Duration timeout) {
		this.gates = List.copyOf(gates);
		this.dataSources = List.copyOf(dataSources);
		this.timeout = timeout;
	}

	@Override
	public void run() {
		long startNanos = System.nanoTime();
		this.gates.forEach(PoolGate::close);
		List<Draining> draining = new ArrayList<>(
				this.dataSources.stream().filter((dataSource) -> !dataSource.isClosed()).map(Draining::new).toList());
		tellWhoIsWaitedFor(draining);
		try {
			while (this.timeout.compareTo(Duration.ofNanos(System.nanoTime() - startNanos)) > 0) {
				draining.removeIf((pool) -> pool.isDrained(startNanos));
				if (draining.isEmpty()) {
					break;
				}
				Thread.sleep(POLL_MILLIS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			logger.warn("Interrupted while the pools were draining");
		}
		this.dataSources.stream()
			.filter((dataSource) -> !dataSource.isClosed())
			.forEach((dataSource) -> tellWhoIsCutOff(dataSource));
	}

	private void tellWhoIsWaitedFor(List<Draining> draining) {
		List<Draining> busy = draining.stream().filter((pool) -> !pool.isQuiet()).toList();
		if (!busy.isEmpty() && !this.timeout.isZero()) {
			busy.forEach((pool) -> pool.announced = true);
			logger.info(LogMessage.format("Shutting down: waiting up to %d ms for %s", this.timeout.toMillis(),
					busy.stream().map(Draining::describe).collect(Collectors.joining(", "))));
		}
	}

	private static void tellWhoIsCutOff(TrackedHikariDataSource dataSource) {
		PoolTracker tracker = dataSource.tracker();
		// Those of the replicas are told of with their own pools
		List<HeldConnection> holders = tracker.holders()
			.stream()
			.filter((held) -> Objects.equals(held.replica(), tracker.replica()))
			.toList();
		for (HeldConnection held : holders) {
			logger.warn(LogMessage.format(
					"Pool '%s' is closed while %s, thread %s, has held one of its connections for %d ms: it is cut off",
					dataSource.getPoolName(), held.callSite(), held.threadName(),
					TimeUnit.NANOSECONDS.toMillis(held.heldNanos())));
		}
		int pending = pending(dataSource);
		if (pending > 0) {
			logger.warn(LogMessage.format("Pool '%s' is closed while %d threads are waiting for a connection",
					dataSource.getPoolName(), pending));
		}
	}

	// Counted by HikariCP, which knows of a connection a moment before the tracker does
	private static int out(TrackedHikariDataSource dataSource) {
		HikariPoolMXBean hikari = dataSource.getHikariPoolMXBean();
		if (hikari == null) {
			return 0;
		}
		long notWaitedFor = dataSource.tracker().held().stream().filter(PoolDrain::isNotWaitedFor).count();
		return (int) Math.max(0, hikari.getActiveConnections() - notWaitedFor);
	}

	private static boolean isNotWaitedFor(HeldConnection connection) {
		return connection.internal() || connection.thread() == Thread.currentThread();
	}

	private static int pending(TrackedHikariDataSource dataSource) {
		HikariPoolMXBean hikari = dataSource.getHikariPoolMXBean();
		return (hikari != null && dataSource.tracker().connectFailure() == null) ? hikari.getThreadsAwaitingConnection()
				: 0;
	}

	/**
	 * A pool that is not yet drained.
	 */
	private static final class Draining {

		private final TrackedHikariDataSource dataSource;

		private boolean announced;

		private boolean quiet;

		Draining(TrackedHikariDataSource dataSource) {
			this.dataSource = dataSource;
		}

		boolean isDrained(long startNanos) {
			boolean wasQuiet = this.quiet;
			this.quiet = isQuiet();
			boolean drained = wasQuiet && this.quiet;
			if (drained && this.announced) {
				logger.info(LogMessage.format("Pool '%s' is drained after %d ms", this.dataSource.getPoolName(),
						TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos)));
			}
			return drained;
		}

		boolean isQuiet() {
			return pending(this.dataSource) == 0 && out(this.dataSource) == 0;
		}

		String describe() {
			int pending = pending(this.dataSource);
			return "%d connections of pool '%s'%s".formatted(out(this.dataSource), this.dataSource.getPoolName(),
					(pending > 0) ? " and " + pending + " threads waiting for one" : "");
		}

	}

}
