package io.github.poolstarter.pool;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Random;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What histograms tell of the values they have counted.
 */
class HistogramTests {

	private static final double[] SHARES = { 0, 0.01, 0.07, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1 };

	private final Histogram histogram = new Histogram();

	@Test
	void anEmptyOneTellsZeros() {
		assertThat(this.histogram.isEmpty()).isTrue();
		assertThat(this.histogram.count()).isZero();
		assertThat(this.histogram.quantile(0.5)).isZero();
		assertThat(this.histogram.distribution()).isEqualTo(new Distribution(0, 0, 0, 0, 0));
		assertThat(this.histogram.snapshot()).isSameAs(HistogramSnapshot.EMPTY);
	}

	@Test
	void countSumAndMaximumAreExact() {
		record(1_234_567, 89, 1_000_000_007);
		assertThat(this.histogram.isEmpty()).isFalse();
		assertThat(this.histogram.count()).isEqualTo(3);
		assertThat(this.histogram.sum()).isEqualTo(1_001_234_663);
		assertThat(this.histogram.max()).isEqualTo(1_000_000_007);
	}

	@Test
	void valuesUpTo31AreTold() {
		for (long value = 0; value < 32; value++) {
			Histogram one = new Histogram();
			one.record(value);
			one.record(1000);
			assertThat(one.quantile(0.5)).isEqualTo(value);
		}
	}

	@Test
	void aNegativeValueCountsAsZero() {
		record(-1, Long.MIN_VALUE);
		assertThat(this.histogram.distribution()).isEqualTo(new Distribution(2, 0, 0, 0, 0));
		assertThat(this.histogram.sum()).isZero();
	}

	@Test
	void aValueCanBeCountedSeveralTimes() {
		this.histogram.record(-4, 3);
		this.histogram.record(5_000, 2);
		this.histogram.record(1_000_000, 0);
		this.histogram.record(1_000_000, -1);
		assertThat(this.histogram.snapshot()).isEqualTo(of(0, 0, 0, 5_000, 5_000).snapshot());
	}

	@Test
	void aQuantileIsTheHighestValueOfItsBucket() {
		// From 1024 to 2048 a bucket is 64 wide
		record(1024, 1087, 1088, 5000);
		assertThat(this.histogram.quantile(0.25)).isEqualTo(1087);
		assertThat(this.histogram.quantile(0.5)).isEqualTo(1087);
		assertThat(this.histogram.quantile(0.75)).isEqualTo(1151);
	}

	@Test
	void aQuantileIsNeverAboveTheMaximum() {
		record(1024, 1030);
		assertThat(this.histogram.distribution()).isEqualTo(new Distribution(2, 1030, 1030, 1030, 1030));
	}

	@Test
	void percentilesOfOneToAHundredMillisecondsAreThoseMilliseconds() {
		for (int millis = 1; millis <= 100; millis++) {
			this.histogram.record(millis * 1_000_000L);
		}
		Distribution distribution = this.histogram.distribution();
		assertThat(distribution.count()).isEqualTo(100);
		assertThat(distribution.p50Nanos()).isBetween(50_000_000L, 53_125_000L);
		assertThat(distribution.p95Nanos()).isBetween(95_000_000L, 100_000_000L);
		assertThat(distribution.p99Nanos()).isBetween(99_000_000L, 100_000_000L);
		assertThat(distribution.maxNanos()).isEqualTo(100_000_000);
	}

	@Test
	void sharesThatCannotBeWrittenInBinaryDoNotMoveTheRank() {
		// 0.07 * 100 is a little more than 7
		LongStream.rangeClosed(1, 100).forEach(this.histogram::record);
		assertThat(this.histogram.quantile(0.07)).isEqualTo(7);
		assertThat(this.histogram.quantile(0.29)).isEqualTo(29);
		assertThat(this.histogram.quantile(0)).isEqualTo(1);
		assertThat(this.histogram.quantile(1)).isEqualTo(100);
	}

	@Test
	void valuesOfManyHoursAreToldByTheMaximum() {
		long twentyHours = 72_000_000_000_000L;
		record(5, twentyHours, Long.MAX_VALUE - twentyHours);
		assertThat(this.histogram.quantile(0.3)).isEqualTo(5);
		assertThat(this.histogram.quantile(0.6)).isEqualTo(Long.MAX_VALUE - twentyHours);
		assertThat(this.histogram.max()).isEqualTo(Long.MAX_VALUE - twentyHours);
	}

