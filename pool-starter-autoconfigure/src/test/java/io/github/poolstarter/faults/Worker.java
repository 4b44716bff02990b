package io.github.poolstarter.faults;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.transaction.TransactionSystemException;

/**
 * One thread of the load, which calls one method of the application over and over, and
 * notes what comes of it. What it has noted may be read by other threads.
 */
final class Worker implements Runnable {

	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

	private final String pool;

	private final LongConsumer method;

	private final AtomicLong ids;

	private final List<Long> acknowledged = new ArrayList<>();

	private final Map<String, Integer> failures = new TreeMap<>();

	private long calls;

	private long withoutConnection;

	private long slowestNanos;

	private long sinceNanos = System.nanoTime();

	private @Nullable Duration firstSuccess;

	private volatile boolean ended;

	/**
	 * Create a worker.
	 * @param pool the pool of the method
	 * @param method the method, which takes one connection and is given an id
	 * @param ids where the ids come from
	 */
	Worker(String pool, LongConsumer method, AtomicLong ids) {
		this.pool = pool;
		this.method = method;
		this.ids = ids;
	}

	@Override
	public void run() {
		while (!this.ended) {
			call(this.ids.incrementAndGet());
			LockSupport.parkNanos(PAUSE_NANOS);
		}
	}

	private void call(long id) {
		long beginNanos = System.nanoTime();
		RuntimeException failure = null;
		try {
			this.method.accept(id);
		}
		catch (RuntimeException ex) {
			failure = ex;
		}
		note(id, failure, beginNanos, System.nanoTime());
	}

	private synchronized void note(long id, @Nullable RuntimeException failure, long beginNanos, long endNanos) {
		this.calls++;
		this.slowestNanos = Math.max(this.slowestNanos, endNanos - beginNanos);
		if (failure != null) {
			this.failures.merge(describe(failure), 1, Integer::sum);
			if (isWithoutConnection(failure)) {
				this.withoutConnection++;
			}
			return;
		}
		this.acknowledged.add(id);
		if (this.firstSuccess == null) {
			this.firstSuccess = Duration.ofNanos(Math.max(0, endNanos - this.sinceNanos));
		}
	}

	// The exception, the one of the pool if it gave no connection, and the SQL state
	private static String describe(RuntimeException failure) {
		String reason = "";
		String state = "";
		for (Throwable cause = causeOf(failure); cause != null; cause = cause.getCause()) {
			if (cause instanceof SQLTransientConnectionException && reason.isEmpty()) {
				reason = cause.getClass().getSimpleName();
			}
			if (cause instanceof SQLException sql && sql.getSQLState() != null) {
				state = sql.getSQLState();
			}
		}
		String details = (reason + " " + state).strip();
		String name = failure.getClass().getSimpleName();
		return (details.isEmpty()) ? name : name + " (" + details + ")";
	}

	// Where the rollback fails too, the failure before says more
	private static @Nullable Throwable causeOf(RuntimeException failure) {
		Throwable first = (failure instanceof TransactionSystemException system) ? system.getApplicationException()
				: null;
		return (first != null) ? first : failure.getCause();
	}

	private static boolean isWithoutConnection(RuntimeException failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof SQLTransientConnectionException) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Look for failures, the slowest call and the first success from now on.
	 */
	synchronized void beginFault() {
		this.failures.clear();
		this.slowestNanos = 0;
		beginRecovery();
	}

	/**
	 * Look for the first success from now on.
	 */
	synchronized void beginRecovery() {
		this.sinceNanos = System.nanoTime();
		this.firstSuccess = null;
	}

	/**
	 * End after the call that is under way.
	 */
	void end() {
		this.ended = true;
	}

	String pool() {
		return this.pool;
	}

	/**
	 * How long it took to the first success.
	 * @return the time, {@code null} if there was none yet
	 */
	synchronized @Nullable Duration firstSuccess() {
		return this.firstSuccess;
	}

	/**
	 * The calls that have ended, one way or another.
	 * @return how many they are
	 */
	synchronized long calls() {
		return this.calls;
	}

	/**
	 * The calls that failed because the pool gave no connection in time.
	 * @return how many they are
	 */
	synchronized long withoutConnection() {
		return this.withoutConnection;
	}

	/**
	 * The calls that failed since the fault, by exception and SQL state.
	 * @return how many they are of each kind
	 */
	synchronized Map<String, Integer> failures() {
		return new TreeMap<>(this.failures);
	}

	/**
	 * The calls that failed in some way since the fault.
	 * @param way a regular expression for a part of the exceptions and the SQL state
	 * @return how many they are
	 */
	int failures(String way) {
		Predicate<String> matches = Pattern.compile(way).asPredicate();
		return failures().entrySet()
			.stream()
			.filter((failure) -> matches.test(failure.getKey()))
			.mapToInt(Map.Entry::getValue)
			.sum();
	}

	/**
	 * The slowest call since the fault.
	 * @return how long it took
	 */
	synchronized Duration slowest() {
		return Duration.ofNanos(this.slowestNanos);
	}

	/**
	 * The ids of the calls that have succeeded.
	 * @return the ids, in the order of the calls
	 */
	synchronized List<Long> acknowledged() {
		return List.copyOf(this.acknowledged);
	}

}
