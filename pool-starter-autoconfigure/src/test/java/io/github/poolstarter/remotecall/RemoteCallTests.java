package io.github.poolstarter.remotecall;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import com.sun.net.httpserver.HttpServer;
import io.github.poolstarter.AiWork;
import io.github.poolstarter.ConnectionHeldException;
import io.github.poolstarter.NoConnectionHeld;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.routing.RoutingTestConfiguration;
import io.github.poolstarter.routing.RoutingTestConfiguration.Where;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.PostgresServer.Database;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientObservationAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestTemplateAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestTemplateObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Rule 7: remote calls of threads that hold a connection.
 */
@ExtendWith(OutputCaptureExtension.class)
class RemoteCallTests {

	private static final String FAIL = "pools.tracking.remote-calls=fail";

	private static Database database;

	private static HttpServer server;

	private static ApplicationContextRunner runner;

	@BeforeAll
	static void start() throws IOException {
		database = PostgresServer.createDatabase();
		server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext("/", (exchange) -> {
			byte[] body = "a menu".getBytes();
			exchange.sendResponseHeaders(200, body.length);
			exchange.getResponseBody().write(body);
			exchange.close();
		});
		server.start();
		runner = RoutingTestConfiguration.runner(database)
			.withConfiguration(AutoConfigurations.of(ObservationAutoConfiguration.class,
					RestClientAutoConfiguration.class, RestClientObservationAutoConfiguration.class,
					RestTemplateAutoConfiguration.class, RestTemplateObservationAutoConfiguration.class))
			.withPropertyValues("model.url=http://localhost:" + server.getAddress().getPort() + "/menu?key=secret")
			.withUserConfiguration(Services.class);
	}

	@AfterAll
	static void stop() {
		server.stop(0);
		database.close();
	}

	@Test
	void aMarkedMethodCalledInsideATransactionIsReportedOnce(CapturedOutput output) {
		runner.run((context) -> {
			assertThat(context.getBean(Planner.class).insideTransaction()).isEqualTo("a menu");
			assertThat(context.getBean(Planner.class).insideTransaction()).isEqualTo("a menu");
		});
		assertThat(output.getAll().split("RemoteCallTests.Model.ask is called while its thread holds", -1)).hasSize(2);
		assertThat(output).contains("a connection of pool 'ai', taken in RemoteCallTests.Planner.insideTransaction");
	}

	@Test
	void aMarkedMethodCalledInsideATransactionFailsWhereThatIsAskedFor() {
		runner.withPropertyValues(FAIL)
			.run((context) -> assertThatExceptionOfType(ConnectionHeldException.class)
				.isThrownBy(() -> context.getBean(Planner.class).insideTransaction())
				.withMessageContaining("pool 'ai'"));
	}

	@Test
	void aMarkedMethodCalledWithoutConnectionIsNotReported(CapturedOutput output) {
		runner.withPropertyValues(FAIL)
			.run((context) -> assertThat(context.getBean(Planner.class).outsideTransaction()).isEqualTo("a menu"));
		assertThat(output).doesNotContain("is called while its thread holds");
	}

	@Test
	void aTransactionOfTheMarkedMethodItselfIsSeen() {
		runner.withPropertyValues(FAIL)
			.run((context) -> assertThatExceptionOfType(ConnectionHeldException.class)
				.isThrownBy(() -> context.getBean(Model.class).askInTransaction()));
	}

	@Test
	void nothingIsSaidWhereTheWatchIsOff(CapturedOutput output) {
		runner.withPropertyValues("pools.tracking.remote-calls=off")
			.run((context) -> assertThat(context.getBean(Planner.class).insideTransaction()).isEqualTo("a menu"));
		assertThat(output).doesNotContain("is called while its thread holds");
	}

