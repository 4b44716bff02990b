package io.github.poolstarter.benchmarks.tuning;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.withinPercentage;

/**
 * Tests for {@link SleepLoad}.
 */
class SleepLoadTests {

	private static final Duration HOLD = Duration.ofMillis(10);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@AfterEach
	void stopThreads() {
		this.threads.shutdownNow();
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CLOSED")
	void asManyComeAsTheLoadTakes(Shape shape) {
		SleepLoad load = new SleepLoad(shape, Duration.ofSeconds(100), HOLD, 7, 1);
		long[] arrivals = load.arrivals(new SplittableRandom(1));
		assertThat((double) arrivals.length).isCloseTo(70_000, withinPercentage(5));
		assertThat(arrivals).isSorted();
		assertThat(arrivals[arrivals.length - 1]).isLessThan(Duration.ofSeconds(101).toNanos());
		assertThat(load.arrivals(new SplittableRandom(1))).isEqualTo(arrivals);
		assertThat(load.arrivals(new SplittableRandom(2))).isNotEqualTo(arrivals);
	}

	@Test
	void twentyComeAtOnce() {
		long[] arrivals = new SleepLoad(Shape.BATCHES, Duration.ofSeconds(10), HOLD, 7, 1)
			.arrivals(new SplittableRandom(1));
		assertThat(Arrays.stream(arrivals).distinct().count() * SleepLoad.BATCH).isEqualTo(arrivals.length);
	}

	@Test
	void arrivalsInBurstsVaryMore() {
		assertThat(variation(Shape.POISSON)).isCloseTo(1, withinPercentage(20));
		assertThat(variation(Shape.BURSTY)).isGreaterThan(5);
	}

	// The variance of the arrivals in a time of ten holds, over their mean
	private static double variation(Shape shape) {
		long[] arrivals = new SleepLoad(shape, Duration.ofSeconds(100), HOLD, 7, 1).arrivals(new SplittableRandom(1));
		double[] counts = new double[1000];
		for (long arrival : arrivals) {
			counts[(int) Math.min(999, arrival / (10 * HOLD.toNanos()))]++;
		}
		double mean = Arrays.stream(counts).average().orElseThrow();
		return Arrays.stream(counts).map((count) -> (count - mean) * (count - mean)).average().orElseThrow() / mean;
	}

	@ParameterizedTest
	@EnumSource
	void sameHoldsAreAskedForWithTheSameSeed(Shape shape) throws Exception {
		List<Long> holds = holds(shape, 1);
		assertThat(holds.stream().mapToLong(Long::longValue).average().orElseThrow()).isBetween(5e6, 16e6);
		if (shape != Shape.CLOSED) {
			assertThat(holds(shape, 1)).containsExactlyInAnyOrderElementsOf(holds);
		}
		assertThat(holds(shape, 2)).isNotEqualTo(holds);
	}

	private List<Long> holds(Shape shape, long seed) throws Exception {
		List<Long> holds = Collections.synchronizedList(new ArrayList<>());
		new SleepLoad(shape, Duration.ofMillis(300), HOLD, 7, seed).run(holds::add, this.threads);
		return holds;
	}

	@Test
	void failureIsNotKeptSecret() {
		assertThatIllegalStateException()
			.isThrownBy(() -> new SleepLoad(Shape.POISSON, Duration.ofMillis(100), HOLD, 7, 1).run((nanos) -> {
				throw new IllegalStateException("no connection");
			}, this.threads))
			.withMessageEndingWith("requests have failed");
	}

}
