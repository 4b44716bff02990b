package io.github.poolstarter.metrics;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GrowingSum}.
 */
class GrowingSumTests {

	private final GrowingSum sum = new GrowingSum();

	@Test
	void growsByWhatIsNew() {
		this.sum.add(3, 300, 1);
		this.sum.add(3, 300, 1);
		this.sum.add(5, 700, 1);
		assertThat(this.sum.count()).isEqualTo(5);
		assertThat(this.sum.nanos()).isEqualTo(700);
	}

	@Test
	void keepsWhatWasBeforeAReset() {
		this.sum.add(5, 700, 1);
		this.sum.add(0, 0, 1);
		assertThat(this.sum.count()).isEqualTo(5);
		this.sum.add(2, 100, 1);
		assertThat(this.sum.count()).isEqualTo(7);
		assertThat(this.sum.nanos()).isEqualTo(800);
	}

	@Test
	void countAndTimeAreResetTogether() {
		this.sum.add(5, 700, 1);
		this.sum.add(6, 100, 1);
		assertThat(this.sum.count()).isEqualTo(11);
		assertThat(this.sum.nanos()).isEqualTo(800);
	}

	@Test
	void whatIsNewCountsByTheWeightThatItHasNow() {
		this.sum.add(2, 100, 10);
		this.sum.add(3, 200, 5);
		assertThat(this.sum.count()).isEqualTo(25);
		assertThat(this.sum.nanos()).isEqualTo(1500);
		this.sum.add(3, 200, 1);
		assertThat(this.sum.count()).isEqualTo(25);
	}

}
