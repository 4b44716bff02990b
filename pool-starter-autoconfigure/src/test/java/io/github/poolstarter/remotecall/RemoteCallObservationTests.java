package io.github.poolstarter.remotecall;

import java.io.IOException;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

import javax.sql.DataSource;

import io.github.poolstarter.ConnectionHeldException;
import io.github.poolstarter.remotecall.RemoteCallGuard.Call;
import io.github.poolstarter.remotecall.RemoteCallTestServices.Model;
import io.github.poolstarter.remotecall.RemoteCallTestServices.Planner;
import io.github.poolstarter.routing.RoutingTestConfiguration;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.PostgresServer.Database;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationPredicate;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationHandlerGroup;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientObservationAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestTemplateAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestTemplateObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.boot.webclient.autoconfigure.WebClientObservationAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Remote calls are found by the observations of their clients: calls of
 * {@code WebClient}, observations that others handle too, and those that are switched
 * off.
 */
@ExtendWith(OutputCaptureExtension.class)
class RemoteCallObservationTests {

	private static final String FAIL = "pools.tracking.remote-calls=fail";

	private static final String NOT_WATCHED = "Remote calls of HTTP clients are not watched";

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final AutoConfigurations CLIENTS = AutoConfigurations.of(HttpClientAutoConfiguration.class,
			ImperativeHttpClientAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class,
			CodecsAutoConfiguration.class, RestClientAutoConfiguration.class, RestTemplateAutoConfiguration.class,
			WebClientAutoConfiguration.class);

	private static final AutoConfigurations OBSERVATIONS = AutoConfigurations.of(ObservationAutoConfiguration.class,
			RestClientObservationAutoConfiguration.class, RestTemplateObservationAutoConfiguration.class,
			WebClientObservationAutoConfiguration.class);

	private static final String CHECK = "io.github.poolstarter.autoconfigure.UnwatchedRemoteCallsCheck";

	private static Database database;

	private static RemoteCallServer server;

	private static ApplicationContextRunner unobserved;

	private static ApplicationContextRunner runner;

	private final LoggingSystem logging = LoggingSystem.get(RemoteCallObservationTests.class.getClassLoader());

	@BeforeAll
	static void start() throws IOException {
		database = PostgresServer.createDatabase();
		server = new RemoteCallServer();
		unobserved = RoutingTestConfiguration.runner(database)
			.withConfiguration(CLIENTS)
			.withUserConfiguration(RemoteCallTestServices.Services.class);
		runner = unobserved.withConfiguration(OBSERVATIONS);
	}

	@BeforeEach
	void logAll() {
		this.logging.setLogLevel(CHECK, LogLevel.INFO);
	}

	@AfterEach
	void logAsBefore() {
		this.logging.setLogLevel(CHECK, null);
	}

	@AfterAll
	static void stop() {
		server.close();
		database.close();
	}

	@Test
	void callOfAWebClientThatItsThreadWaitsForIsReportedAndTimed(CapturedOutput output) {
		runner.run((context) -> {
			planner(context).inTransaction(() -> {
				assertThat(menu(context).block(PATIENCE)).isEqualTo("a menu");
				// The waiting thread may go on before the observation stops
				await(() -> !RemoteCallTestServices.snapshot(context).isEmpty());
				return null;
			});
			assertThat(RemoteCallTestServices.onlyPlanner(context).count()).isOne();
			assertThat(RemoteCallTestServices.onlyPlanner(context).totalNanos()).isPositive();
		});
		assertThat(output).contains("GET http://localhost is called while its thread holds a connection of pool 'ai', "
				+ "taken in " + RemoteCallTestServices.PLANNER);
	}

	@Test
	void callOfAWebClientIsRefusedBeforeItIsMade() {
		runner.withPropertyValues(FAIL).run((context) -> {
			int requests = server.requests();
			assertThatExceptionOfType(ConnectionHeldException.class)
				.isThrownBy(() -> planner(context).inTransaction(() -> menu(context).block(PATIENCE)))
				.withMessageContaining("GET http://localhost");
			assertThat(server.requests()).isEqualTo(requests);
			assertThat(RemoteCallTestServices.snapshot(context)).isEmpty();
			assertThat(menu(context).block(PATIENCE)).isEqualTo("a menu");
		});
	}

