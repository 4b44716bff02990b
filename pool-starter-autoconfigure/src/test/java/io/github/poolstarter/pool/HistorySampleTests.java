package io.github.poolstarter.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.github.poolstarter.pool.HistorySample.Counts;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What is known of an interval, and of several.
 */
class HistorySampleTests {

	private static final long SECOND = 1_000_000_000;

	@Test
	void theLaterStateIsThatOfTheMergedInterval() {
		HistorySample earlier = sample(1_000, state(9, 1), 0, 0);
		HistorySample later = sample(2_000, state(2, 0), 0, 0);
		for (List<HistorySample> samples : List.of(List.of(earlier, later), List.of(later, earlier))) {
			HistorySample merged = HistorySample.merged(samples);
			assertThat(merged.endMillis()).isEqualTo(2_000);
			assertThat(merged.seconds()).isEqualTo(2);
			assertThat(merged.state()).isEqualTo(state(2, 0));
			assertThat(merged.usagePercent()).isEqualTo(20);
		}
	}

	@Test
	void ofTwoThatEndedTogetherTheLastHasTheState() {
		assertThat(HistorySample.merged(List.of(sample(1_000, state(9, 1), 0, 0), sample(1_000, state(2, 0), 0, 0)))
			.state()).isEqualTo(state(2, 0));
	}

	@Test
	void peaksAreTheHighest() {
		HistorySample merged = HistorySample.merged(List.of(peaks(1_000, 3, 7), peaks(2_000, 10, 0)));
		assertThat(merged.peakActive()).isEqualTo(10);
		assertThat(merged.peakPending()).isEqualTo(7);
	}

	@Test
	void peaksAreAtLeastWhatTheStateShows() {
		HistorySample sample = sample(1_000, state(9, 4), 0, 0);
		assertThat(sample.peakActive()).isEqualTo(9);
		assertThat(sample.peakPending()).isEqualTo(4);
	}

	@Test
	void countsAreAdded() {
		HistorySample first = counts(1_000, new Counts(1, 2, 3, 4, 5, 6));
		HistorySample second = counts(2_000, new Counts(10, 20, 30, 40, 50, 60));
		assertThat(HistorySample.merged(List.of(first, second, counts(3_000, Counts.NONE))).counts())
			.isEqualTo(new Counts(11, 22, 33, 44, 55, 66));
	}

	@Test
	void shareOfIdleTimeIsTakenFromTheSumsAndNotAveraged() {
		HistorySample half = sample(1_000, state(1, 0), SECOND, 2 * SECOND);
		HistorySample none = sample(2_000, state(1, 0), 0, 0);
		HistorySample most = sample(3_000, state(1, 0), SECOND, 8 * SECOND);
		assertThat(half.idleInHoldPercent()).isEqualTo(50.0);
		assertThat(none.idleInHoldPercent()).isNull();
		assertThat(HistorySample.merged(List.of(half, none, most)).idleInHoldPercent()).isEqualTo(80.0);
	}

	@Test
	void busyShareIsOfAllConnectionsThatThePoolMayHave() {
		assertThat(sample(1_000, state(1, 0), SECOND / 2, SECOND).busyPercent()).isEqualTo(5.0);
		assertThat(sample(1_000, state(1, 0), 0, SECOND).busyPercent()).isEqualTo(0.0);
		assertThat(sample(1_000, state(1, 0), 0, 0).busyPercent()).isNull();
	}

	@Test
	void busyShareIsRightWhenThePoolWasResized() {
		HistorySample before = sample(1_000, new PoolState(1, 0, 1, 0, 0, 2), SECOND, SECOND);
		HistorySample after = sample(2_000, new PoolState(1, 0, 1, 0, 0, 8), SECOND, SECOND);
		assertThat(HistorySample.merged(List.of(before, after)).busyPercent()).isEqualTo(20.0);
	}

	@Test
	void sharesStayWithinAHundredWhenALongHoldEnds() {
		HistorySample sample = sample(1_000, state(1, 0), 61 * SECOND, 60 * SECOND);
		assertThat(sample.busyPercent()).isEqualTo(100.0);
		assertThat(sample.idleInHoldPercent()).isEqualTo(0.0);
	}

