package io.github.poolstarter.remotecall;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import com.sun.management.ThreadMXBean;
import io.github.poolstarter.ConnectionHeldException;
import io.github.poolstarter.remotecall.RemoteCallCounts.Snapshot;
import io.github.poolstarter.remotecall.RemoteCallTestServices.Model;
import io.github.poolstarter.remotecall.RemoteCallTestServices.Planner;
import io.github.poolstarter.remotecall.RemoteCallTestServices.Reporter;
import io.github.poolstarter.routing.RoutingTestConfiguration;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.PostgresServer.Database;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientObservationAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestTemplateAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestTemplateObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.util.StreamUtils;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What remote calls of threads that hold a connection cost.
 */
class RemoteCallTimingTests {

	private static Database database;

	private static ApplicationContextRunner runner;

	private RemoteCallServer server;

	@BeforeAll
	static void start() {
		database = PostgresServer.createDatabase();
		runner = RoutingTestConfiguration.runner(database)
			.withConfiguration(AutoConfigurations.of(HttpClientAutoConfiguration.class,
					ImperativeHttpClientAutoConfiguration.class, ObservationAutoConfiguration.class,
					RestClientAutoConfiguration.class, RestClientObservationAutoConfiguration.class,
					RestTemplateAutoConfiguration.class, RestTemplateObservationAutoConfiguration.class))
			.withUserConfiguration(RemoteCallTestServices.Services.class);
	}

	@AfterAll
	static void stop() {
		database.close();
	}

	@BeforeEach
	void startServer() throws IOException {
		this.server = new RemoteCallServer();
	}

	@AfterEach
	void stopServer() {
		this.server.close();
	}

	@Test
	void callOfARestClientLastsUntilItsResponseIsRead() {
		runner.run((context) -> assertIsTimed(context,
				(readNanos) -> restClient(context).get()
					.uri(this.server.url(RemoteCallServer.HALF))
					.exchange((request, response) -> read(context, response, readNanos))));
	}

	@Test
	void callOfARestTemplateLastsUntilItsResponseIsRead() {
		runner.run((context) -> assertIsTimed(context,
				(readNanos) -> context.getBean(RestTemplateBuilder.class)
					.build()
					.execute(this.server.url(RemoteCallServer.HALF), HttpMethod.GET, null,
							(response) -> read(context, response, readNanos))));
	}

	private void assertIsTimed(ApplicationContext context, TimedCall call) {
		AtomicLong readNanos = new AtomicLong();
		long startNanos = System.nanoTime();
		assertThat(planner(context).inTransaction(() -> call.make(readNanos))).isEqualTo("a menu");
		long endNanos = System.nanoTime();
		Snapshot calls = RemoteCallTestServices.onlyPlanner(context);
		assertThat(calls.count()).isOne();
		assertThat(calls.totalNanos()).isBetween(readNanos.get() - this.server.arrivalNanos(), endNanos - startNanos);
		assertThat(calls.longestNanos()).isEqualTo(calls.totalNanos());
	}

	private String read(ApplicationContext context, ClientHttpResponse response, AtomicLong readNanos)
			throws IOException {
		this.server.open();
		String body = new String(StreamUtils.copyToByteArray(response.getBody()));
		assertThat(RemoteCallTestServices.snapshot(context)).isEmpty();
		readNanos.set(System.nanoTime());
		return body;
	}

	@Test
	void callWhoseResponseIsClosedLaterLastsUntilItIsHandedOver() {
		runner.run((context) -> {
			try (ClientHttpResponse response = planner(context).inTransaction(() -> restClient(context).get()
				.uri(this.server.url(RemoteCallServer.MENU))
				.exchange((request, open) -> open, false))) {
				assertThat(RemoteCallTestServices.onlyPlanner(context).count()).isOne();
				assertThat(response.getBody()).hasContent("a menu");
			}
			assertThat(RemoteCallTestServices.onlyPlanner(context).count()).isOne();
		});
	}

	@Test
	void responseIsThatOfTheClient() {
		runner.run((context) -> {
			String menu = this.server.url(RemoteCallServer.MENU);
			planner(context).inTransaction(() -> restClient(context).get().uri(menu).exchange((request, response) -> {
				assertThat(response.getStatusCode().value()).isEqualTo(200);
				assertThat(response.getStatusText()).isNotNull();
				assertThat(response.getHeaders().getContentLength()).isEqualTo(6);
				assertThat(request.getURI()).hasToString(menu);
				assertThat(request.getMethod()).isEqualTo(HttpMethod.GET);
				return response;
			}));
		});
	}

