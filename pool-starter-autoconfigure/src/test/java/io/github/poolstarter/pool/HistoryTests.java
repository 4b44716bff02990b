package io.github.poolstarter.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import io.github.poolstarter.pool.HistorySample.Counts;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What is kept of a pool's last hours, and how it is read. In each second one connection
 * is opened, so the number of these says which seconds a point is made of.
 */
class HistoryTests {

	private static final long NOON = Instant.parse("2026-03-01T12:00:00Z").getEpochSecond();

	private static final Duration DAY = Duration.ofHours(24);

	// Only to be read
	private static final History FULL = new History(DAY);

	private final History history = new History(DAY);

	@BeforeAll
	static void fill() {
		for (long second = NOON - 90_000; second <= NOON; second++) {
			FULL.add(sample(second * 1000, HistogramSnapshot.EMPTY));
		}
	}

	@Test
	void nothingIsKnownAtTheStart() {
		assertThat(this.history.last(DAY, NOON * 1000)).isNull();
		assertThat(this.history.series(DAY, null, NOON * 1000)).isEmpty();
	}

	@Test
	void shortWindowsAreToldByTheSecond() {
		addSeconds(NOON - 700, NOON);
		List<HistorySample> series = series("PT5M", null);
		assertThat(series).hasSize(300).allSatisfy((point) -> assertThat(point.seconds()).isEqualTo(1));
		assertThat(series).extracting(HistorySample::endMillis)
			.isSorted()
			.startsWith((NOON - 299) * 1000)
			.endsWith(NOON * 1000);
	}

	@ParameterizedTest
	@CsvSource({ "PT5S, 1", "PT6M, 1", "PT6M1S, 2", "PT10M, 2", "PT10M1S, 10", "PT1H, 10", "PT1H1S, 20", "PT2H, 20",
			"PT2H1S, 60", "PT6H, 60", "PT7H, 120", "PT24H, 300", "P7D, 300" })
	void withoutAStepThereAreAtMostAbout360PointsAtRoundTimes(String window, long step) {
		List<HistorySample> series = series(FULL, window, null);
		assertThat(series).hasSizeLessThanOrEqualTo(361);
		assertThat(series.subList(1, series.size())).allSatisfy((point) -> {
			assertThat(point.seconds()).isEqualTo(step);
			assertThat(point.endMillis() % (step * 1000)).isZero();
		});
	}

	@ParameterizedTest
	@CsvSource({ "PT10M, PT0.2S, 1", "PT10M, PT7S, 7", "PT1H, PT1S, 10", "PT1H, PT10S, 10", "PT1H, PT11S, 20",
			"PT1H, PT1M, 60", "PT24H, PT1S, 60", "PT24H, PT61S, 120", "PT24H, PT1H, 3600" })
	void stepIsRaisedToAMultipleOfWhatIsKept(String window, String step, int seconds) {
		List<HistorySample> series = series(FULL, window, step);
		assertThat(series.get(1).seconds()).isEqualTo(seconds);
		assertThat(series.get(1).counts().created()).isEqualTo(seconds);
		assertThat(series.get(1).endMillis() % (seconds * 1000)).isZero();
	}

	@Test
	void aStepLongerThanTheWindowGivesAPointOrTwo() {
		addSeconds(NOON - 1_000, NOON + 30);
		assertThat(this.history.series(Duration.ofMinutes(1), Duration.ofDays(1_000), (NOON + 30) * 1000))
			.hasSizeLessThanOrEqualTo(2);
		assertThat(this.history.series(Duration.ofSeconds(Long.MAX_VALUE, 1), Duration.ofSeconds(Long.MAX_VALUE, 1),
				(NOON + 30) * 1000))
			.hasSizeLessThanOrEqualTo(2);
	}

	@Test
	void pointsCoverWholeIntervalsAndReachUpToNow() {
		addSeconds(NOON - 3_600, NOON + 7);
		List<HistorySample> series = this.history.series(Duration.ofMinutes(15), Duration.ofMinutes(5),
				(NOON + 7) * 1000 + 400);
		assertThat(series).extracting(HistorySample::endMillis)
			.containsExactly((NOON - 600) * 1000, (NOON - 300) * 1000, NOON * 1000, (NOON + 7) * 1000);
		assertThat(series).extracting(HistorySample::seconds).containsExactly(300, 300, 300, 7);
		assertThat(series).extracting((point) -> point.state().active()).last().isEqualTo(7);
	}

	@Test
	void anIntervalIsReadableBeforeItIsOver() {
		addSeconds(NOON + 1, NOON + 3);
		for (String window : List.of("PT1M", "PT1H", "PT24H")) {
			HistorySample last = this.history.last(Duration.parse(window), (NOON + 3) * 1000);
			assertThat(last).isNotNull();
			assertThat(last.counts().created()).isEqualTo(3);
			assertThat(last.seconds()).isEqualTo(3);
		}
	}