	@Test
	void aConnectionTakenByHandIsSeenUntilItIsClosed() {
		runner.withPropertyValues(FAIL).run((context) -> {
			Model model = context.getBean(Model.class);
			try (Connection connection = context.getBean(DataSource.class).getConnection()) {
				assertThat(connection.isValid(1)).isTrue();
				assertThatExceptionOfType(ConnectionHeldException.class).isThrownBy(model::ask)
					.withMessageContaining("pool 'general'");
			}
			assertThat(model.ask()).isEqualTo("a menu");
			try (Connection connection = context.getBean(PoolRegistry.class).get("read").getConnection()) {
				assertThat(connection.isValid(1)).isTrue();
				assertThatExceptionOfType(ConnectionHeldException.class).isThrownBy(model::ask)
					.withMessageContaining("pool 'read'");
			}
		});
	}

	@Test
	void aConnectionClosedByWayOfItsStatementIsNotHeldAnyMore() {
		runner.withPropertyValues(FAIL).run((context) -> {
			Connection connection = context.getBean(DataSource.class).getConnection();
			connection.createStatement().getConnection().close();
			assertThat(context.getBean(Model.class).ask()).isEqualTo("a menu");
		});
	}

	@Test
	void aConnectionThatAnotherThreadHoldsIsNoMatter() {
		runner.withPropertyValues(FAIL).run((context) -> {
			Model model = context.getBean(Model.class);
			try (Connection connection = context.getBean(DataSource.class).getConnection()) {
				assertThat(connection.isValid(1)).isTrue();
				assertThat(CompletableFuture.supplyAsync(model::ask).get(30, TimeUnit.SECONDS)).isEqualTo("a menu");
			}
		});
	}

	@Test
	void restClientsOfSpringBootsBuilderAreWatched(CapturedOutput output) {
		runner.run((context) -> assertThat(context.getBean(Planner.class).restClientInTransaction(url(context)))
			.isEqualTo("a menu"));
		assertThat(output).contains("GET http://localhost is called while its thread holds a connection of pool 'ai'")
			.doesNotContain("secret");
		runner.withPropertyValues(FAIL).run((context) -> {
			assertThatExceptionOfType(ConnectionHeldException.class)
				.isThrownBy(() -> context.getBean(Planner.class).restClientInTransaction(url(context)));
			assertThat(context.getBean(Planner.class).restClientOutsideTransaction(url(context))).isEqualTo("a menu");
		});
	}

	@Test
	void restTemplatesOfSpringBootsBuilderAreWatched() {
		runner.withPropertyValues(FAIL)
			.run((context) -> assertThatExceptionOfType(ConnectionHeldException.class)
				.isThrownBy(() -> context.getBean(Planner.class).restTemplateInTransaction(url(context))));
	}

	@Test
	void theWatchDoesNotMakeClientsHoldRequestBodiesInMemory() {
		runner.run((context) -> assertThat(context.getBean(RestTemplateBuilder.class).build().getInterceptors())
			.isEmpty());
	}

	private static String url(ApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("model.url");
	}

	@Import({ Planner.class, Model.class })
	static class Services {

	}

	static class Planner {

		private final Where where;

		private final Model model;

		private final RestClient restClient;

		private final RestTemplate restTemplate;

		Planner(Where where, Model model, RestClient.Builder restClient, RestTemplateBuilder restTemplate) {
			this.where = where;
			this.model = model;
			this.restClient = restClient.build();
			this.restTemplate = restTemplate.build();
		}

		@AiWork
		@Transactional
		String insideTransaction() {
			this.where.pool();
			return this.model.ask();
		}

		@AiWork
		String outsideTransaction() {
			this.where.pool();
			return this.model.ask();
		}

		@AiWork
		@Transactional
		String restClientInTransaction(String url) {
			return this.restClient.get().uri(url).retrieve().body(String.class);
		}

		@AiWork
		String restClientOutsideTransaction(String url) {
			return this.restClient.get().uri(url).retrieve().body(String.class);
		}

		@AiWork
		@Transactional
		String restTemplateInTransaction(String url) {
			return this.restTemplate.getForObject(url, String.class);
		}

	}

	static class Model {

		private final Where where;

		Model(Where where) {
			this.where = where;
		}

		@NoConnectionHeld
		String ask() {
			return "a menu";
		}

		@NoConnectionHeld
		@Transactional
		String askInTransaction() {
			return this.where.pool();
		}

	}

}
