package io.github.poolstarter.actuate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TimeOfDay}.
 */
class TimeOfDayTests {

	private static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");

	private static final long SECOND = 1_000_000_000;

	private final TimeOfDay times = new TimeOfDay(Clock.systemUTC());

	@Test
	void grantIsAtTheSameTimeWheneverItIsAskedFor() {
		assertThat(this.times.at(7 * SECOND, NOON, 10 * SECOND)).isEqualTo(NOON.minusSeconds(3));
		assertThat(this.times.at(7 * SECOND, NOON.plusMillis(2_300), 12 * SECOND)).isEqualTo(NOON.minusSeconds(3));
		assertThat(this.times.at(7 * SECOND, NOON.plusMillis(2_700), 13 * SECOND)).isEqualTo(NOON.minusSeconds(3));
	}

	@Test
	void timeOfDayThatWasSetIsFollowed() {
		assertThat(this.times.at(7 * SECOND, NOON, 10 * SECOND)).isEqualTo(NOON.minusSeconds(3));
		assertThat(this.times.at(7 * SECOND, NOON.plusSeconds(60), 10 * SECOND)).isEqualTo(NOON.plusSeconds(57));
	}

	@Test
	void grantJustNowIsNow() {
		assertThat(this.times.at(System.nanoTime())).isBetween(Instant.now().minus(Duration.ofSeconds(30)),
				Instant.now());
	}

}
