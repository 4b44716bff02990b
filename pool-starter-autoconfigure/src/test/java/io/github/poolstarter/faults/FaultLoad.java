package io.github.poolstarter.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Eighteen threads that use the application while its server is hurt, and what they saw.
 */
final class FaultLoad implements AutoCloseable {

	private static final Duration DEADLINE = Duration.ofMinutes(1);

	private static final int SUCCESSES_BEFORE = 5;

	private static final String GENERAL = "general";

	private static final String READ = "read";

	private static final String AI = "ai";

	private static final Map<String, Integer> THREADS = Map.of(GENERAL, 8, READ, 6, AI, 4);

	private final List<Worker> workers = new ArrayList<>();

	private final Map<Worker, Thread> threads = new LinkedHashMap<>();

	private long faultEndNanos;

	/**
	 * Start the load.
	 * @param orders the application
	 */
	FaultLoad(Orders orders) {
		AtomicLong ids = new AtomicLong();
		addWorkers(GENERAL, () -> new Worker(GENERAL, orders::place, ids));
		addWorkers(READ, () -> new Worker(READ, orders::look, ids));
		addWorkers(AI, () -> new Worker(AI, orders::suggest, ids));
		this.threads.values().forEach(Thread::start);
	}

	private void addWorkers(String pool, Supplier<Worker> workers) {
		for (int i = 0; i < Objects.requireNonNull(THREADS.get(pool)); i++) {
			Worker worker = workers.get();
			this.workers.add(worker);
			this.threads.put(worker, new Thread(worker, "load-" + pool + "-" + i));
		}
	}

	/**
	 * Wait until every thread has had some success.
	 */
	void awaitWork() {
		Awaitility.await("work of every thread")
			.atMost(DEADLINE)
			.until(() -> this.workers.stream().allMatch((worker) -> worker.acknowledged().size() >= SUCCESSES_BEFORE));
	}

	/**
	 * From now on, what fails is the fault's doing.
	 */
	void beginFault() {
		this.workers.forEach(Worker::beginFault);
	}

	/**
	 * See that calls of every pool have failed in some way since the fault.
	 * @param times how often, at least
	 * @param way a regular expression for a part of the exceptions and the SQL state
	 */
	void assertEveryPoolSaw(int times, String way) {
		THREADS.keySet()
			.forEach((pool) -> assertThat(failures(pool, way))
				.as("%s: failures with %s of %s", pool, way, failures(pool))
				.isGreaterThanOrEqualTo(times));
	}

	/**
	 * The calls of the methods of a pool that failed in some way since the fault.
	 * @param pool the name of the pool
	 * @param way a regular expression for a part of the exceptions and the SQL state;
	 * empty for any
	 * @return how many they were
	 */
	long failures(String pool, String way) {
		return sum(pool, (worker) -> worker.failures(way));
	}

	/**
	 * The fault is over: from now on the time of recovery counts.
	 */
	void endFault() {
		this.faultEndNanos = System.nanoTime();
		this.workers.forEach(Worker::beginRecovery);
	}

	/**
	 * How long the fault has been over.
	 * @return the time
	 */
	Duration sinceFault() {
		return Duration.ofNanos(System.nanoTime() - this.faultEndNanos);
	}

	/**
	 * Wait until every thread has had a success since the end of the fault.
	 * @return how long it took the last of them
	 */
	Duration awaitRecovery() {
		Awaitility.await("recovery of every thread")
			.atMost(DEADLINE)
			.until(() -> this.workers.stream().allMatch((worker) -> worker.firstSuccess() != null));
		return this.workers.stream()
			.map(Worker::firstSuccess)
			.map(Objects::requireNonNull)
			.max(Duration::compareTo)
			.orElseThrow();
	}

	/**
	 * End the load: every call comes to its end.
	 */
	void end() {
		this.workers.forEach(Worker::end);
		this.threads.forEach((worker, thread) -> {
			try {
				thread.join(DEADLINE.toMillis());
				assertThat(thread.isAlive()).as(thread.getName() + " hangs").isFalse();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(ex);
			}
		});
	}

	/**
	 * The calls of the methods of a pool.
	 * @param pool the name of the pool
	 * @return how many they were
	 */
	long calls(String pool) {
		return sum(pool, Worker::calls);
	}

	/**
	 * The calls that got no connection of a pool in time.
	 * @param pool the name of the pool
	 * @return how many they were
	 */
	long withoutConnection(String pool) {
		return sum(pool, Worker::withoutConnection);
	}

	private long sum(String pool, ToLongFunction<Worker> figure) {
		return this.workers.stream().filter((worker) -> worker.pool().equals(pool)).mapToLong(figure).sum();
	}

	/**
	 * The ids that the application believes to be in the database.
	 * @return the ids of the writing calls that have succeeded
	 */
	List<Long> acknowledgedWrites() {
		return this.workers.stream()
			.filter((worker) -> !worker.pool().equals(READ))
			.flatMap((worker) -> worker.acknowledged().stream())
			.toList();
	}

	/**
	 * The calls that failed since the fault, by exception and SQL state.
	 * @return how many they are of each kind
	 */
	Map<String, Integer> failures() {
		return failures(this.workers.stream());
	}

	private Map<String, Integer> failures(String pool) {
		return failures(this.workers.stream().filter((worker) -> worker.pool().equals(pool)));
	}

	private static Map<String, Integer> failures(Stream<Worker> workers) {
		Map<String, Integer> failures = new TreeMap<>();
		workers.forEach((worker) -> worker.failures()
			.forEach((failure, count) -> failures.merge(failure, count, Integer::sum)));
		return failures;
	}

	/**
	 * The slowest call since the fault.
	 * @return how long it took
	 */
	Duration slowest() {
		return this.workers.stream().map(Worker::slowest).max(Duration::compareTo).orElseThrow();
	}

	@Override
	public void close() {
		this.workers.forEach(Worker::end);
	}

}