	@ParameterizedTest
	@ValueSource(doubles = { -0.01, 1.01, 95, Double.NaN })
	void aShareOutsideOfZeroToOneIsRefused(double share) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.histogram.quantile(share))
			.withMessage("'q' must be between 0 and 1, and is " + share);
	}

	@ParameterizedTest
	@MethodSource("distributions")
	void aQuantileIsNeverTooLowAndLessThanASixteenthTooHigh(ToLongFunction<Random> distribution) {
		for (long seed = 1; seed <= 20; seed++) {
			long[] values = values(distribution, seed);
			Histogram filled = of(values);
			Arrays.sort(values);
			for (double share : SHARES) {
				long exact = exactQuantile(values, share);
				assertThat(filled.quantile(share)).as("seed %d, share %s", seed, share)
					.isGreaterThanOrEqualTo(exact)
					.isLessThanOrEqualTo(exact + exact / 16)
					.isLessThanOrEqualTo(filled.max());
			}
		}
	}

	@ParameterizedTest
	@MethodSource("distributions")
	void addingHistogramsAndSnapshotsEqualsRecordingAll(ToLongFunction<Random> distribution) {
		long[] first = values(distribution, 21);
		long[] second = values(distribution, 22);
		long[] third = values(distribution, 23);
		HistogramSnapshot all = of(Stream.of(first, second, third).flatMapToLong(LongStream::of).toArray()).snapshot();
		Histogram leftFirst = of(first);
		leftFirst.add(of(second));
		leftFirst.add(of(third));
		Histogram rightFirst = of(second);
		rightFirst.add(of(third).snapshot());
		rightFirst.add(of(first).snapshot());
		assertThat(leftFirst.snapshot()).isEqualTo(all).hasSameHashCodeAs(all);
		assertThat(rightFirst.snapshot()).isEqualTo(all);
		assertThat(rightFirst.distribution()).isEqualTo(all.distribution());
	}

	@Test
	void addingItselfDoubles() {
		record(7, 7_000);
		this.histogram.add(this.histogram);
		assertThat(this.histogram.snapshot()).isEqualTo(of(7, 7_000, 7, 7_000).snapshot());
	}

	@Test
	void aClearedOneIsAsGoodAsNew() {
		record(1, 1_000_000, Long.MAX_VALUE);
		this.histogram.clear();
		assertThat(this.histogram.snapshot()).isSameAs(HistogramSnapshot.EMPTY);
		record(17);
		assertThat(this.histogram.distribution()).isEqualTo(new Distribution(1, 17, 17, 17, 17));
	}

	private void record(long... values) {
		for (long value : values) {
			this.histogram.record(value);
		}
	}

	private static Histogram of(long... values) {
		Histogram histogram = new Histogram();
		for (long value : values) {
			histogram.record(value);
		}
		return histogram;
	}

	private static long[] values(ToLongFunction<Random> distribution, long seed) {
		Random random = new Random(seed);
		return LongStream.generate(() -> distribution.applyAsLong(random)).limit(2_000).toArray();
	}

	private static long exactQuantile(long[] sorted, double share) {
		int rank = BigDecimal.valueOf(share)
			.multiply(BigDecimal.valueOf(sorted.length))
			.setScale(0, RoundingMode.CEILING)
			.intValue();
		return sorted[Math.max(rank, 1) - 1];
	}

	static Stream<Named<ToLongFunction<Random>>> distributions() {
		return Stream.of(Named.of("exactly countable", (random) -> random.nextInt(32)),
				Named.of("small", (random) -> random.nextInt(1_000)),
				Named.of("uniform up to a minute", (random) -> random.nextLong(60_000_000_000L)),
				Named.of("any length up to 19 hours", (random) -> (1L << 46) - 1 >>> random.nextInt(46)),
				Named.of("all alike", (random) -> 4_711_000),
				Named.of("exponential", (random) -> (long) (-2e6 * Math.log(1 - random.nextDouble()))),
				Named.of("lognormal", (random) -> (long) Math.exp(15 + 2 * random.nextGaussian())),
				Named.of("two humps",
						(random) -> (random.nextInt(10) == 0) ? 30_000_000_000L + random.nextInt(9_999)
								: 800 + random.nextInt(99)),
				Named.of("powers of two and their neighbours",
						(random) -> (1L << random.nextInt(46)) - 1 + random.nextInt(2)));
	}

}
