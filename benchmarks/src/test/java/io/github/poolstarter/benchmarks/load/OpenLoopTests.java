package io.github.poolstarter.benchmarks.load;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OpenLoop}.
 */
class OpenLoopTests {

	private static final Schedule TEN = Schedule.draw(100, Duration.ZERO, Duration.ofMillis(100), 1);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@AfterEach
	void stopThreads() {
		this.threads.shutdownNow();
	}

	@Test
	void latencyBeginsWhenTheRequestWasDueAndNotWhenAThreadCameToIt() throws InterruptedException {
		OpenLoop load = new OpenLoop(TEN, () -> {
		}, this.threads);
		load.send(System.nanoTime() - Duration.ofSeconds(5).toNanos());
		Measurement measurement = load.await();
		assertThat(measurement.latencies().count()).isEqualTo(10);
		assertThat(measurement.latencies().percentileMillis(1)).isGreaterThan(4900);
		assertThat(measurement.lateness().percentileMillis(1)).isGreaterThan(4900);
		assertThat(measurement.failures()).isZero();
	}

	@Test
	void noRequestIsSentBeforeItsMoment() throws InterruptedException {
		OpenLoop load = new OpenLoop(TEN, () -> {
		}, this.threads);
		load.send(System.nanoTime());
		assertThat(load.await().lateness().percentileMillis(1)).isNotNegative();
	}

	@Test
	void requestThatGetsNoAnswerHoldsUpNoOther() throws InterruptedException {
		CountDownLatch othersAnswered = new CountDownLatch(9);
		AtomicInteger requests = new AtomicInteger();
		OpenLoop load = new OpenLoop(TEN, () -> {
			if (requests.getAndIncrement() == 0) {
				assertThat(othersAnswered.await(30, TimeUnit.SECONDS)).isTrue();
				Thread.sleep(100);
			}
			othersAnswered.countDown();
		}, this.threads);
		load.send(System.nanoTime());
		Measurement measurement = load.await();
		assertThat(measurement.failures()).isZero();
		assertThat(measurement.latencies().maxMillis()).isGreaterThan(100);
	}

	@Test
	void failuresCountWithTheTimeUntilThenButNotInTheLead() throws InterruptedException {
		Schedule schedule = Schedule.draw(100, Duration.ofMillis(50), Duration.ofMillis(100), 1);
		OpenLoop load = new OpenLoop(schedule, () -> {
			Thread.sleep(20);
			throw new IllegalStateException("no connection");
		}, this.threads);
		load.send(System.nanoTime());
		Measurement measurement = load.await();
		assertThat(measurement.failures()).isEqualTo(10);
		assertThat(measurement.latencies().count()).isEqualTo(10);
		assertThat(measurement.latencies().percentileMillis(1)).isGreaterThanOrEqualTo(20);
	}

}
