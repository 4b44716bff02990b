package io.github.poolstarter.tuning;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;

import io.github.poolstarter.tracking.Borrow;
import io.github.poolstarter.tracking.BorrowFlags;
import org.jspecify.annotations.Nullable;

/**
 * A pool with callers and a database server, in simulated time: what really happens, to
 * be recorded at one size and predicted for others. Moves from event to event with a
 * queue and a list of those in service, and shares no code with the replay.
 * <p>
 * A server with as many cores as there are connections serves everybody at full speed;
 * with fewer, all in service share them equally (processor sharing). Callers may keep
 * their connection for a while before they have the server work.
 */
public final class Simulation {

	static final double MILLI = 1e6;

	private final int size;

	private double cores = Double.MAX_VALUE;

	private double idleNanos;

	private double timeoutNanos = 30e9;

	private final PriorityQueue<Job> coming = new PriorityQueue<>(
			Comparator.<Job>comparingDouble((job) -> job.arrival).thenComparingInt((job) -> job.number));

	private final Deque<Job> queue = new ArrayDeque<>();

	private final List<Job> serving = new ArrayList<>();

	private final List<Borrow> borrows = new ArrayList<>();

	private int number;

	private @Nullable Callers callers;

	/**
	 * Create a pool without callers.
	 * @param size the number of connections
	 */
	public Simulation(int size) {
		this.size = size;
	}

	/**
	 * Let the server have as many cores.
	 * @param cores how many
	 * @return this
	 */
	public Simulation cores(double cores) {
		this.cores = cores;
		return this;
	}

	/**
	 * Let callers keep each connection before they have the server work.
	 * @param nanos for how long
	 * @return this
	 */
	public Simulation idle(double nanos) {
		this.idleNanos = Math.rint(nanos);
		return this;
	}

	Simulation timeoutMillis(double millis) {
		this.timeoutNanos = millis * MILLI;
		return this;
	}

	/**
	 * Let a caller come at a time of its own.
	 * @param arrivalNanos when
	 * @param workNanos what it has to do with a connection
	 * @param thread its thread
	 * @param site its call-site
	 */
	public void arrive(double arrivalNanos, double workNanos, int thread, int site) {
		this.coming
			.add(new Job(this.number++, Math.rint(arrivalNanos), Math.max(1, Math.rint(workNanos)), thread, site));
	}

	/**
	 * Let callers come that come again after a time of thinking.
	 * @param threads how many
	 * @param borrows how many borrows there are in all
	 * @param think the time of thinking
	 * @param work what each has to do with a connection
	 */
	void callers(int threads, int borrows, DoubleSupplier think, DoubleSupplier work) {
		this.callers = new Callers(borrows, think, work);
		for (int thread = 0; thread < threads; thread++) {
			arrive(think.getAsDouble(), work.getAsDouble(), thread, 0);
		}
	}

	/**
	 * Let all happen.
	 * @return the borrows
	 */
	public List<Borrow> run() {
		double now = 0;
		while (!this.coming.isEmpty() || !this.serving.isEmpty() || !this.queue.isEmpty()) {
			double speed = Math.min(1, this.cores / Math.max(1, working()));
			Job done = nextDone(speed);
			boolean toWork = done != null && done.idle > 0;
			double departure = (done != null) ? now + done.nanos(speed) : Double.MAX_VALUE;
			double arrival = (!this.coming.isEmpty()) ? this.coming.peek().arrival : Double.MAX_VALUE;
			double timeout = (!this.queue.isEmpty()) ? this.queue.peek().arrival + this.timeoutNanos + 0.5
					: Double.MAX_VALUE;
			double next = Math.min(departure, Math.min(arrival, timeout));
			for (Job job : this.serving) {
				job.pass(next - now, speed);
			}
			now = next;
			if (departure == next && done != null && toWork) {
				done.idle = 0;
			}
			else if (departure == next && done != null) {
				this.serving.remove(done);
				end(done, now, 0);
			}
			else if (arrival == next) {
				Job job = this.coming.remove();
				this.queue.add(job);
			}
			else {
				Job job = this.queue.remove();
				job.grant = job.arrival + this.timeoutNanos;
				end(job, job.grant, BorrowFlags.TIMED_OUT);
			}
			while (this.serving.size() < this.size && !this.queue.isEmpty()) {
				Job job = this.queue.remove();
				job.grant = Math.rint(now);
				job.idle = this.idleNanos;
				this.serving.add(job);
			}
		}
		return this.borrows;
	}

	private int working() {
		int working = 0;
		for (Job job : this.serving) {
			working += (job.idle > 0) ? 0 : 1;
		}
		return working;
	}

	// With its time without the server, or with its work
	private @Nullable Job nextDone(double speed) {
		Job next = null;
		for (Job job : this.serving) {
			if (next == null || job.nanos(speed) < next.nanos(speed)) {
				next = job;
			}
		}
		return next;
	}

	private void end(Job job, double now, int flags) {
		Long busy = (flags == 0) ? (long) (Math.rint(now) - job.grant - this.idleNanos) : null;
		this.borrows.add(new Borrow((long) job.arrival, (long) job.grant, (long) Math.rint(now), busy, job.site,
				job.thread, flags));
		if (this.callers != null && this.number < this.callers.borrows) {
			arrive(now + this.callers.think.getAsDouble(), this.callers.work.getAsDouble(), job.thread, job.site);
		}
	}

	static long p99Wait(List<Borrow> borrows) {
		return wait(borrows, 0.99);
	}

	static long wait(List<Borrow> borrows, double q) {
		long[] waits = borrows.stream().mapToLong(Borrow::waitNanos).toArray();
		Arrays.sort(waits);
		return waits[(int) Math.ceil(q * waits.length) - 1];
	}

	static DoubleSupplier exponential(RandomGenerator random, double mean) {
		return () -> -mean * Math.log(1 - random.nextDouble());
	}

	static DoubleSupplier lognormal(RandomGenerator random, double mean, double squaredVariation) {
		double variance = Math.log(1 + squaredVariation);
		return () -> mean * Math.exp(Math.sqrt(variance) * random.nextGaussian() - variance / 2);
	}

	// As often short as makes the squared coefficient of variation about 5
	static DoubleSupplier hyperexponential(RandomGenerator random, double mean) {
		double p = (1 + Math.sqrt(4.0 / 6)) / 2;
		return () -> {
			double ofBranch = (random.nextDouble() < p) ? mean / (2 * p) : mean / (2 * (1 - p));
			return -ofBranch * Math.log(1 - random.nextDouble());
		};
	}

	private record Callers(int borrows, DoubleSupplier think, DoubleSupplier work) {

	}

	private static final class Job {

		private final int number;

		private final double arrival;

		private final int thread;

		private final int site;

		private double idle;

		private double left;

		private double grant;

		Job(int number, double arrival, double work, int thread, int site) {
			this.number = number;
			this.arrival = arrival;
			this.left = work;
			this.thread = thread;
			this.site = site;
		}

		double nanos(double speed) {
			return (this.idle > 0) ? this.idle : this.left / speed;
		}

		void pass(double nanos, double speed) {
			if (this.idle > 0) {
				this.idle -= nanos;
			}
			else {
				this.left -= nanos * speed;
			}
		}

	}

}
