package io.github.poolstarter.benchmarks.tuning;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

import io.github.poolstarter.benchmarks.load.Measurement;
import io.github.poolstarter.benchmarks.load.OpenLoop;
import io.github.poolstarter.benchmarks.load.Request;
import io.github.poolstarter.benchmarks.load.Schedule;

/**
 * Work for the server's processors: statements that take from half to one and a half
 * times the mean. Immutable.
 */
final class ComputeLoad {

	private static final int CLIENTS = 8;

	private final Queries queries;

	private final int rows;

	private final ExecutorService threads;

	/**
	 * Create a load.
	 * @param queries the service that is asked
	 * @param rows the mean work of a statement
	 * @param threads runs each request
	 */
	ComputeLoad(Queries queries, int rows, ExecutorService threads) {
		this.queries = queries;
		this.rows = rows;
		this.threads = threads;
	}

	/**
	 * Find out how much the server does at most, by clients that ask again and again.
	 * @param time how long it may take
	 * @return statements a second
	 * @throws InterruptedException if the thread is interrupted
	 * @throws ExecutionException if a statement failed
	 */
	int capacity(Duration time) throws InterruptedException, ExecutionException {
		long begin = System.nanoTime();
		long end = begin + time.toNanos();
		Callable<Integer> client = () -> {
			int done = 0;
			while (System.nanoTime() - end < 0) {
				this.queries.compute(this.rows);
				done++;
			}
			return done;
		};
		List<Future<Integer>> clients = new ArrayList<>();
		for (int i = 0; i < CLIENTS; i++) {
			clients.add(this.threads.submit(client));
		}
		int done = 0;
		for (Future<Integer> each : clients) {
			done += each.get();
		}
		return Math.max(1, Math.toIntExact(done * Duration.ofSeconds(1).toNanos() / (System.nanoTime() - begin)));
	}

	/**
	 * Put the load on the server, and wait until all is done.
	 * @param schedule when the statements come
	 * @param seed decides on how much each has to do
	 * @return what became of them
	 * @throws InterruptedException if the thread is interrupted
	 */
	Measurement run(Schedule schedule, long seed) throws InterruptedException {
		SplittableRandom random = new SplittableRandom(seed);
		int[] work = new int[schedule.count()];
		for (int i = 0; i < work.length; i++) {
			work[i] = Math.max(1, (int) Math.round(this.rows * (0.5 + random.nextDouble())));
		}
		return run(schedule, (number) -> this.queries.compute(work[number]), this.threads);
	}

	/**
	 * Send requests by a schedule, and wait until all have been answered.
	 * @param schedule when they come
	 * @param request does the one of a number
	 * @param threads runs each
	 * @return what became of them
	 * @throws InterruptedException if the thread is interrupted
	 */
	static Measurement run(Schedule schedule, NumberedRequest request, ExecutorService threads)
			throws InterruptedException {
		OpenLoop load = new OpenLoop(schedule, (number) -> (Request) () -> request.run(number), threads);
		load.send(System.nanoTime());
		Measurement measurement = load.await();
		if (measurement.failures() > 0) {
			throw new IllegalStateException(measurement.failures() + " requests have failed");
		}
		return measurement;
	}

	/**
	 * A request that is not like the others.
	 */
	@FunctionalInterface
	interface NumberedRequest {

		/**
		 * Do it.
		 * @param number its number on the schedule
		 * @throws Exception if it can't be done
		 */
		void run(int number) throws Exception;

	}

}