	@Test
	void callThatEndsOnAnotherThreadCountsWhereTheConnectionIsStillHeld() {
		runner.run((context) -> {
			RemoteCallGuard guard = context.getBean(RemoteCallGuard.class);
			Call waitedFor;
			Call left;
			try (Connection connection = context.getBean(DataSource.class).getConnection()) {
				assertThat(connection.isValid(1)).isTrue();
				waitedFor = guard.begin("a call", String::toString);
				left = guard.begin("a call", String::toString);
				CompletableFuture.runAsync(() -> guard.end(waitedFor)).join();
				assertThat(RemoteCallTestServices.snapshot(context)).containsOnlyKeys("general");
			}
			context.getBean(RemoteCallCounts.class).reset();
			CompletableFuture.runAsync(() -> guard.end(left)).join();
			assertThat(RemoteCallTestServices.snapshot(context)).isEmpty();
		});
	}

	@Test
	void callThatAWebClientMakesOnAnotherThreadIsNotSeen() {
		runner.withPropertyValues(FAIL)
			.run((context) -> assertThat(planner(context).inTransaction(() -> CompletableFuture
				.supplyAsync(() -> menu(context).block(PATIENCE), (call) -> new Thread(call).start())
				.join())).isEqualTo("a menu"));
	}

	@Test
	void callOfAWebClientInAMarkedMethodIsPartOfTheMethodsCall() {
		runner.run((context) -> {
			planner(context).inTransaction(() -> context.getBean(Model.class).ask(() -> menu(context).block(PATIENCE)));
			assertThat(RemoteCallTestServices.onlyPlanner(context).count()).isOne();
		});
	}

	@Test
	void restClientsAreWatchedWithoutWebClients() {
		RoutingTestConfiguration.runner(database)
			.withConfiguration(CLIENTS)
			.withConfiguration(OBSERVATIONS)
			.withPropertyValues(FAIL)
			.withClassLoader(new FilteredClassLoader("org.springframework.web.reactive"))
			.run((context) -> {
				assertThat(context).doesNotHaveBean("webClientCallPostProcessor");
				try (Connection connection = context.getBean(DataSource.class).getConnection()) {
					assertThat(connection.isValid(1)).isTrue();
					assertThatExceptionOfType(ConnectionHeldException.class).isThrownBy(() -> get(context));
				}
			});
	}

	@Test
	void refusedCallLeavesNoObservationBehind() {
		runner.withPropertyValues(FAIL).withUserConfiguration(MetricsConfiguration.class).run((context) -> {
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			ObservationRegistry observations = context.getBean(ObservationRegistry.class);
			assertThatExceptionOfType(ConnectionHeldException.class)
				.isThrownBy(() -> planner(context).inTransaction(() -> get(context)));
			assertThatExceptionOfType(ConnectionHeldException.class)
				.isThrownBy(() -> planner(context).inTransaction(() -> context.getBean(RestTemplateBuilder.class)
					.build()
					.getForObject(server.url(RemoteCallServer.MENU), String.class)));
			assertThatExceptionOfType(ConnectionHeldException.class)
				.isThrownBy(() -> planner(context).inTransaction(() -> menu(context).block(PATIENCE)));
			assertThat(meters.find("http.client.requests.active").longTaskTimers())
				.allSatisfy((timer) -> assertThat(timer.activeTasks()).isZero());
			assertThat(observations.getCurrentObservation()).isNull();
			assertThat(get(context)).isEqualTo("a menu");
			assertThat(meters.get("http.client.requests").timer().count()).isOne();
		});
	}

	@Test
	void otherHandlersSeeCallsThatAreReported() {
		runner.withUserConfiguration(MetricsConfiguration.class).run((context) -> {
			planner(context).inTransaction(() -> get(context));
			assertThat(context.getBean(MeterRegistry.class).get("http.client.requests").timer().count()).isOne();
			assertThat(RemoteCallTestServices.onlyPlanner(context).count()).isOne();
		});
	}

	@Test
	void callThatAnotherHandlerStopsIsNotCounted() {
		runner.withUserConfiguration(FailingHandlerConfiguration.class).run((context) -> {
			assertThatExceptionOfType(UnsupportedOperationException.class)
				.isThrownBy(() -> planner(context).inTransaction(() -> get(context)));
			assertThat(RemoteCallTestServices.snapshot(context)).isEmpty();
		});
	}

