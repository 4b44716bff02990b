package io.github.poolstarter.benchmarks.report;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Latencies}.
 */
class LatenciesTests {

	@ParameterizedTest
	@CsvSource({ "50, 500", "95, 950", "99, 990", "99.9, 999", "99.91, 1000", "100, 1000", "0.01, 1" })
	void percentileIsTheShortestTimeThatSoManyPercentDoNotExceed(double percent, double millis) {
		Latencies latencies = Latencies.of(shuffledMillis(1000));
		assertThat(latencies.percentileMillis(percent)).isEqualTo(millis);
		assertThat(latencies.count()).isEqualTo(1000);
		assertThat(latencies.maxMillis()).isEqualTo(1000);
	}

	@Test
	void oneTimeIsEveryPercentile() {
		Latencies latencies = Latencies.of(new long[] { 1_500_000 });
		assertThat(latencies.percentileMillis(1)).isEqualTo(1.5);
		assertThat(latencies.percentileMillis(99)).isEqualTo(1.5);
		assertThat(latencies.maxMillis()).isEqualTo(1.5);
	}

	@Test
	void nothingHasNoPercentiles() {
		assertThatIllegalArgumentException().isThrownBy(() -> Latencies.of(new long[0]))
			.withMessage("Nothing was measured");
	}

	private static long[] shuffledMillis(int count) {
		List<Long> times = LongStream.rangeClosed(1, count)
			.mapToObj((millis) -> millis * 1_000_000)
			.collect(Collectors.toList());
		Collections.shuffle(times);
		return times.stream().mapToLong(Long::longValue).toArray();
	}

}
