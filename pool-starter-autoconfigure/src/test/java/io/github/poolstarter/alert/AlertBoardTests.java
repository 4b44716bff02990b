package io.github.poolstarter.alert;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is kept of alerts.
 */
class AlertBoardTests {

	private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

	@Test
	void activeAlertsOfAPoolReplaceThoseThatItHad() {
		PoolAlert usage = alert("ai", AlertKind.USAGE, 1);
		PoolAlert leak = alert("ai", AlertKind.LEAK, 2);
		PoolAlert other = alert("general", AlertKind.USAGE, 0);
		AlertBoard board = AlertBoard.EMPTY.next("general", List.of(other), List.of(), NOON)
			.next("ai", List.of(usage), List.of(), NOON)
			.next("ai", List.of(leak), List.of(), NOON);
		assertThat(board.active()).containsExactly(leak, other);
	}

	@Test
	void newestAlertsComeFirst() {
		AlertBoard board = AlertBoard.EMPTY
			.next("ai", List.of(alert("ai", AlertKind.USAGE, 1), alert("ai", AlertKind.LEAK, 3)), List.of(), NOON)
			.next("general", List.of(alert("general", AlertKind.USAGE, 2)), List.of(), NOON);
		assertThat(board.active()).extracting(PoolAlert::since)
			.containsExactly(NOON.plusSeconds(3), NOON.plusSeconds(2), NOON.plusSeconds(1));
	}

	@Test
	void lastHundredResolvedAlertsAreKept() {
		AlertBoard board = AlertBoard.EMPTY;
		for (int i = 0; i < 250; i++) {
			Instant time = NOON.plusSeconds(i);
			board = board.next("ai", List.of(), List.of(alert("ai", AlertKind.USAGE, 0).resolved(time)), time);
		}
		assertThat(board.resolved()).hasSize(100);
		assertThat(board.resolved().get(0).until()).isEqualTo(NOON.plusSeconds(249));
		assertThat(board.resolved().get(99).until()).isEqualTo(NOON.plusSeconds(150));
	}

	@Test
	void alertsThatWereResolvedMoreThanADayAgoAreForgotten() {
		AlertBoard board = AlertBoard.EMPTY.next("ai", List.of(),
				List.of(alert("ai", AlertKind.USAGE, 0).resolved(NOON)), NOON);
		Instant tomorrow = NOON.plusSeconds(24 * 60 * 60);
		assertThat(board.next("general", List.of(), List.of(), tomorrow).resolved()).hasSize(1);
		assertThat(board.next("general", List.of(), List.of(), tomorrow.plusSeconds(1)).resolved()).isEmpty();
	}

	private static PoolAlert alert(String pool, AlertKind kind, int second) {
		return new PoolAlert(pool, kind, NOON.plusSeconds(second), "it is bad", null);
	}

}
