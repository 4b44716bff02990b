package io.github.poolstarter.pool;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a histogram leaves behind.
 */
class HistogramSnapshotTests {

	@Test
	void theEmptyOneAddsNothing() {
		Histogram histogram = of(3, 5_000);
		HistogramSnapshot before = histogram.snapshot();
		histogram.add(HistogramSnapshot.EMPTY);
		assertThat(histogram.snapshot()).isEqualTo(before);
		assertThat(HistogramSnapshot.EMPTY.isEmpty()).isTrue();
		assertThat(HistogramSnapshot.EMPTY.distribution()).isEqualTo(Distribution.EMPTY);
	}

	@Test
	void itStaysAsItWasWhileTheHistogramGoesOn() {
		Histogram histogram = of(3, 5_000);
		HistogramSnapshot snapshot = histogram.snapshot();
		histogram.record(9_000_000);
		histogram.clear();
		assertThat(snapshot.isEmpty()).isFalse();
		assertThat(snapshot.count()).isEqualTo(2);
		assertThat(snapshot.sum()).isEqualTo(5_003);
		assertThat(snapshot.max()).isEqualTo(5_000);
		assertThat(snapshot.distribution()).isEqualTo(new Distribution(2, 3, 5_000, 5_000, 5_000));
	}

	@Test
	void twoAreEqualWhenTheyCountedTheSame() {
		assertThat(of(3, 5_000).snapshot()).isEqualTo(of(5_000, 3).snapshot());
		assertThat(of(3, 5_000).snapshot()).isNotEqualTo(of(3, 3, 5_000).snapshot())
			.isNotEqualTo(of(4, 4_999).snapshot())
			.isNotEqualTo(of(3, 4_999).snapshot())
			.isNotEqualTo(HistogramSnapshot.EMPTY);
	}

	@Test
	void firstAndLastBucketAndLargeCountsAreKept() {
		Histogram histogram = of(0, 1L << 45, Long.MAX_VALUE >> 10);
		for (int doubled = 0; doubled < 40; doubled++) {
			histogram.add(histogram);
			Histogram copy = new Histogram();
			copy.add(histogram.snapshot());
			assertThat(copy.snapshot()).isEqualTo(histogram.snapshot());
			assertThat(copy.distribution()).isEqualTo(histogram.distribution());
		}
		assertThat(histogram.count()).isEqualTo(3L << 40);
	}

	private static Histogram of(long... values) {
		Histogram histogram = new Histogram();
		for (long value : values) {
			histogram.record(value);
		}
		return histogram;
	}

}