	@Test
	void bodyOfARequestIsStreamed() {
		runner.run((context) -> {
			String answer = planner(context).inTransaction(() -> restClient(context).post()
				.uri(this.server.url(RemoteCallServer.UPLOAD))
				.body(this::upload)
				.retrieve()
				.body(String.class));
			assertThat(answer).isEqualTo("40000");
			assertThat(RemoteCallTestServices.onlyPlanner(context).count()).isOne();
		});
	}

	// The second half when the first has arrived
	private void upload(OutputStream body) throws IOException {
		body.write(new byte[20_000]);
		body.flush();
		this.server.awaitUpload();
		body.write(new byte[20_000]);
	}

	@Test
	void bodyInMemoryIsSent() {
		runner.run((context) -> assertThat(planner(context).inTransaction(() -> restClient(context).post()
			.uri(this.server.url(RemoteCallServer.UPLOAD))
			.body("a wish")
			.retrieve()
			.body(String.class))).isEqualTo("6"));
	}

	@Test
	void callThatFailsIsCountedAndTimed() {
		runner.run((context) -> {
			assertThatExceptionOfType(HttpServerErrorException.class)
				.isThrownBy(() -> planner(context).inTransaction(() -> get(context, RemoteCallServer.ERROR)));
			assertThat(RemoteCallTestServices.onlyPlanner(context).count()).isOne();
			assertThatExceptionOfType(ResourceAccessException.class)
				.isThrownBy(() -> planner(context).inTransaction(() -> get(context, RemoteCallServer.BROKEN)));
			assertThat(RemoteCallTestServices.onlyPlanner(context).count()).isEqualTo(2);
			String nowhere = "http://localhost:" + unusedPort() + "/";
			assertThatExceptionOfType(ResourceAccessException.class)
				.isThrownBy(() -> planner(context).inTransaction(() -> get(restClient(context), nowhere)));
			Snapshot calls = RemoteCallTestServices.onlyPlanner(context);
			assertThat(calls.count()).isEqualTo(3);
			assertThat(calls.totalNanos()).isGreaterThan(calls.longestNanos());
			assertThat(calls.longestNanos()).isPositive();
		});
	}

	@Test
	void callThatRunsIntoATimeoutIsCountedAndTimed() {
		runner.withPropertyValues("spring.http.clients.read-timeout=50ms").run((context) -> {
			assertThatExceptionOfType(RestClientException.class)
				.isThrownBy(() -> planner(context).inTransaction(() -> get(context, RemoteCallServer.HALF)));
			assertThat(RemoteCallTestServices.onlyPlanner(context).count()).isOne();
			assertThat(RemoteCallTestServices.onlyPlanner(context).totalNanos())
				.isGreaterThan(TimeUnit.MILLISECONDS.toNanos(50));
		});
	}

	@Test
	void refusedCallIsNeitherMadeNorCounted() {
		runner.withPropertyValues("pools.tracking.remote-calls=fail").run((context) -> {
			assertThatExceptionOfType(ConnectionHeldException.class)
				.isThrownBy(() -> planner(context).inTransaction(() -> get(context, RemoteCallServer.MENU)));
			assertThatExceptionOfType(ConnectionHeldException.class)
				.isThrownBy(() -> planner(context).inTransaction(() -> context.getBean(Model.class).ask(() -> "")));
			assertThat(this.server.requests()).isZero();
			assertThat(RemoteCallTestServices.snapshot(context)).isEmpty();
		});
	}

	@Test
	void callIsNotCountedWhereNoConnectionIsHeld() {
		runner.run((context) -> {
			assertThat(planner(context).withoutTransaction(() -> get(context, RemoteCallServer.MENU)))
				.isEqualTo("a menu");
			assertThat(planner(context).withoutTransaction(() -> context.getBean(Model.class).ask(() -> "a menu")))
				.isEqualTo("a menu");
			assertThat(RemoteCallTestServices.snapshot(context)).isEmpty();
		});
	}

