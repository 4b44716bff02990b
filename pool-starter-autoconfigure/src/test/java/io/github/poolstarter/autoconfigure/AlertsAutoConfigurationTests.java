package io.github.poolstarter.autoconfigure;

import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.actuate.PoolsEndpoint;
import io.github.poolstarter.alert.AlertKind;
import io.github.poolstarter.alert.PoolAlert;
import io.github.poolstarter.alert.PoolAlertEvent;
import io.github.poolstarter.alert.PoolAlerts;
import io.github.poolstarter.autoconfigure.actuate.PoolsEndpointAutoConfiguration;
import io.github.poolstarter.test.PostgresServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How an application gets its alerts.
 */
class AlertsAutoConfigurationTests {

	private static PostgresServer.Database database;

	private static ApplicationContextRunner runner;

	@BeforeAll
	static void createDatabase() {
		database = PostgresServer.createDatabase();
		runner = new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(PoolsAutoConfiguration.class, PoolsEndpointAutoConfiguration.class))
			.withPropertyValues(database.properties())
			.withPropertyValues("pools.jdbc.general.maximum-pool-size=4", "pools.defaults.minimum-idle=0");
	}

	@AfterAll
	static void dropDatabase() {
		database.close();
	}

	@Test
	void anEventListenerHearsOfAlertsAtTheThresholdsOfTheProperties() {
		runner.withBean(Listener.class)
			.withPropertyValues("pools.tracking.leak-threshold=1s", "pools.alerts.usage=0.2")
			.run((context) -> {
				Listener listener = context.getBean(Listener.class);
				try (Connection connection = context.getBean(PoolRegistry.class).get("general").getConnection()) {
					assertThat(connection.isValid(1)).isTrue();
					Awaitility.await().until(() -> listener.events.size() == 2);
				}
				assertThat(listener.events).extracting((event) -> event.alert().kind())
					.containsExactlyInAnyOrder(AlertKind.LEAK, AlertKind.USAGE);
				Awaitility.await()
					.untilAsserted(() -> assertThat(context.getBean(PoolAlerts.class).board().resolved())
						.extracting(PoolAlert::kind)
						.contains(AlertKind.LEAK));
			});
	}

	@Test
	void aPoolHasAThresholdOfItsOwn() {
		runner.withBean(Listener.class)
			.withPropertyValues("pools.jdbc.general.leak-threshold=1s", "pools.jdbc.ai.minimum-idle=0")
			.run((context) -> {
				PoolRegistry pools = context.getBean(PoolRegistry.class);
				try (Connection leaked = pools.get("general").getConnection();
						Connection other = pools.get("ai").getConnection()) {
					assertThat(leaked.isValid(1) && other.isValid(1)).isTrue();
					Listener listener = context.getBean(Listener.class);
					Awaitility.await().until(() -> !listener.events.isEmpty());
					assertThat(listener.events).extracting((event) -> event.alert().pool()).containsOnly("general");
				}
			});
	}

	@Test
	void endpointHasAViewOfAlerts() {
		runner.withPropertyValues("management.endpoints.web.exposure.include=pools").run((context) -> {
			PoolsEndpoint endpoint = context.getBean(PoolsEndpoint.class);
			assertThat(endpoint.view("alerts", null, null)).isNotNull();
			assertThat(endpoint.poolView("alerts", "general", null, null, null)).isNotNull();
		});
	}

	static class Listener {

		private final List<PoolAlertEvent> events = new CopyOnWriteArrayList<>();

		@EventListener
		void changed(PoolAlertEvent event) {
			this.events.add(event);
		}

	}

}
