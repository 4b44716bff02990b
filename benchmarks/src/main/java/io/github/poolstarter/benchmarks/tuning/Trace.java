package io.github.poolstarter.benchmarks.tuning;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.SplittableRandom;

import io.github.poolstarter.tracking.Borrow;

/**
 * Kinds of load, of which a full log is made up: ten connections, exponential holds of 5
 * ms on average.
 */
enum Trace {

	/** Requests that come by themselves, each on a thread that others use again. */
	OPEN("Poisson, 40 threads, load 8", 8, 0, Double.MAX_VALUE),

	/** Requests that come by themselves, each on a thread of its own. */
	VIRTUAL("Poisson, a thread each, load 8", 8, 0, Double.MAX_VALUE),

	/** Threads that come again after a while. */
	CLOSED("50 closed callers, load 8", 8, 50, Double.MAX_VALUE),

	/** Threads that come again at once, so that most of them always wait. */
	SATURATED("50 closed callers, no pause", 0, 50, Double.MAX_VALUE),

	/** Requests that come by themselves, and a server with four processors. */
	SERVER_BOUND("Poisson, server-bound at 4", 3, 0, 4);

	static final int SIZE = 10;

	private static final double HOLD = 5e6;

	private static final int THREADS = 40;

	private final String title;

	private final double load;

	private final int callers;

	private final double processors;

	Trace(String title, double load, int callers, double processors) {
		this.title = title;
		this.load = load;
		this.callers = callers;
		this.processors = processors;
	}

	String title() {
		return this.title;
	}

	/**
	 * Make a log.
	 * @param borrows how many borrows it has
	 * @param seed decides on all that is random
	 * @return the borrows, in the order of their ends
	 */
	List<Borrow> log(int borrows, long seed) {
		SplittableRandom random = new SplittableRandom(seed);
		PriorityQueue<Job> coming = new PriorityQueue<>(Comparator.comparingDouble((job) -> job.arrival));
		double gap = HOLD / Math.max(1, this.load);
		double think = (this.load > 0) ? HOLD * (this.callers / this.load - 1) : 0;
		double time = 0;
		for (int i = 0; i < ((this.callers > 0) ? this.callers : borrows); i++) {
			time += exponential(random, (this.callers > 0) ? 0 : gap);
			coming.add(new Job(time + exponential(random, think), exponential(random, HOLD),
					(this == OPEN) ? i % THREADS : i));
		}
		Queue<Job> waiting = new ArrayDeque<>();
		List<Job> serving = new ArrayList<>();
		List<Borrow> log = new ArrayList<>();
		double now = 0;
		while (log.size() < borrows) {
			double speed = Math.min(1, this.processors / Math.max(1, serving.size()));
			Job done = serving.stream().min(Comparator.comparingDouble((job) -> job.left)).orElse(null);
			double departure = (done != null) ? now + done.left / speed : Double.MAX_VALUE;
			double arrival = (coming.isEmpty()) ? Double.MAX_VALUE : coming.peek().arrival;
			double passed = Math.min(departure, arrival) - now;
			serving.forEach((job) -> job.left -= passed * speed);
			now += passed;
			if (done != null && departure <= arrival) {
				serving.remove(done);
				log.add(done.ended(now));
				if (this.callers > 0) {
					coming.add(new Job(now + exponential(random, think), exponential(random, HOLD), done.thread));
				}
			}
			else {
				waiting.add(coming.remove());
			}
			while (serving.size() < SIZE && !waiting.isEmpty()) {
				Job job = waiting.remove();
				job.grant = now;
				serving.add(job);
			}
		}
		return log;
	}

	private static double exponential(SplittableRandom random, double mean) {
		return -mean * Math.log(1 - random.nextDouble());
	}

	/**
	 * A borrow that has not ended.
	 */
	private static final class Job {

		private final double arrival;

		private final int thread;

		private double left;

		private double grant;

		Job(double arrival, double left, int thread) {
			this.arrival = arrival;
			this.left = left;
			this.thread = thread;
		}

		Borrow ended(double now) {
			return new Borrow((long) this.arrival, (long) this.grant, (long) now, (long) (now - this.grant), 0,
					this.thread, 0);
		}

	}

}
