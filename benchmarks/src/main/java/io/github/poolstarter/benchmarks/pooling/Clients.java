package io.github.poolstarter.benchmarks.pooling;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

import io.github.poolstarter.benchmarks.report.Latencies;

/**
 * Threads that do one operation after another for some time. To be used by one thread.
 */
final class Clients implements AutoCloseable {

	private final int count;

	private final ExecutorService threads;

	/**
	 * Start the threads.
	 * @param count how many
	 */
	Clients(int count) {
		this.count = count;
		this.threads = Executors.newFixedThreadPool(count);
	}

	/**
	 * Let every thread do operations. One that fails ends the experiment.
	 * @param operation what they do
	 * @param shop where
	 * @param time how long
	 * @return what they did
	 * @throws InterruptedException if the thread is interrupted
	 * @throws ExecutionException if an operation failed
	 */
	Throughput run(Operation operation, Shop shop, Duration time) throws InterruptedException, ExecutionException {
		long begin = System.nanoTime();
		long end = begin + time.toNanos();
		Callable<long[]> client = () -> runUntil(end, operation, shop);
		List<Future<long[]>> clients = new ArrayList<>();
		for (int number = 0; number < this.count; number++) {
			clients.add(this.threads.submit(client));
		}
		LongStream all = LongStream.empty();
		for (Future<long[]> done : clients) {
			all = LongStream.concat(all, LongStream.of(done.get()));
		}
		double seconds = (System.nanoTime() - begin) / (double) Duration.ofSeconds(1).toNanos();
		Latencies latencies = Latencies.of(all.toArray());
		return new Throughput(latencies.count() / seconds, latencies);
	}

	private static long[] runUntil(long end, Operation operation, Shop shop) throws SQLException {
		RandomGenerator random = ThreadLocalRandom.current();
		LongStream.Builder times = LongStream.builder();
		long before = System.nanoTime();
		while (before < end) {
			operation.run(shop, random);
			long after = System.nanoTime();
			times.add(after - before);
			before = after;
		}
		return times.build().toArray();
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
	}

}
