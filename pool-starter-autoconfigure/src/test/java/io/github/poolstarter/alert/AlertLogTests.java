package io.github.poolstarter.alert;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import io.github.poolstarter.pool.HeldConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What operators find in the log.
 */
@ExtendWith(OutputCaptureExtension.class)
class AlertLogTests {

	private final PoolAlerts alerts = new PoolAlerts(new AlertRules(0.8, Duration.ofMinutes(1)), (event) -> {
	});

	private final FedPool pool = new FedPool("ai");

	private final LoggingSystem logging = LoggingSystem.get(AlertLogTests.class.getClassLoader());

	@BeforeEach
	void logAll() {
		this.logging.setLogLevel(PoolAlerts.class.getName(), LogLevel.INFO);
	}

	@AfterEach
	void logAsBefore() {
		this.logging.setLogLevel(PoolAlerts.class.getName(), null);
	}

	@Test
	void anAlertIsLoggedWhenItIsRaisedAndWhenItIsResolved(CapturedOutput output) {
		this.pool.active(17).passes(this.alerts, 5);
		this.pool.active(1).passes(this.alerts, 20);
		assertThat(output).containsOnlyOnce("Pool alert raised: USAGE on pool ai: usage is 85.0 %, over 80.0 %: "
				+ "17 of 20 connections are in use, no threads are waiting");
		assertThat(output).containsOnlyOnce("Pool alert resolved: USAGE on pool ai after 14 s");
		assertThat(lines(output, "alert raised")).singleElement().asString().contains("WARN");
		assertThat(lines(output, "alert resolved")).singleElement().asString().contains("INFO");
	}

	@Test
	void aCriticalAlertIsAnError(CapturedOutput output) {
		this.pool.active(20).pending(5).passes(this.alerts, 2);
		assertThat(lines(output, "Pool alert raised: EXHAUSTED on pool ai")).singleElement()
			.asString()
			.contains("ERROR");
	}

	@Test
	void timeoutsAreLoggedWithTheirNumberOnceASecond(CapturedOutput output) {
		this.pool.active(20).pending(2).timeouts(3).passes(this.alerts, 1);
		this.pool.timeouts(0).passes(this.alerts, 1);
		this.pool.timeouts(1).passes(this.alerts, 1);
		assertThat(lines(output, "Timeout reached waiting for ai pool connection")).hasSize(2);
		assertThat(output)
			.contains("Timeout reached waiting for ai pool connection, 3 borrows: "
					+ "20 of 20 connections are in use, 2 threads are waiting")
			.contains("Timeout reached waiting for ai pool connection, 1 borrow: ");
	}

	@Test
	void aLeakIsLoggedOnceWithTheStackOfItsThread(CapturedOutput output) throws InterruptedException {
		CountDownLatch forgetful = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		Thread thread = new Thread(() -> forget(forgetful, end), "forgetful");
		thread.start();
		forgetful.await();
		this.pool.held(FedPool.held("MenuService.generate", 61, thread)).passes(this.alerts, 5);
		end.countDown();
		thread.join();
		assertThat(output).containsOnlyOnce("Possible connection leak in pool ai: "
				+ "MenuService.generate has held a connection for 61 s, taken by thread forgetful");
		assertThat(output).contains("Where the thread is now")
			.containsOnlyOnce(AlertLogTests.class.getName() + ".forget(");
	}

	private static void forget(CountDownLatch forgetful, CountDownLatch end) {
		forgetful.countDown();
		try {
			end.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void aLeakOfAThreadThatHasEndedSaysSo(CapturedOutput output) throws InterruptedException {
		Thread thread = new Thread(() -> {
		}, "gone");
		thread.start();
		thread.join();
		this.pool.held(FedPool.held("MenuService.generate", 61, thread)).passes(this.alerts, 1);
		assertThat(output).contains("taken by thread gone; the thread has ended");
	}

	@Test
	void aLeakThatIsFoundLaterIsLoggedThoughTheAlertIsActiveAlready(CapturedOutput output) {
		this.pool.held(FedPool.held("MenuService.generate", 61)).passes(this.alerts, 1);
		this.pool.held(FedPool.held("MenuService.generate", 62), FedPool.held("RecipeService.find", 61))
			.passes(this.alerts, 3);
		assertThat(lines(output, "Pool alert raised: LEAK")).hasSize(1);
		assertThat(lines(output, "Possible connection leak")).hasSize(2);
	}

	@Test
	void stacksOfAWholePoolThatHasLeakedAreNotAllLogged(CapturedOutput output) {
		List<HeldConnection> held = new ArrayList<>();
		for (int i = 0; i < FedPool.SIZE; i++) {
			held.add(FedPool.held("MenuService.generate" + i, 61));
		}
		this.pool.held(held.toArray(HeldConnection[]::new)).passes(this.alerts, 5);
		assertThat(lines(output, "Possible connection leak")).hasSize(3);
	}

	private static List<String> lines(CapturedOutput output, String text) {
		return output.getAll().lines().filter((line) -> line.contains(text)).toList();
	}

}
