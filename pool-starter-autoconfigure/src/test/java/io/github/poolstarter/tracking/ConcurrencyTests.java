package io.github.poolstarter.tracking;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many holds overlap at most.
 */
class ConcurrencyTests {

	private final Concurrency concurrency = new Concurrency();

	@Test
	void nothingOverlapsWithoutHolds() {
		assertThat(this.concurrency.peak()).isZero();
	}

	@Test
	void holdsThatFollowOneAnotherDoNotOverlap() {
		this.concurrency.add(10, 20);
		this.concurrency.add(20, 30);
		assertThat(this.concurrency.peak()).isOne();
	}

	@Test
	void mostAtOnceCount() {
		this.concurrency.add(0, 100);
		this.concurrency.add(10, 20);
		this.concurrency.add(15, 40);
		this.concurrency.add(50, 60);
		assertThat(this.concurrency.peak()).isEqualTo(3);
	}

	@Test
	void holdWithoutALengthIsOneNevertheless() {
		this.concurrency.add(5, 5);
		this.concurrency.add(7, 3);
		assertThat(this.concurrency.peak()).isOne();
	}

	@Test
	void readingsOfTheClockMayBeOfEitherSign() {
		this.concurrency.add(Long.MAX_VALUE - 5, Long.MIN_VALUE + 5);
		this.concurrency.add(Long.MIN_VALUE, Long.MIN_VALUE + 1);
		assertThat(this.concurrency.peak()).isEqualTo(2);
	}

	@Test
	void thereMayBeAnyNumberOfHolds() {
		for (int i = 0; i < 10_000; i++) {
			this.concurrency.add(i, i + 7);
		}
		assertThat(this.concurrency.peak()).isEqualTo(7);
	}

}