	@ParameterizedTest
	@CsvSource({ "PT10S, 10", "PT10M, 600", "PT10M1S, 610", "PT2H, 7200", "PT2H1S, 7260", "PT24H, 86400",
			"P30D, 86400" })
	void lastSecondsAreMergedFromTheFinestThatIsKept(String window, int seconds) {
		HistorySample last = FULL.last(Duration.parse(window), NOON * 1000);
		assertThat(last).isNotNull();
		assertThat(last.seconds()).isEqualTo(seconds);
		assertThat(last.counts().created()).isEqualTo(seconds);
	}

	@Test
	void aDayOfSecondsComesBackWithAllThatWasMeasured() {
		Random random = new Random(7);
		Histogram day = new Histogram();
		Histogram hour = new Histogram();
		for (long second = NOON - 86_399; second <= NOON; second++) {
			Histogram times = new Histogram();
			for (int i = 0; i < 3; i++) {
				times.record((long) Math.exp(15 + 2 * random.nextGaussian()));
			}
			day.add(times);
			if (second > NOON - 3_600) {
				hour.add(times);
			}
			add(second, times.snapshot());
		}
		assertThat(acquired("PT1H")).isEqualTo(hour.snapshot());
		assertThat(acquired("PT24H")).isEqualTo(day.snapshot());
		assertThat(merged(series("PT1H", "PT1M"))).isEqualTo(hour.snapshot());
		assertThat(merged(series("PT24H", "PT1H"))).isEqualTo(day.snapshot());
	}

