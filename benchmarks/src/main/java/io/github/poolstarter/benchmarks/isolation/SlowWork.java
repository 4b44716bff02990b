package io.github.poolstarter.benchmarks.isolation;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that do slow work over and over: far more than there are connections for, so
 * that most of them wait in the queue. Nearly all of a call is a sleep, as waiting for a
 * model is, so that what others feel of it is the want of connections and not of
 * processors. Safe for use by several threads.
 */
final class SlowWork implements AutoCloseable {

	private static final long PATIENCE_SECONDS = 120;

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
