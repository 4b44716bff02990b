package io.github.poolstarter.alert;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

/**
 * When alerts are raised and resolved. The pools have twenty connections; the threshold
 * of usage is 80 %, that of leaks a minute.
 */
class PoolAlertsTests {

	private final List<PoolAlertEvent> events = new ArrayList<>();

	private final PoolAlerts alerts = new PoolAlerts(new AlertRules(0.8, Duration.ofMinutes(1)), this.events::add);

	private final FedPool ai = new FedPool("ai");

	private final FedPool general = new FedPool("general");

	@Test
	void nothingIsWrongWithAPoolThatWorks() {
		this.ai.active(12).held(FedPool.held("MenuService.generate", 1)).passes(this.alerts, 100);
		assertThat(this.alerts.board()).isEqualTo(new AlertBoard(List.of(), List.of()));
		assertThat(this.events).isEmpty();
	}

	@Test
	void usageIsAlertedOfAfterThreeSecondsOverTheThreshold() {
		this.ai.active(17).passes(this.alerts, 2);
		assertThat(active()).isEmpty();
		this.ai.passes(this.alerts, 1);
		assertThat(this.alerts.board().active()).containsExactly(new PoolAlert("ai", AlertKind.USAGE, FedPool.at(1),
				"usage is 85.0 %, over 80.0 %: 17 of 20 connections are in use, no threads are waiting", null));
		assertThat(AlertKind.USAGE.severity()).isEqualTo(AlertSeverity.WARNING);
	}

	@Test
	void usageAtTheThresholdIsNotOverIt() {
		this.ai.active(16).passes(this.alerts, 100);
		assertThat(active()).isEmpty();
	}

	@Test
	void spikesOfUsageAreNotAlertedOf() {
		for (int i = 0; i < 10; i++) {
			this.ai.active(20).passes(this.alerts, 2);
			this.ai.active(3).passes(this.alerts, 1);
		}
		assertThat(this.events).isEmpty();
	}

	@Test
	void shortBorrowsThatMeetInEverySecondAreNotAlertedOf() {
		this.ai.active(2).peakActive(20).passes(this.alerts, 100);
		assertThat(this.events).isEmpty();
	}

	@Test
	void usageIsResolvedAfterTenSecondsTenPointsBelowTheThreshold() {
		this.ai.active(17).passes(this.alerts, 3);
		this.ai.active(14).passes(this.alerts, 9);
		assertThat(active()).containsExactly(AlertKind.USAGE);
		this.ai.passes(this.alerts, 1);
		assertThat(active()).isEmpty();
		assertThat(this.alerts.board().resolved()).containsExactly(new PoolAlert("ai", AlertKind.USAGE, FedPool.at(1),
				"usage is 85.0 %, over 80.0 %: 17 of 20 connections are in use, no threads are waiting",
				FedPool.at(13)));
	}

	@Test
	void usageThatHoversAroundTheThresholdIsAlertedOfOnce() {
		this.ai.active(17).passes(this.alerts, 3);
		for (int i = 0; i < 100; i++) {
			this.ai.active((i % 2 == 0) ? 15 : 17).passes(this.alerts, 9);
		}
		assertThat(this.events).hasSize(1);
	}

	@Test
	void usageThatComesBackBeforeItIsResolvedIsTheSameAlert() {
		this.ai.active(17).passes(this.alerts, 3);
		this.ai.active(1).passes(this.alerts, 9);
		this.ai.active(17).passes(this.alerts, 1);
		this.ai.active(1).passes(this.alerts, 9);
		assertThat(active()).containsExactly(AlertKind.USAGE);
		assertThat(this.events).hasSize(1);
	}

	@Test
	void usageUnderALowThresholdIsResolvedWhenNothingIsOut() {
		PoolAlerts low = new PoolAlerts(new AlertRules(0.05, Duration.ofMinutes(1)), this.events::add);
		this.ai.active(2).passes(low, 3);
		assertThat(low.board().active()).hasSize(1);
		this.ai.active(1).passes(low, 100);
		assertThat(low.board().active()).hasSize(1);
		this.ai.active(0).passes(low, 10);
		assertThat(low.board().active()).isEmpty();
	}

	@Test
	void messageOfAnActiveAlertTellsTheLatestFiguresThatWereBad() {
		this.ai.active(17).passes(this.alerts, 3);
		this.ai.active(19).passes(this.alerts, 1);
		this.ai.active(15).passes(this.alerts, 1);
		assertThat(this.alerts.board().active()).singleElement().satisfies((alert) -> {
			assertThat(alert.since()).isEqualTo(FedPool.at(1));
			assertThat(alert.message()).contains("19 of 20");
		});
		assertThat(this.events).hasSize(1);
	}

	@Test
	void exhaustionIsAlertedOfWhenItIsSeenTwiceInARow() {
		this.ai.active(20).pending(1).passes(this.alerts, 1);
		assertThat(active()).isEmpty();
		this.ai.pending(5).passes(this.alerts, 1);
		assertThat(this.alerts.board().active()).containsExactly(new PoolAlert("ai", AlertKind.EXHAUSTED, FedPool.at(1),
				"20 of 20 connections are in use, 5 threads are waiting", null));
		assertThat(AlertKind.EXHAUSTED.severity()).isEqualTo(AlertSeverity.CRITICAL);
	}

