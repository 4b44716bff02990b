package io.github.poolstarter.benchmarks.tuning;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleSupplier;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;

import io.github.poolstarter.benchmarks.load.Measurement;
import io.github.poolstarter.benchmarks.load.OpenLoop;
import io.github.poolstarter.benchmarks.load.Schedule;

/**
 * A load of a {@link Shape}. What is random about it hangs on its seed alone, never on
 * the size of the pool; only how often closed callers come does, as it must. Immutable.
 */
final class SleepLoad {

	static final int BATCH = 20;

	static final int CALLERS = 50;

	private static final double HOLD_VARIATION = 2;

	private static final double BUSY = 1.5;

	private static final double QUIET = 0.5;

	// The mean length of a burst, in mean holds
	private static final double BURST = 25;

	private final Shape shape;

	private final Duration time;

	private final double holdNanos;

	private final double offered;

	private final long seed;

	/**
	 * Create a load.
	 * @param shape its kind
	 * @param time how long it lasts
	 * @param hold the mean hold
	 * @param offered the connections that would be in use on average if nobody waited
	 * @param seed what decides on everything else
	 */
	SleepLoad(Shape shape, Duration time, Duration hold, double offered, long seed) {
		this.shape = shape;
		this.time = time;
		this.holdNanos = hold.toNanos();
		this.offered = offered;
		this.seed = seed;
	}

	/**
	 * Put the load on something, and wait until all is done.
	 * @param sleep holds a connection for a number of nanoseconds
	 * @param threads runs each borrower
	 * @return how late one in a hundred came, in milliseconds; none of closed callers
	 * does
	 * @throws InterruptedException if the thread is interrupted
	 * @throws ExecutionException if something failed
	 */
	double run(LongConsumer sleep, ExecutorService threads) throws InterruptedException, ExecutionException {
		if (this.shape == Shape.CLOSED) {
			runCallers(sleep, threads);
			return 0;
		}
		SplittableRandom random = new SplittableRandom(this.seed);
		long[] arrivals = arrivals(random.split());
		DoubleSupplier hold = hold(random.split());
		long[] holds = new long[arrivals.length];
		for (int i = 0; i < holds.length; i++) {
			holds[i] = Math.round(hold.getAsDouble());
		}
		OpenLoop load = new OpenLoop(Schedule.of(arrivals), (number) -> () -> sleep.accept(holds[number]), threads);
		load.send(System.nanoTime());
		Measurement measurement = load.await();
		if (measurement.failures() > 0) {
			throw new IllegalStateException(measurement.failures() + " requests have failed");
		}
		return measurement.lateness().percentileMillis(99);
	}

	/**
	 * When borrowers come that don't come again.
	 * @param random decides when
	 * @return nanoseconds after the beginning, in order
	 */
	long[] arrivals(RandomGenerator random) {
		List<Double> arrivals = new ArrayList<>();
		double gap = this.holdNanos / this.offered;
		double time = 0;
		switch (this.shape) {
			case BURSTY -> bursts(arrivals, gap, random);
			case BATCHES -> {
				for (time = exponential(random, BATCH * gap); time < this.time.toNanos(); time += exponential(random,
						BATCH * gap)) {
					for (int i = 0; i < BATCH; i++) {
						arrivals.add(time);
					}
				}
			}
			default -> {
				for (time = exponential(random, gap); time < this.time.toNanos(); time += exponential(random, gap)) {
					arrivals.add(time);
				}
			}
		}
		return arrivals.stream().mapToLong(Math::round).toArray();
	}

	private void bursts(List<Double> arrivals, double gap, RandomGenerator random) {
		boolean busy = false;
		double time = 0;
		double change = exponential(random, BURST * this.holdNanos);
		while (time < this.time.toNanos()) {
			double next = time + exponential(random, gap / ((busy) ? BUSY : QUIET));
			if (next > change) {
				time = change;
				change = time + exponential(random, BURST * this.holdNanos);
				busy = !busy;
			}
			else {
				time = next;
				arrivals.add(time);
			}
		}
	}

	private DoubleSupplier hold(RandomGenerator random) {
		if (this.shape == Shape.LOGNORMAL) {
			double variance = Math.log(1 + HOLD_VARIATION);
			return () -> this.holdNanos * Math.exp(Math.sqrt(variance) * random.nextGaussian() - variance / 2);
		}
		return () -> exponential(random, this.holdNanos);
	}

	private static double exponential(RandomGenerator random, double mean) {
		return -mean * Math.log(1 - random.nextDouble());
	}

	private void runCallers(LongConsumer sleep, ExecutorService threads)
			throws InterruptedException, ExecutionException {
		SplittableRandom random = new SplittableRandom(this.seed);
		long end = System.nanoTime() + this.time.toNanos();
		double think = this.holdNanos * (CALLERS / this.offered - 1);
		List<Future<Integer>> callers = new ArrayList<>();
		for (int i = 0; i < CALLERS; i++) {
			RandomGenerator own = random.split();
			Callable<Integer> caller = () -> call(sleep, own, think, end);
			callers.add(threads.submit(caller));
		}
		for (Future<Integer> caller : callers) {
			caller.get();
		}
	}

	private int call(LongConsumer sleep, RandomGenerator random, double think, long end) {
		int calls = 0;
		while (true) {
			long due = System.nanoTime() + Math.round(exponential(random, think));
			if (due - end > 0) {
				return calls;
			}
			for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
				LockSupport.parkNanos(left);
			}
			sleep.accept(Math.round(exponential(random, this.holdNanos)));
			calls++;
		}
	}

}