	@Test
	void whatIsOlderThanTheRetentionIsForgotten() {
		History brief = new History(Duration.ofMinutes(30));
		for (long second = NOON - 3_600; second <= NOON; second++) {
			brief.add(sample(second * 1000, HistogramSnapshot.EMPTY));
		}
		HistorySample last = brief.last(DAY, NOON * 1000);
		assertThat(last).isNotNull();
		assertThat(last.seconds()).isEqualTo(1_800);
		assertThat(brief.series(DAY, Duration.ofSeconds(1), NOON * 1000)).hasSize(180);
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT0.5S", "PT1S", "PT1M30S", "PT10M", "PT11M", "PT2H", "PT3H", "P7D" })
	void whateverTheRetentionTheNewestSecondIsKept(String retention) {
		History history = new History(Duration.parse(retention));
		for (long second = NOON - 100; second <= NOON; second++) {
			history.add(sample(second * 1000, HistogramSnapshot.EMPTY));
		}
		assertThat(history.series(Duration.ofSeconds(1), null, NOON * 1000)).extracting(HistorySample::endMillis)
			.containsExactly(NOON * 1000);
	}

	@Test
	void secondsThatWereNotSampledLeaveAGap() {
		addSeconds(NOON - 50, NOON - 40);
		addSeconds(NOON - 10, NOON);
		assertThat(series("PT1M", null)).hasSize(22);
		assertThat(series("PT1M", "PT10S")).extracting(HistorySample::endMillis)
			.containsExactly((NOON - 50) * 1000, (NOON - 40) * 1000, (NOON - 10) * 1000, NOON * 1000);
		assertThat(series("PT1M", "PT10S")).extracting(HistorySample::seconds).containsExactly(1, 10, 1, 10);
	}

	@Test
	void aGapLongerThanTheHistoryLeavesNothingOfTheTimeBefore() {
		addSeconds(NOON - 10 * 86_400, NOON - 10 * 86_400 + 5_000);
		addSeconds(NOON - 4, NOON);
		assertThat(secondsOf("PT10M")).isEqualTo(5);
		assertThat(secondsOf("PT2H")).isEqualTo(5);
		assertThat(secondsOf("PT24H")).isEqualTo(5);
	}

	@Test
	void timersMayComeALittleEarlyOrLate() {
		Random random = new Random(8);
		for (long second = NOON - 599; second <= NOON; second++) {
			this.history.add(sample(second * 1000 + random.nextInt(-400, 400), HistogramSnapshot.EMPTY));
		}
		assertThat(series("PT5M", "PT1S")).hasSize(300).allSatisfy((point) -> assertThat(point.seconds()).isEqualTo(1));
		assertThat(series("PT10M", "PT1M")).hasSize(10)
			.allSatisfy((point) -> assertThat(point.seconds()).isEqualTo(60));
	}

	@Test
	void aSampleOfSeveralSecondsCountsWhereItEnded() {
		this.history.add(new HistorySample(NOON * 1000, 5, new PoolState(1, 0, 1, 0, 0, 10), 0, 0, Counts.NONE,
				HistogramSnapshot.EMPTY, HistogramSnapshot.EMPTY, 0, 0));
		assertThat(series("PT1M", null)).singleElement().satisfies((point) -> {
			assertThat(point.seconds()).isEqualTo(5);
			assertThat(point.capacitySeconds()).isEqualTo(50);
		});
	}

	@Test
	void secondsThatTheClockShowsTwiceAreMerged() {
		addSeconds(NOON - 9, NOON);
		addSeconds(NOON - 4, NOON);
		HistorySample last = this.history.last(Duration.ofSeconds(10), NOON * 1000);
		assertThat(last).isNotNull();
		assertThat(last.seconds()).isEqualTo(15);
		assertThat(last.counts().created()).isEqualTo(15);
		assertThat(series("PT10S", null)).hasSize(10);
	}

	@Test
	void whatIsLaterThanNowIsNotShown() {
		addSeconds(NOON + 1_000, NOON + 1_100);
		addSeconds(NOON - 2, NOON);
		for (String window : List.of("PT10S", "PT10M", "PT2H", "PT24H")) {
			assertThat(secondsOf(window)).isEqualTo(3);
		}
	}

	@Test
	void afterTheClockWasYearsAheadHistoryGoesOn() {
		addSeconds(NOON + 100_000_000, NOON + 100_010_000);
		addSeconds(NOON - 20_000, NOON);
		assertThat(secondsOf("PT10M")).isEqualTo(600);
		assertThat(secondsOf("PT2H")).isEqualTo(7_200);
	}

	@ParameterizedTest
	@ValueSource(longs = { Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE })
	void noTimeIsTooStrange(long millis) {
		this.history.add(sample(millis, HistogramSnapshot.EMPTY));
		this.history.last(DAY, millis);
		this.history.series(DAY, null, millis);
		addSeconds(NOON, NOON);
		assertThat(secondsOf("PT24H")).isEqualTo(1);
	}

	@Test
	void readersSeeWholeSecondsWhileTheyAreAdded() {
		CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> {
			HistorySample last;
			do {
				last = this.history.last(DAY, NOON * 1000);
				if (last != null) {
					assertThat(last.counts().created()).isEqualTo(last.seconds());
				}
			}
			while (last == null || last.endMillis() < NOON * 1000);
		});
		addSeconds(NOON - 20_000, NOON);
		assertThat(reader).succeedsWithin(Duration.ofSeconds(30));
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT0S", "PT-1S" })
	void windowAndStepAreMoreThanNothing(Duration none) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.history.last(none, 0))
			.withMessage("'window' must be more than 0, and is " + none);
		assertThatIllegalArgumentException().isThrownBy(() -> this.history.series(none, null, 0))
			.withMessage("'window' must be more than 0, and is " + none);
		assertThatIllegalArgumentException().isThrownBy(() -> this.history.series(DAY, none, 0))
			.withMessage("'step' must be more than 0, and is " + none);
	}

	@Test
	void retentionIsFromASecondToAWeek() {
		assertThatIllegalArgumentException().isThrownBy(() -> new History(Duration.ZERO))
			.withMessage("'retention' must be more than 0, and is PT0S");
		assertThatIllegalArgumentException().isThrownBy(() -> new History(Duration.ofDays(7).plusNanos(1)))
			.withMessage("'retention' must be at most PT168H, and is PT168H0.000000001S");
	}

	private void addSeconds(long first, long last) {
		for (long second = first; second <= last; second++) {
			add(second, HistogramSnapshot.EMPTY);
		}
	}

	private void add(long second, HistogramSnapshot acquire) {
		this.history.add(sample(second * 1000, acquire));
	}

	// As many connections are out as the seconds since noon
	private static HistorySample sample(long endMillis, HistogramSnapshot acquire) {
		int active = (int) Math.floorMod(endMillis / 1000 - NOON, 10L);
		return new HistorySample(endMillis, 1, new PoolState(active, 0, active, 0, 0, 10), 0, 0,
				new Counts(0, 0, 1, 0, 0, 0), acquire, HistogramSnapshot.EMPTY, 0, 0);
	}

	private List<HistorySample> series(String window, @Nullable String step) {
		return series(this.history, window, step);
	}

	private static List<HistorySample> series(History history, String window, @Nullable String step) {
		return history.series(Duration.parse(window), (step != null) ? Duration.parse(step) : null, NOON * 1000);
	}

	private HistogramSnapshot acquired(String window) {
		return merged(series(window, null));
	}

	private long secondsOf(String window) {
		HistorySample last = this.history.last(Duration.parse(window), NOON * 1000);
		return (last != null) ? last.seconds() : 0;
	}

	private static HistogramSnapshot merged(List<HistorySample> samples) {
		return HistorySample.merged(samples).acquire();
	}

}
