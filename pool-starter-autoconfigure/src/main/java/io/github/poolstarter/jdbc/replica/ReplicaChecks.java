package io.github.poolstarter.jdbc.replica;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Checks replicas, each at its interval. One thread keeps the time for all; the checks
 * themselves run on others, at most one a replica, so that a server which does not answer
 * keeps no other from being checked. A check that takes too long has failed, and the next
 * begins when it has ended nevertheless. The threads are daemons, and end when this is
 * closed. Safe for use by several threads.
 */
public final class ReplicaChecks implements AutoCloseable {

	private static final Duration SHORTEST_DEADLINE = Duration.ofSeconds(1);

	private final ScheduledThreadPoolExecutor timer;

	private final ExecutorService executor;

	/**
	 * Create checks.
	 */
	public ReplicaChecks() {
		this.timer = new ScheduledThreadPoolExecutor(1, daemons("pool-replica-timer-"));
		this.timer.setRemoveOnCancelPolicy(true);
		this.executor = Executors.newCachedThreadPool(daemons("pool-replica-check-"));
	}

	private static CustomizableThreadFactory daemons(String prefix) {
		CustomizableThreadFactory threads = new CustomizableThreadFactory(prefix);
		threads.setDaemon(true);
		return threads;
	}

	/**
	 * How long a check may take.
	 */
	static Duration deadline(Duration interval) {
		return (interval.compareTo(SHORTEST_DEADLINE) > 0) ? interval : SHORTEST_DEADLINE;
	}

	/**
	 * Check a replica from now on.
	 */
	Future<?> schedule(Checked replica, Duration interval) {
		Ticks ticks = new Ticks(replica, deadline(interval));
		return this.timer.scheduleAtFixedRate(ticks, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
	}

	/**
	 * End all checks. One that is under way ends when it has its answer, or when its
	 * connection is closed.
	 */
	@Override
	public void close() {
		this.timer.shutdownNow();
		this.executor.shutdown();
	}

	/**
	 * What is checked.
	 */
	interface Checked {

		/**
		 * Check it. May take long, and is not called again before it has ended.
		 */
		ReplicaCheck check();

		/**
		 * Say why a check that is under way takes too long. Should not take long itself.
		 */
		ReplicaCheck overdue(Duration deadline);

		/**
		 * Take what came of a check into account. Should not take long.
		 */
		void note(ReplicaCheck check);

	}

	// Used by the timer's thread
	private final class Ticks implements Runnable {

		private final Checked replica;

		private final Duration deadline;

		private @Nullable Run latest;

		Ticks(Checked replica, Duration deadline) {
			this.replica = replica;
			this.deadline = deadline;
		}

		@Override
		public void run() {
			if (this.latest != null && !this.latest.ended) {
				return;
			}
			Run run = new Run(this.replica);
			this.latest = run;
			ReplicaChecks.this.executor.execute(run);
			ReplicaChecks.this.timer.schedule(() -> run.expire(this.deadline), this.deadline.toNanos(),
					TimeUnit.NANOSECONDS);
		}

	}

	private static final class Run implements Runnable {

		private final Checked replica;

		private final AtomicBoolean noted = new AtomicBoolean();

		private volatile boolean ended;

		Run(Checked replica) {
			this.replica = replica;
		}

		@Override
		public void run() {
			try {
				note(this.replica.check());
			}
			finally {
				this.ended = true;
			}
		}

		void expire(Duration deadline) {
			note(this.replica.overdue(deadline));
		}

		private void note(ReplicaCheck check) {
			if (this.noted.compareAndSet(false, true)) {
				this.replica.note(check);
			}
		}

	}

}