	@Test
	void aQueueThatIsSeenOnceIsNotAlertedOf() {
		for (int i = 0; i < 10; i++) {
			this.ai.active(20).pending(5).passes(this.alerts, 1);
			this.ai.active(12).pending(0).passes(this.alerts, 1);
		}
		assertThat(this.events).isEmpty();
	}

	@Test
	void aPoolThatIsFullIsNotExhaustedUntilSomebodyWaits() {
		this.ai.active(20).passes(this.alerts, 100);
		assertThat(active()).containsExactly(AlertKind.USAGE);
	}

	@Test
	void exhaustionIsResolvedAfterTenSecondsWithoutAQueue() {
		this.ai.active(20).pending(5).passes(this.alerts, 2);
		this.ai.active(12).pending(0).passes(this.alerts, 9);
		assertThat(active()).containsExactly(AlertKind.EXHAUSTED);
		this.ai.passes(this.alerts, 1);
		assertThat(active()).isEmpty();
	}

	@Test
	void exhaustionIsNotResolvedWhileThreadsWaitForAConnectionThatIsOnItsWay() {
		this.ai.active(20).pending(5).passes(this.alerts, 2);
		this.ai.active(19).pending(5).passes(this.alerts, 20);
		assertThat(active()).contains(AlertKind.EXHAUSTED);
		assertThat(this.events).extracting((event) -> event.alert().kind())
			.containsExactly(AlertKind.EXHAUSTED, AlertKind.USAGE);
	}

	@Test
	void timeoutsAreAlertedOfAtTheFirst() {
		this.ai.timeouts(1).active(20).pending(3).passes(this.alerts, 1);
		assertThat(this.alerts.board().active()).containsExactly(new PoolAlert("ai", AlertKind.TIMEOUTS, FedPool.at(1),
				"1 borrow got no connection in time: 20 of 20 connections are in use, 3 threads are waiting", null));
		assertThat(AlertKind.TIMEOUTS.severity()).isEqualTo(AlertSeverity.CRITICAL);
	}

	@Test
	void timeoutsAreResolvedAfterAMinuteWithoutOne() {
		this.ai.timeouts(2).passes(this.alerts, 1);
		this.ai.timeouts(0).passes(this.alerts, 59);
		this.ai.timeouts(1).passes(this.alerts, 1);
		this.ai.timeouts(0).passes(this.alerts, 59);
		assertThat(active()).containsExactly(AlertKind.TIMEOUTS);
		this.ai.passes(this.alerts, 1);
		assertThat(active()).isEmpty();
		assertThat(this.events).extracting((event) -> event.alert().until()).containsExactly(null, FedPool.at(121));
	}

	@Test
	void aConnectionHeldForLongerThanTheLeakThresholdIsALeak() {
		this.ai.held(FedPool.held("MenuService.generate", 60)).passes(this.alerts, 10);
		assertThat(active()).isEmpty();
		this.ai.held(FedPool.held("MenuService.generate", 61), FedPool.held("RecipeService.find", 2))
			.passes(this.alerts, 1);
		assertThat(this.alerts.board().active()).singleElement().satisfies((alert) -> {
			assertThat(alert.kind()).isEqualTo(AlertKind.LEAK);
			assertThat(alert.severity()).isEqualTo(AlertSeverity.WARNING);
			assertThat(alert.message())
				.isEqualTo("MenuService.generate has held a connection for 61 s, taken by thread worker");
		});
	}

	@Test
	void leakIsResolvedWhenNoneIsLeft() {
		this.ai.held(FedPool.held("MenuService.generate", 90), FedPool.held("RecipeService.find", 70))
			.passes(this.alerts, 1);
		this.ai.held(FedPool.held("RecipeService.find", 80)).passes(this.alerts, 5);
		assertThat(active()).containsExactly(AlertKind.LEAK);
		this.ai.held().passes(this.alerts, 1);
		assertThat(active()).isEmpty();
		assertThat(this.alerts.board().resolved()).singleElement()
			.satisfies((alert) -> assertThat(alert.message()).startsWith("RecipeService.find"));
	}

	@Test
	void aPoolWithoutConnectionsThatCannotOpenOneIsAlertedOfAtOnce() {
		this.ai.total(0).pending(3).failing("jdbc:h2:mem:ai: refused").passes(this.alerts, 1);
		assertThat(this.alerts.board().active()).containsExactly(new PoolAlert("ai", AlertKind.CANNOT_CONNECT,
				FedPool.at(1),
				"0 of 20 connections are open, 3 threads are waiting; can't connect to jdbc:h2:mem:ai: refused", null));
		assertThat(AlertKind.CANNOT_CONNECT.severity()).isEqualTo(AlertSeverity.CRITICAL);
	}

	@Test
	void aPoolThatHasConnectionsIsAlertedOfWhenItCannotOpenMoreForFiveSeconds() {
		this.ai.total(4).minimumIdle(5).failing("refused").passes(this.alerts, 4);
		assertThat(active()).isEmpty();
		this.ai.passes(this.alerts, 1);
		assertThat(active()).containsExactly(AlertKind.CANNOT_CONNECT);
	}

