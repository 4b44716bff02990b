package io.github.poolstarter.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How applications hear of alerts.
 */
@ExtendWith(OutputCaptureExtension.class)
class AlertPublisherTests {

	private static final PoolAlert ALERT = new PoolAlert("ai", AlertKind.EXHAUSTED, Instant.EPOCH, "all are out", null);

	private static final PoolAlertEvent RAISED = new PoolAlertEvent(ALERT);

	private static final PoolAlertEvent RESOLVED = new PoolAlertEvent(ALERT.resolved(Instant.EPOCH.plusSeconds(60)));

	@Test
	void anEventListenerOfTheApplicationIsTold() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Listener.class);
				AlertPublisher publisher = new AlertPublisher(context)) {
			Listener listener = context.getBean(Listener.class);
			publisher.publish(RAISED);
			publisher.publish(RESOLVED);
			Awaitility.await().until(() -> listener.events.size() == 2 && listener.endedPools.size() == 1);
			assertThat(listener.events).containsExactly(RAISED, RESOLVED);
			assertThat(listener.endedPools).containsExactly("ai");
		}
	}

	@Test
	void aListenerThatFailsIsLoggedAndToldOfTheNext(CapturedOutput output) {
		List<Object> events = new CopyOnWriteArrayList<>();
		ApplicationEventPublisher failing = (event) -> {
			events.add(event);
			throw new IllegalStateException("No mail today");
		};
		try (AlertPublisher publisher = new AlertPublisher(failing)) {
			PoolAlerts alerts = new PoolAlerts(new AlertRules(0.8, Duration.ofMinutes(1)), publisher::publish);
			FedPool pool = new FedPool("ai");
			pool.active(17).passes(alerts, 3);
			pool.active(1).passes(alerts, 10);
			Awaitility.await().until(() -> events.size() == 2);
			assertThat(alerts.board().resolved()).hasSize(1);
			Awaitility.await().until(() -> output.getAll().contains("No mail today"));
		}
	}

	@Test
	void whoPublishesDoesNotWaitForAListener(CapturedOutput output) {
		CountDownLatch mail = new CountDownLatch(1);
		List<Object> events = new CopyOnWriteArrayList<>();
		ApplicationEventPublisher slow = (event) -> {
			try {
				mail.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			events.add(event);
		};
		try (AlertPublisher publisher = new AlertPublisher(slow)) {
			for (int i = 0; i < 150; i++) {
				publisher.publish(RAISED);
			}
			assertThat(events).isEmpty();
			assertThat(output).contains("Not published, because listeners are too slow: PoolAlertEvent[");
			mail.countDown();
			Awaitility.await().until(() -> events.size() >= 100);
		}
	}

	@Test
	void nothingIsSaidOfEventsThatComeWhenTheApplicationEnds(CapturedOutput output) {
		List<Object> events = new CopyOnWriteArrayList<>();
		AlertPublisher publisher = new AlertPublisher(events::add);
		publisher.close();
		publisher.publish(RAISED);
		assertThat(events).isEmpty();
		assertThat(output).doesNotContain("Not published");
	}

	static class Listener {

		private final List<PoolAlertEvent> events = new CopyOnWriteArrayList<>();

		private final List<String> endedPools = new CopyOnWriteArrayList<>();

		@EventListener
		void changed(PoolAlertEvent event) {
			this.events.add(event);
		}

		@EventListener(condition = "#root.args[0].resolved")
		void ended(PoolAlertEvent event) {
			this.endedPools.add(event.alert().pool());
		}

	}

}
