package io.github.poolstarter.benchmarks.load;

import java.time.Duration;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link Schedule}.
 */
class ScheduleTests {

	private static final Duration LEAD = Duration.ofSeconds(1);

	private static final Duration MEASURED = Duration.ofSeconds(20);

	private final Schedule schedule = Schedule.draw(100, LEAD, MEASURED, 1);

	@Test
	void requestsComeInOrderAndThoseOfTheLeadBeforeTheOthers() {
		assertThat(this.schedule.count()).isEqualTo(2100);
		assertThat(this.schedule.lead()).isEqualTo(100);
		assertThat(offsets(this.schedule)).isSorted();
		assertThat(this.schedule.nanos(0)).isNotNegative();
		assertThat(this.schedule.nanos(99)).isLessThan(LEAD.toNanos());
		assertThat(this.schedule.nanos(100)).isGreaterThanOrEqualTo(LEAD.toNanos());
		assertThat(this.schedule.nanos(2099)).isLessThan(LEAD.plus(MEASURED).toNanos());
	}

	@Test
	void sameSeedGivesTheSameSchedule() {
		assertThat(offsets(Schedule.draw(100, LEAD, MEASURED, 1))).isEqualTo(offsets(this.schedule));
		assertThat(offsets(Schedule.draw(100, LEAD, MEASURED, 2))).isNotEqualTo(offsets(this.schedule));
	}

	// Of a Poisson process, a share of 1 / e of the gaps is longer than the mean one
	@Test
	void gapsAreThoseOfRequestsThatKnowNothingOfOneAnother() {
		double mean = Duration.ofSeconds(1).toNanos() / 100.0;
		long longer = IntStream.range(1, this.schedule.count())
			.filter((request) -> this.schedule.nanos(request) - this.schedule.nanos(request - 1) > mean)
			.count();
		assertThat(longer / 2099.0).isCloseTo(1 / Math.E, within(0.04));
	}

	@Test
	void scheduleCanBeDrawnElsewhere() {
		long[] offsets = { 3, 3, 8 };
		Schedule drawn = Schedule.of(offsets);
		offsets[0] = 0;
		assertThat(offsets(drawn)).containsExactly(3, 3, 8);
		assertThat(drawn.lead()).isZero();
	}

	private static long[] offsets(Schedule schedule) {
		return IntStream.range(0, schedule.count()).mapToLong(schedule::nanos).toArray();
	}

}
