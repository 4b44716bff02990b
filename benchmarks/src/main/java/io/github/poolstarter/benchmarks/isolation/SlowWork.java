package io.github.poolstarter.benchmarks.isolation;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.github.poolstarter.benchmarks.load.Request;

/**
 * Threads that do slow work over and over: far more than there are connections for, so
 * that most of them wait in the queue. Nearly all of a call is a sleep, as waiting for a
 * model is, so that what others feel of it is the want of connections and not of
 * processors.
 * <p>
 * Between two calls a thread pauses for some milliseconds. Without that it would borrow
 * again the connection that it has just returned, which HikariCP has already offered to a
 * thread that waits, but that has not woken up yet and then loses its place. Such a queue
 * hardly moves, which would make one pool for all work look worse than it is. Safe for
 * use by several threads.
 */
final class SlowWork implements AutoCloseable {

	private static final long PATIENCE_SECONDS = 120;

	private static final int SHORTEST_PAUSE_MILLIS = 5;

	private static final int LONGEST_PAUSE_MILLIS = 15;

	private final ExecutorService threads;

	private final AtomicInteger failures = new AtomicInteger();

	private volatile boolean closed;

	/**
	 * Start the threads.
	 * @param count how many
	 * @param call what each does until the end
	 */
	SlowWork(int count, Request call) {
		this.threads = Executors.newFixedThreadPool(Math.max(count, 1));
		for (int thread = 0; thread < count; thread++) {
			this.threads.execute(() -> repeat(call));
		}
		this.threads.shutdown();
	}

	private void repeat(Request call) {
		while (!this.closed) {
			try {
				call.run();
			}
			catch (Exception ex) {
				this.failures.incrementAndGet();
			}
			LockSupport.parkNanos(TimeUnit.MILLISECONDS
				.toNanos(ThreadLocalRandom.current().nextInt(SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS)));
		}
	}

	/**
	 * How many calls have failed.
	 * @return a number that only grows
	 */
	int failures() {
		return this.failures.get();
	}

	/**
	 * Let each thread finish its call, and wait for that.
	 */
	@Override
	public void close() {
		this.closed = true;
		try {
			if (!this.threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
				throw new IllegalStateException("The slow work does not end");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