	@Test
	void threadsThatWaitForMoreConnectionsThanAreIdleNeedNewOnes() {
		this.ai.total(4).active(4).pending(2).failing("refused").passes(this.alerts, 5);
		assertThat(active()).containsExactly(AlertKind.CANNOT_CONNECT);
	}

	@Test
	void anAttemptThatFailedIsNotAlertedOfWhereNoConnectionIsNeeded() {
		this.ai.total(6).minimumIdle(5).failing("refused").passes(this.alerts, 100);
		this.general.total(FedPool.SIZE).active(15).minimumIdle(10).failing("refused").passes(this.alerts, 100);
		assertThat(this.events).isEmpty();
	}

	@Test
	void anAttemptThatFailsNowAndThenIsNotAlertedOf() {
		for (int i = 0; i < 10; i++) {
			this.ai.total(4).minimumIdle(5).failing("refused").passes(this.alerts, 4);
			this.ai.failing(null).passes(this.alerts, 1);
		}
		assertThat(this.events).isEmpty();
	}

	@Test
	void connectionsCanBeOpenedAgainAsSoonAsOneWas() {
		this.ai.total(0).minimumIdle(1).failing("refused").passes(this.alerts, 30);
		this.ai.total(1).failing(null).passes(this.alerts, 1);
		assertThat(active()).isEmpty();
		assertThat(this.alerts.board().resolved()).singleElement()
			.satisfies((alert) -> assertThat(alert.until()).isEqualTo(FedPool.at(31)));
	}

	@Test
	void itIsNotForgottenThatNoConnectionCouldBeOpenedWhenNoneIsNeededAnyMore() {
		this.ai.total(4).active(4).pending(2).failing("refused").passes(this.alerts, 5);
		this.ai.active(1).pending(0).passes(this.alerts, 100);
		assertThat(active()).containsExactly(AlertKind.CANNOT_CONNECT);
	}

	@Test
	void poolsAreIndependentOfEachOther() {
		this.ai.active(20).pending(5);
		this.general.active(3);
		for (int i = 0; i < 3; i++) {
			this.ai.passes(this.alerts, 1);
			this.general.passes(this.alerts, 1);
		}
		assertThat(this.alerts.board().ofPool("ai").active()).hasSize(2);
		assertThat(this.alerts.board().ofPool("general").active()).isEmpty();
		this.general.active(17).passes(this.alerts, 3);
		this.ai.active(0).pending(0).passes(this.alerts, 10);
		assertThat(this.alerts.board().active()).extracting(PoolAlert::pool, PoolAlert::kind)
			.containsExactly(tuple("general", AlertKind.USAGE));
		assertThat(this.alerts.board().ofPool("ai").resolved()).hasSize(2);
		assertThat(this.alerts.board().ofPool("general").resolved()).isEmpty();
	}

	@Test
	void eventsComeInTheOrderInWhichThingsHappen() {
		this.ai.active(20).pending(5).passes(this.alerts, 5);
		this.ai.timeouts(1).passes(this.alerts, 1);
		this.ai.active(3).pending(0).timeouts(0).passes(this.alerts, 100);
		assertThat(this.events)
			.extracting((event) -> event.alert().kind(), PoolAlertEvent::isResolved, (event) -> event.alert().since())
			.containsExactly(tuple(AlertKind.EXHAUSTED, false, FedPool.at(1)),
					tuple(AlertKind.USAGE, false, FedPool.at(1)), tuple(AlertKind.TIMEOUTS, false, FedPool.at(6)),
					tuple(AlertKind.USAGE, true, FedPool.at(1)), tuple(AlertKind.EXHAUSTED, true, FedPool.at(1)),
					tuple(AlertKind.TIMEOUTS, true, FedPool.at(6)));
	}

	@Test
	void boardIsUpToDateWhenAnEventComes() {
		List<AlertBoard> boards = new ArrayList<>();
		PoolAlerts[] alerts = new PoolAlerts[1];
		alerts[0] = new PoolAlerts(new AlertRules(0.8, Duration.ofMinutes(1)),
				(event) -> boards.add(alerts[0].board()));
		this.ai.active(17).passes(alerts[0], 3);
		this.ai.active(0).passes(alerts[0], 10);
		assertThat(boards).hasSize(2);
		assertThat(boards.get(0).active()).hasSize(1);
		assertThat(boards.get(1).active()).isEmpty();
		assertThat(boards.get(1).resolved()).hasSize(1);
	}

	@Test
	void rulesThatCannotBeAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new AlertRules(0, Duration.ofMinutes(1)));
		assertThatIllegalArgumentException().isThrownBy(() -> new AlertRules(1.1, Duration.ofMinutes(1)));
		assertThatIllegalArgumentException().isThrownBy(() -> new AlertRules(0.8, Duration.ZERO));
	}

	private List<AlertKind> active() {
		return this.alerts.board().active().stream().map(PoolAlert::kind).toList();
	}

}
