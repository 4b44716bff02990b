package io.github.poolstarter.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import io.github.poolstarter.test.Kitchen;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Threads that all take a connection at once, and hold it until they are told.
 */
final class Borrowers implements AutoCloseable {

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final CountDownLatch release = new CountDownLatch(1);

	private final AtomicInteger holding = new AtomicInteger();

	private final AtomicInteger served = new AtomicInteger();

	private final List<Throwable> failures = new CopyOnWriteArrayList<>();

	/**
	 * Start threads.
	 * @param number how many
	 * @param sources where they take their connections from, in turn
	 * @return the threads
	 */
	static Borrowers start(int number, DataSource... sources) {
		Borrowers borrowers = new Borrowers();
		CountDownLatch ready = new CountDownLatch(number);
		for (int i = 0; i < number; i++) {
			DataSource source = sources[i % sources.length];
			borrowers.threads.execute(() -> {
				ready.countDown();
				borrowers.borrow(ready, source);
			});
		}
		return borrowers;
	}

	private void borrow(CountDownLatch ready, DataSource source) {
		try {
			ready.await();
			try (Connection connection = Kitchen.take(source)) {
				this.holding.incrementAndGet();
				this.release.await();
				connection.createStatement().execute("select 1");
				this.served.incrementAndGet();
				this.holding.decrementAndGet();
			}
		}
		catch (SQLException | InterruptedException | RuntimeException ex) {
			this.failures.add(ex);
		}
	}

	/**
	 * How many have a connection and keep it.
	 * @return the number of threads
	 */
	int holding() {
		return this.holding.get();
	}

	/**
	 * How many have used their connection without a failure.
	 * @return the number of threads
	 */
	int served() {
		return this.served.get();
	}

	/**
	 * What went wrong so far.
	 * @return a failure for each thread that had one
	 */
	List<Throwable> failures() {
		return this.failures;
	}

	/**
	 * Let them give their connections back, and wait until all are done.
	 */
	void finish() {
		this.release.countDown();
		this.threads.shutdown();
		awaitEnd();
	}

	/**
	 * Interrupt them, and wait until all are done.
	 */
	void interrupt() {
		this.threads.shutdownNow();
		awaitEnd();
	}

	private void awaitEnd() {
		try {
			assertThat(this.threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		interrupt();
	}

}
