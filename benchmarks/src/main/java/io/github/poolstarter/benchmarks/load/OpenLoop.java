package io.github.poolstarter.benchmarks.load;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

import io.github.poolstarter.benchmarks.report.Latencies;

/**
 * Sends a request at each moment of a {@link Schedule}, whether the earlier ones have
 * been answered or not, and measures each from that moment. A load of threads that wait
 * for an answer before they ask again would ask less while answers are slow, and leave
 * out of its figures just those who would have had to wait.
 * <p>
 * Used once. What it measures is to be read after {@link #await()} only.
 */
public final class OpenLoop {

	private static final long PATIENCE_SECONDS = 120;

	private final Schedule schedule;

	private final IntFunction<Request> requests;

	private final Executor threads;

	private final long[] latencies;

	private final long[] lateness;

	private final AtomicInteger failures = new AtomicInteger();

	private final CountDownLatch unanswered;

	/**
	 * Prepare a load.
	 * @param schedule when the requests come
	 * @param request what is asked
	 * @param threads runs each request, and lets none wait for another
	 */
	public OpenLoop(Schedule schedule, Request request, Executor threads) {
		this(schedule, (number) -> request, threads);
	}

	/**
	 * Prepare a load whose requests differ.
	 * @param schedule when the requests come
	 * @param requests what is asked, by the number of the request on the schedule
	 * @param threads runs each request, and lets none wait for another
	 */
	public OpenLoop(Schedule schedule, IntFunction<Request> requests, Executor threads) {
		this.schedule = schedule;
		this.requests = requests;
		this.threads = threads;
		this.latencies = new long[schedule.count()];
		this.lateness = new long[schedule.count()];
		this.unanswered = new CountDownLatch(schedule.count());
	}

	/**
	 * Send the requests, each at its moment. Returns after the last was sent.
	 * @param begin when the schedule begins, by {@link System#nanoTime()}
	 */
	public void send(long begin) {
		for (int number = 0; number < this.schedule.count(); number++) {
			int next = number;
			long due = begin + this.schedule.nanos(next);
			sleepUntil(due);
			this.threads.execute(() -> answer(next, due));
		}
	}

	private static void sleepUntil(long due) {
		for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

	private void answer(int number, long due) {
		this.lateness[number] = System.nanoTime() - due;
		boolean failed = true;
		try {
			this.requests.apply(number).run();
			failed = false;
		}
		catch (Exception ex) {
			// counted; in a saturated pool there are many, and all the same
		}
		finally {
			this.latencies[number] = System.nanoTime() - due;
			if (failed && number >= this.schedule.lead()) {
				this.failures.incrementAndGet();
			}
			this.unanswered.countDown();
		}
	}

	/**
	 * Wait until all requests have been answered, or have failed.
	 * @return what became of them
	 * @throws InterruptedException if the thread is interrupted
	 */
	public Measurement await() throws InterruptedException {
		if (!this.unanswered.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
			throw new IllegalStateException(this.unanswered.getCount() + " requests have not been answered");
		}
		return new Measurement(measured(this.latencies), measured(this.lateness), this.failures.get());
	}

	private Latencies measured(long[] times) {
		return Latencies.of(Arrays.copyOfRange(times, this.schedule.lead(), times.length));
	}

}
