package io.github.poolstarter.sizing;

import java.util.ArrayList;
import java.util.List;

import io.github.poolstarter.pool.Histogram;
import io.github.poolstarter.pool.HistogramSnapshot;
import io.github.poolstarter.pool.HistorySample;
import io.github.poolstarter.pool.PoolState;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SizeChange}.
 */
class SizeChangeTests {

	private static final long MILLIS = 1_000_000;

	// In the middle of second 100
	private final SizeChange change = new SizeChange(99_500, 4, 8);

	@Test
	void afterSixtySecondsAsManyBeforeAreCompared() {
		List<HistorySample> history = new ArrayList<>();
		history.addAll(seconds(0, 99, 4, 5, 40));
		history.addAll(seconds(99, 100, 8, 100, 500));
		history.addAll(seconds(100, 160, 8, 10, 2));
		SizingOutcome outcome = this.change.outcome(history);
		assertThat(outcome).isNotNull();
		assertThat(outcome.before().seconds()).isEqualTo(60);
		assertThat(outcome.before().borrowsPerSecond()).isEqualTo(5.0);
		assertThat(outcome.before().p99WaitNanos()).isBetween(40 * MILLIS, 43 * MILLIS);
		assertThat(outcome.after().seconds()).isEqualTo(60);
		assertThat(outcome.after().borrowsPerSecond()).isEqualTo(10.0);
		assertThat(outcome.after().p99WaitNanos()).isBetween(2 * MILLIS, (long) (2.2 * MILLIS));
	}

	@Test
	void thereIsNoneBeforeSixtySecondsOfLittleLoad() {
		assertThat(this.change.outcome(seconds(0, 159, 8, 10, 2))).isNull();
	}

	@Test
	void thereIsOneAfterTenSecondsWithAThousandBorrows() {
		assertThat(this.change.outcome(seconds(0, 109, 8, 1000, 2))).isNull();
		assertThat(this.change.outcome(seconds(0, 110, 8, 99, 2))).isNull();
		SizingOutcome outcome = this.change.outcome(seconds(0, 110, 8, 100, 2));
		assertThat(outcome).isNotNull();
		assertThat(outcome.after().seconds()).isEqualTo(10);
	}

	@Test
	void secondsWithAnotherSizeAreNotThoseBefore() {
		List<HistorySample> history = new ArrayList<>();
		history.addAll(seconds(0, 92, 3, 50, 40));
		history.addAll(seconds(92, 99, 4, 5, 40));
		history.addAll(seconds(99, 110, 8, 100, 2));
		SizingOutcome outcome = this.change.outcome(history);
		assertThat(outcome.before().seconds()).isEqualTo(7);
		assertThat(outcome.before().borrowsPerSecond()).isEqualTo(5.0);
	}

	@Test
	void nothingIsSaidOfBeforeWhereNothingIsKnown() {
		assertThat(this.change.outcome(seconds(99, 110, 8, 100, 2)).before()).isNull();
	}

	@Test
	void whoDoesNotWaitIsNoWaitOfZero() {
		SizingOutcome outcome = this.change.outcome(seconds(100, 160, 8, 0, 0));
		assertThat(outcome.after().p99WaitNanos()).isNull();
		assertThat(outcome.after().borrowsPerSecond()).isZero();
	}

	@Test
	void anotherChangeOvertakesIt() {
		List<HistorySample> history = new ArrayList<>(seconds(0, 99, 4, 5, 40));
		history.addAll(seconds(99, 105, 8, 10, 2));
		assertThat(this.change.isOvertaken(history)).isFalse();
		history.addAll(seconds(105, 106, 16, 10, 2));
		assertThat(this.change.isOvertaken(history)).isTrue();
	}

	private static List<HistorySample> seconds(int from, int to, int maximum, int borrows, long waitMillis) {
		HistogramSnapshot acquire = times(borrows, waitMillis * MILLIS);
		HistogramSnapshot hold = times(borrows, MILLIS);
		List<HistorySample> seconds = new ArrayList<>();
		for (int second = from; second < to; second++) {
			seconds.add(new HistorySample((second + 1) * 1000L, 1, new PoolState(0, maximum, maximum, 0, 0, maximum), 0,
					0, HistorySample.Counts.NONE, acquire, hold, 0, 0));
		}
		return seconds;
	}

	private static HistogramSnapshot times(int count, long nanos) {
		Histogram histogram = new Histogram();
		for (int i = 0; i < count; i++) {
			histogram.record(nanos);
		}
		return histogram.snapshot();
	}

}
