package io.github.poolstarter.alert;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.poolstarter.pool.HeldConnection;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What alerts say.
 */
class AlertMessagesTests {

	private final AlertRules rules = new AlertRules(0.8, Duration.ofMinutes(1));

	private final FedPool pool = new FedPool("ai").active(20).pending(5);

	@Test
	void callSitesThatHoldMostConnectionsAreNamed() {
		List<HeldConnection> held = new ArrayList<>(Collections.nCopies(2, FedPool.held("RecipeService.find", 9)));
		held.addAll(Collections.nCopies(15, FedPool.held("MenuService.generate", 5)));
		held.add(FedPool.held("ShoppingListService.get", 3));
		assertThat(of(AlertKind.EXHAUSTED, held))
			.isEqualTo("20 of 20 connections are in use, 5 threads are waiting; held by "
					+ "MenuService.generate (15), RecipeService.find (2), ShoppingListService.get (1)");
		held.add(FedPool.held("NutritionBatch.run", 1));
		assertThat(of(AlertKind.EXHAUSTED, held)).endsWith("ShoppingListService.get (1), …");
	}

	@Test
	void timeoutsOfAPoolThatCannotConnectSaySo() {
		this.pool.active(0).total(0).timeouts(2).failing("jdbc:h2:mem:ai: refused");
		assertThat(of(AlertKind.TIMEOUTS, List.of())).isEqualTo("2 borrows got no connection in time: "
				+ "0 of 20 connections are in use, 5 threads are waiting; can't connect to jdbc:h2:mem:ai: refused");
	}

	@Test
	void oldestLeakIsDescribedAndTheOthersAreNamed() {
		List<HeldConnection> held = List.of(FedPool.held("MenuService.generate", 300),
				FedPool.held("RecipeService.find", 200), FedPool.held("RecipeService.find", 100),
				FedPool.held("NutritionBatch.run", 10));
		assertThat(of(AlertKind.LEAK, held)).isEqualTo("MenuService.generate has held a connection for 300 s, "
				+ "taken by thread worker; also held for longer than 60 s: RecipeService.find (2)");
	}

	@Test
	void leakTellsWhetherTheConnectionWorks() {
		HeldConnection idle = new HeldConnection("ai", null, "MenuService.generate", Thread.currentThread(), 0,
				TimeUnit.SECONDS.toNanos(100), TimeUnit.SECONDS.toNanos(2), false);
		assertThat(of(AlertKind.LEAK, List.of(idle))).endsWith(", busy 2.0 % of the time");
	}

	@Test
	void threadWithoutANameIsTold() {
		Thread thread = new Thread("");
		assertThat(of(AlertKind.LEAK, List.of(FedPool.held("MenuService.generate", 100, thread))))
			.endsWith("taken by thread #" + thread.getId());
	}

	@Test
	void nameOfAThreadStaysOnItsLine() {
		Thread thread = new Thread("a\r\n2026-01-01 ERROR \u001b[31mforged\u2028\u202e");
		assertThat(of(AlertKind.LEAK, List.of(FedPool.held("MenuService.generate", 100, thread))))
			.endsWith("taken by thread a??2026-01-01 ERROR ?[31mforged??");
	}

	@Test
	void aSingleWaiterIsOneThread() {
		this.pool.pending(1);
		assertThat(of(AlertKind.EXHAUSTED, List.of()))
			.isEqualTo("20 of 20 connections are in use, 1 thread is waiting");
	}

	private String of(AlertKind kind, List<HeldConnection> held) {
		return AlertMessages.of(kind, this.pool.held(held.toArray(HeldConnection[]::new)).look(), this.rules);
	}

}