	@Test
	void nothingIsSaidWhereClientsAreObserved(CapturedOutput output) {
		runner.withPropertyValues(FAIL).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain(NOT_WATCHED);
	}

	@Test
	void missingRegistryIsSaidOnceAndCallsAreMade(CapturedOutput output) {
		unobserved.run((context) -> {
			assertThat(planner(context).inTransaction(() -> get(context))).isEqualTo("a menu");
			assertThat(planner(context).inTransaction(() -> get(context))).isEqualTo("a menu");
		});
		assertThat(output.getAll().split(NOT_WATCHED, -1)).hasSize(2);
		assertThat(output).containsPattern("INFO .*" + NOT_WATCHED);
	}

	@Test
	void missingRegistryIsAWarningWhereCallsAreToFail(CapturedOutput output) {
		unobserved.withPropertyValues(FAIL).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsPattern("WARN .*" + NOT_WATCHED);
	}

	@Test
	void observationsThatAreSwitchedOffAreSaid(CapturedOutput output) {
		runner.withPropertyValues("management.observations.enable.http.client.requests=false")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output.getAll().split(NOT_WATCHED, -1)).hasSize(2);
		runner.withUserConfiguration(PredicateConfiguration.class).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output.getAll().split(NOT_WATCHED, -1)).hasSize(3);
		runner.withBean(ObservationRegistry.class, () -> ObservationRegistry.NOOP)
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output.getAll().split(NOT_WATCHED, -1)).hasSize(4);
	}

	@Test
	void observationsOfAnotherNameAreFound(CapturedOutput output) {
		runner
			.withPropertyValues("management.observations.http.client.requests.name=calls",
					"management.observations.enable.http.client.requests=false", FAIL)
			.run((context) -> assertThatExceptionOfType(ConnectionHeldException.class)
				.isThrownBy(() -> planner(context).inTransaction(() -> get(context))));
		assertThat(output).doesNotContain(NOT_WATCHED);
	}

	@Test
	void nothingIsSaidWithoutClientsOrWhereTheWatchIsOff(CapturedOutput output) {
		RoutingTestConfiguration.runner(database).run((context) -> assertThat(context).hasNotFailed());
		unobserved.withPropertyValues("pools.tracking.remote-calls=off")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain(NOT_WATCHED);
	}

	private static Planner planner(ApplicationContext context) {
		return context.getBean(Planner.class);
	}

	private static String get(ApplicationContext context) {
		return context.getBean(RestClient.Builder.class)
			.build()
			.get()
			.uri(server.url(RemoteCallServer.MENU))
			.retrieve()
			.body(String.class);
	}

	private static Mono<String> menu(ApplicationContext context) {
		return context.getBean(WebClient.Builder.class)
			.build()
			.get()
			.uri(server.url(RemoteCallServer.MENU))
			.retrieve()
			.bodyToMono(String.class);
	}

	private static void await(BooleanSupplier condition) {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (!condition.getAsBoolean()) {
			assertThat(System.nanoTime()).isLessThan(deadline);
			Thread.onSpinWait();
		}
	}

	// As Spring Boot registers the handlers of metrics, before all others
	@Configuration(proxyBeanMethods = false)
	static class MetricsConfiguration {

		@Bean
		SimpleMeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

		@Bean
		DefaultMeterObservationHandler meterObservationHandler(MeterRegistry registry) {
			return new DefaultMeterObservationHandler(registry);
		}

		@Bean
		ObservationHandlerGroup metricsGroup() {
			return ObservationHandlerGroup.of(DefaultMeterObservationHandler.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FailingHandlerConfiguration {

		@Bean
		ObservationHandler<Observation.Context> failingHandler() {
			return new ObservationHandler<>() {

				@Override
				public void onStart(Observation.Context context) {
					throw new UnsupportedOperationException();
				}

				@Override
				public boolean supportsContext(Observation.Context context) {
					return true;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PredicateConfiguration {

		@Bean
		ObservationPredicate noClients() {
			return (name, context) -> !name.startsWith("http.client");
		}

	}

}