	@Test
	void percentilesAreThoseOfAllValues() {
		Random random = new Random(5);
		Histogram acquires = new Histogram();
		Histogram holds = new Histogram();
		List<HistorySample> samples = new ArrayList<>();
		for (int second = 1; second <= 100; second++) {
			Histogram acquire = new Histogram();
			Histogram hold = new Histogram();
			for (int i = random.nextInt(200); i > 0; i--) {
				long wait = (long) Math.exp(8 + 3 * random.nextGaussian());
				acquire.record(wait);
				acquires.record(wait);
				hold.record(wait * second);
				holds.record(wait * second);
			}
			samples.add(new HistorySample(second * 1_000L, 1, state(1, 0), 0, 0, Counts.NONE, acquire.snapshot(),
					hold.snapshot(), 0, 0));
		}
		HistorySample merged = HistorySample.merged(samples);
		assertThat(merged.acquire()).isEqualTo(acquires.snapshot());
		assertThat(merged.acquire().distribution()).isEqualTo(acquires.distribution());
		assertThat(merged.hold()).isEqualTo(holds.snapshot());
	}

	@Test
	void stepsInWhichIntervalsAreMergedMakeNoDifference() {
		Random random = new Random(6);
		List<HistorySample> samples = new ArrayList<>();
		for (int second = 1; second <= 4; second++) {
			Histogram times = new Histogram();
			times.record(random.nextInt(1_000_000));
			samples.add(new HistorySample(second * 1_000L, 1, state(random.nextInt(9), random.nextInt(9)),
					random.nextInt(9), random.nextInt(9), new Counts(second, 0, 1, 2, 3, 4), times.snapshot(),
					times.snapshot(), random.nextInt(99), 100));
		}
		HistorySample all = HistorySample.merged(samples);
		HistorySample begin = HistorySample.merged(samples.subList(0, 3));
		HistorySample end = HistorySample.merged(samples.subList(1, 4));
		assertThat(HistorySample.merged(List.of(begin, samples.get(3)))).isEqualTo(all);
		assertThat(HistorySample.merged(List.of(samples.get(0), end))).isEqualTo(all);
		assertThat(HistorySample.merged(List.of(end, samples.get(0)))).isEqualTo(all);
	}

	@Test
	void whatHardlyEverHappensTakesNoSpace() {
		assertThat(counts(1_000, new Counts(0, 0, 0, 0, 0, 0)).counts()).isSameAs(Counts.NONE);
		assertThat(HistorySample.merged(List.of(counts(1_000, Counts.NONE), counts(2_000, Counts.NONE))).counts())
			.isSameAs(Counts.NONE);
	}

	@Test
	void anIntervalHasALength() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new HistorySample(1_000, 0, state(1, 0), 0, 0, Counts.NONE, HistogramSnapshot.EMPTY,
					HistogramSnapshot.EMPTY, 0, 0))
			.withMessage("'seconds' must be at least 1, and is 0");
		assertThatIllegalArgumentException().isThrownBy(() -> HistorySample.merged(List.of()))
			.withMessage("'samples' must not be empty");
	}

	private static PoolState state(int active, int pending) {
		return new PoolState(active, 1, active + 1, pending, 1, 10);
	}

	private static HistorySample sample(long endMillis, PoolState state, long busyNanos, long measuredHoldNanos) {
		return new HistorySample(endMillis, 1, state, 0, 0, Counts.NONE, HistogramSnapshot.EMPTY,
				HistogramSnapshot.EMPTY, busyNanos, measuredHoldNanos);
	}

	private static HistorySample peaks(long endMillis, int active, int pending) {
		return new HistorySample(endMillis, 1, state(1, 0), active, pending, Counts.NONE, HistogramSnapshot.EMPTY,
				HistogramSnapshot.EMPTY, 0, 0);
	}

	private static HistorySample counts(long endMillis, Counts counts) {
		return new HistorySample(endMillis, 1, state(1, 0), 0, 0, counts, HistogramSnapshot.EMPTY,
				HistogramSnapshot.EMPTY, 0, 0);
	}

}
