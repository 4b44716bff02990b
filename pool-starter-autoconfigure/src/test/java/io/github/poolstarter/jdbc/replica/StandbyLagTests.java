package io.github.poolstarter.jdbc.replica;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StandbyLag}, which is fed with what a server says.
 */
class StandbyLagTests {

	private final StandbyLag lag = new StandbyLag();

	@Test
	void serverThatIsNotInRecoveryHasNoLag() {
		assertThat(this.lag.lag(new StandbyPosition(false, false, null, null, seconds(100)), at(0))).isZero();
	}

	@Test
	void standbyThatHasReplayedAllHasNoLagHoweverOldTheLatestTransaction() {
		assertThat(ask(0, true, 100, 100, seconds(3600))).isZero();
		assertThat(ask(1, true, 100, 120, seconds(3600))).isZero();
	}

	@Test
	void lagIsTheTimeSinceWhatIsReplayedWasReceived() {
		ask(0, true, 100, 100, seconds(3600));
		assertThat(ask(1, true, 110, 100, seconds(3601))).isEqualTo(seconds(1));
		assertThat(ask(2, true, 120, 100, seconds(3602))).isEqualTo(seconds(2));
		assertThat(ask(3, true, 130, 115, null)).isEqualTo(seconds(2));
		assertThat(ask(4, true, 130, 130, null)).isZero();
	}

	@Test
	void timeOfTheLatestTransactionCountsWhereItIsShorter() {
		ask(0, true, 100, 100, null);
		assertThat(ask(10, true, 110, 105, seconds(3))).isEqualTo(seconds(3));
	}

	@Test
	void clocksOfServersThatDifferMakeNoNegativeLag() {
		ask(0, true, 100, 100, null);
		assertThat(ask(10, true, 110, 105, seconds(-3))).isZero();
	}

	@Test
	void standbyThatReceivesNothingMoreIsBehindSinceItWasLastSeenToReceive() {
		ask(0, true, 100, 100, seconds(50));
		assertThat(ask(1, false, 100, 100, seconds(51))).isEqualTo(seconds(1));
		assertThat(ask(9, false, 100, 100, seconds(59))).isEqualTo(seconds(9));
		assertThat(ask(10, true, 100, 100, seconds(60))).isZero();
	}

	@Test
	void lagIsUnknownWhereNeitherTheServerNorACheckTells() {
		assertThat(ask(0, true, 200, 100, null)).isNull();
		assertThat(this.lag.lag(new StandbyPosition(true, false, null, null, null), at(1))).isNull();
		assertThat(ask(2, true, 200, 100, seconds(7))).isEqualTo(seconds(7));
	}

	@Test
	void logThatBeginsAnewIsNotHeldAgainstTheOld() {
		ask(0, true, 1000, 1000, null);
		assertThat(ask(1, true, 100, 50, null)).isNull();
		assertThat(ask(2, true, 100, 100, null)).isZero();
	}

	@Test
	void longLagIsNeverTakenForAShorterOne() {
		ask(0, true, 0, 0, null);
		for (int second = 1; second < 10 * StandbyLag.MOST_SAMPLES; second++) {
			assertThat(ask(second, true, second, 0, null)).isEqualTo(seconds(second));
		}
		int second = 10 * StandbyLag.MOST_SAMPLES;
		assertThat(ask(second, true, second, second - 100, null)).isBetween(seconds(100), seconds(200));
	}

	private @Nullable Duration ask(int second, boolean receiving, long received, long replayed,
			@Nullable Duration sinceTransaction) {
		return this.lag.lag(new StandbyPosition(true, receiving, received, replayed, sinceTransaction), at(second));
	}

	// Readings of the clock may be negative, and overflow
	private static long at(int second) {
		return Long.MAX_VALUE - seconds(5).toNanos() + seconds(second).toNanos();
	}

	private static Duration seconds(long seconds) {
		return Duration.ofSeconds(seconds);
	}

}