	@Test
	void callIsNotCountedWhereTheWatchIsOff() {
		runner.withPropertyValues("pools.tracking.remote-calls=off").run((context) -> {
			assertThat(planner(context).inTransaction(() -> get(context, RemoteCallServer.MENU))).isEqualTo("a menu");
			planner(context).inTransaction(() -> context.getBean(Model.class).ask(() -> "a menu"));
			assertThat(RemoteCallTestServices.snapshot(context)).isEmpty();
		});
	}

	@Test
	void callCountsOnceForEachPoolThatAConnectionIsHeldOf() {
		runner.run((context) -> {
			planner(context).inTransaction(
					() -> context.getBean(Reporter.class).inTransaction(() -> get(context, RemoteCallServer.MENU)));
			assertThat(RemoteCallTestServices.snapshot(context)).containsOnlyKeys("ai", "read");
			Snapshot ai = RemoteCallTestServices.snapshot(context).get("ai").get(RemoteCallTestServices.PLANNER);
			Snapshot read = RemoteCallTestServices.snapshot(context).get("read").get(RemoteCallTestServices.REPORTER);
			assertThat(ai).isEqualTo(read);
			assertThat(ai.count()).isOne();
		});
	}

	@Test
	void markedMethodIsTimedWhateverItThrows() {
		runner.run((context) -> {
			AtomicLong insideNanos = new AtomicLong();
			assertThatIllegalStateException()
				.isThrownBy(() -> planner(context).inTransaction(() -> context.getBean(Model.class).ask(() -> {
					long startNanos = System.nanoTime();
					assertThat(get(context, RemoteCallServer.MENU)).isEqualTo("a menu");
					insideNanos.set(System.nanoTime() - startNanos);
					throw new IllegalStateException("no idea");
				})));
			assertThat(RemoteCallTestServices.onlyPlanner(context).totalNanos()).isGreaterThan(insideNanos.get());
		});
	}

	@Test
	void whatAMarkedMethodCallsIsPartOfItsCall() {
		runner.run((context) -> {
			Model model = context.getBean(Model.class);
			planner(context).inTransaction(() -> model.ask(() -> model.ask(() -> get(context, RemoteCallServer.MENU))));
			assertThat(RemoteCallTestServices.onlyPlanner(context).count()).isOne();
			planner(context).inTransaction(() -> get(context, RemoteCallServer.MENU));
			assertThat(RemoteCallTestServices.onlyPlanner(context).count()).isEqualTo(2);
		});
	}

	@Test
	void connectionTakenInsideAMarkedMethodIsItsOwnMatter() {
		runner.run((context) -> {
			planner(context).inTransaction(() -> context.getBean(Model.class)
				.ask(() -> context.getBean(Reporter.class).inTransaction(() -> get(context, RemoteCallServer.MENU))));
			assertThat(RemoteCallTestServices.snapshot(context).get("ai").get(RemoteCallTestServices.PLANNER).count())
				.isOne();
			assertThat(
					RemoteCallTestServices.snapshot(context).get("read").get(RemoteCallTestServices.REPORTER).count())
				.isOne();
		});
	}

	@Test
	void watchMakesNoObjectsWhereNoConnectionIsHeld() {
		runner.run((context) -> {
			RemoteCallGuard guard = context.getBean(RemoteCallGuard.class);
			makeCalls(guard);
			ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
			long before = threads.getCurrentThreadAllocatedBytes();
			makeCalls(guard);
			assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
		});
	}

	private static void makeCalls(RemoteCallGuard guard) {
		for (int i = 0; i < 10_000; i++) {
			if (guard.begin("a call", String::toString) != null) {
				throw new IllegalStateException("Nothing is held");
			}
		}
	}

	private String get(ApplicationContext context, String path) {
		return get(restClient(context), this.server.url(path));
	}

	private static String get(RestClient client, String url) {
		return client.get().uri(url).retrieve().body(String.class);
	}

	private static Planner planner(ApplicationContext context) {
		return context.getBean(Planner.class);
	}

	private static RestClient restClient(ApplicationContext context) {
		return context.getBean(RestClient.Builder.class).build();
	}

	private static int unusedPort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	@FunctionalInterface
	private interface TimedCall {

		String make(AtomicLong readNanos);

	}

}
