package io.github.poolstarter.autoconfigure.metrics;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpServer;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.PoolTemplate;
import io.github.poolstarter.alert.PoolAlerts;
import io.github.poolstarter.autoconfigure.PoolsAutoConfiguration;
import io.github.poolstarter.metrics.PoolMeters;
import io.github.poolstarter.pool.LeakThresholds;
import io.github.poolstarter.pool.ObservedPools;
import io.github.poolstarter.remotecall.RemoteCallCounts;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.tracking.RouteCounts;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.search.MeterNotFoundException;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.metrics.DataSourcePoolMetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PoolMetersAutoConfiguration}.
 */
class PoolMetersAutoConfigurationTests {

	private static final PostgresServer.Database database = PostgresServer.createDatabase();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class, PoolMetersAutoConfiguration.class,
				DataSourceAutoConfiguration.class, DataSourceTransactionManagerAutoConfiguration.class,
				TransactionAutoConfiguration.class, JdbcTemplateAutoConfiguration.class, MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class,
				DataSourcePoolMetricsAutoConfiguration.class, HttpClientAutoConfiguration.class,
				ImperativeHttpClientAutoConfiguration.class, ObservationAutoConfiguration.class,
				RestClientAutoConfiguration.class, RestClientObservationAutoConfiguration.class))
		.withPropertyValues(database.properties())
		.withPropertyValues("pools.jdbc.general.minimum-idle=1", "pools.jdbc.general.maximum-pool-size=4",
				"pools.jdbc.ai.minimum-idle=1", "pools.jdbc.ai.maximum-pool-size=3",
				"pools.tracking.leak-threshold=1s");

	@AfterAll
	static void close() {
		database.close();
	}

	@Test
	void everyPoolHasItsMetersBesideThoseOfHikari() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(PoolMeters.class);
			for (String name : new String[] { "pools.busy", "pools.connections.peak", "hikaricp.connections.active" }) {
				assertThat(registry(context).get(name).gauges()).extracting((gauge) -> gauge.getId().getTag("pool"))
					.containsExactlyInAnyOrder("general", "ai");
			}
			borrow(context, "ai").close();
			eventually(context, () -> {
				assertThat(gauge(context, "pools.connections.peak", "ai")).isOne();
				assertThat(gauge(context, "pools.connections.peak", "general")).isZero();
			});
		});
	}

	@Test
	void routesAreCountedByWhatDecidedOnThem() {
		this.runner.run((context) -> {
			JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
			PoolTemplate pools = context.getBean(PoolTemplate.class);
			jdbc.execute("select 1");
			pools.run("ai", () -> jdbc.execute("select 2"));
			context.getBean(TransactionOperations.class).executeWithoutResult((status) -> {
				jdbc.execute("select 3");
				pools.run("ai", () -> jdbc.execute("select 4"));
			});
			eventually(context, () -> {
				assertThat(borrows(context, "general", "default")).isEqualTo(2);
				assertThat(borrows(context, "ai", "template")).isOne();
				assertThat(borrows(context, "ai", "default")).isZero();
				assertThat(count(context, "pools.routes.pinned", "general")).isOne();
				assertThat(count(context, "pools.routes.pinned", "ai")).isZero();
			});
		});
	}

	@Test
	void remoteCallsWhileHoldingAConnectionAreTimedByCallSite() throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext("/", (exchange) -> {
			exchange.sendResponseHeaders(204, -1);
			exchange.close();
		});
		server.start();
		this.runner.run((context) -> {
			RestClient client = context.getBean(RestClient.Builder.class)
				.baseUrl("http://localhost:" + server.getAddress().getPort())
				.build();
			client.get().retrieve().toBodilessEntity();
			try (Connection connection = borrow(context, "ai")) {
				client.get().retrieve().toBodilessEntity();
				assertThat(connection.isValid(1)).isTrue();
			}
			eventually(context, () -> {
				FunctionTimer calls = registry(context).get("pools.remote.calls")
					.tag("pool", "ai")
					.functionTimers()
					.stream()
					.filter((timer) -> timer.count() > 0)
					.findAny()
					.orElseThrow(() -> new AssertionError("no call"));
				assertThat(calls.getId().getTag("call.site")).startsWith("PoolMetersAutoConfigurationTests.");
				assertThat(calls.count()).isOne();
				assertThat(calls.totalTime(TimeUnit.SECONDS)).isPositive();
			});
		});
		server.stop(0);
	}

	@Test
	void leaksAreThoseOverTheThreshold() {
		this.runner.run((context) -> {
			try (Connection leaked = borrow(context, "ai")) {
				assertThat(gauge(context, "pools.connections.leaked", "ai")).isZero();
				eventually(context, () -> assertThat(gauge(context, "pools.connections.leaked", "ai")).isOne());
				assertThat(leaked.isValid(1)).isTrue();
			}
		});
	}

	@Test
	void everyAlertHasAMeter() {
		this.runner.run((context) -> {
			assertThat(registry(context).get("pools.alerts.active").tag("pool", "ai").gauges())
				.extracting((gauge) -> gauge.getId().getTag("alert"))
				.containsExactlyInAnyOrder("usage", "exhausted", "timeouts", "leak", "cannot-connect");
			try (Connection leaked = borrow(context, "ai")) {
				eventually(context, () -> assertThat(alert(context, "ai", "leak")).isOne());
				assertThat(alert(context, "ai", "exhausted")).isZero();
				assertThat(alert(context, "general", "leak")).isZero();
				assertThat(leaked.isValid(1)).isTrue();
			}
			eventually(context, () -> assertThat(alert(context, "ai", "leak")).isZero());
		});
	}

	@Test
	void metersAreOffLikeAnyOthers() {
		this.runner.withPropertyValues("management.metrics.enable.pools=false").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(registry(context).getMeters()).isNotEmpty()
				.noneMatch((meter) -> meter.getId().getName().startsWith("pools."));
		});
	}

	@Test
	void metersAreOffWithThePools() {
		this.runner.withPropertyValues("pools.enabled=false")
			.run((context) -> assertThat(context).hasSingleBean(MeterRegistry.class).doesNotHaveBean(PoolMeters.class));
	}

	@Test
	void poolsWorkWithoutARegistry() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class, PoolMetersAutoConfiguration.class,
					DataSourceAutoConfiguration.class))
			.withPropertyValues("spring.datasource.url=jdbc:h2:mem:meters", "pools.jdbc.general.startup=lazy")
			.run((context) -> assertThat(context).hasSingleBean(PoolRegistry.class).doesNotHaveBean(PoolMeters.class));
	}

	@Test
	void poolsWorkWithoutMicrometer() {
		// Imported as in an application, so that annotations with classes that are not
		// there are not seen
		new ApplicationContextRunner().withUserConfiguration(ImportingConfiguration.class)
			.withPropertyValues("spring.datasource.url=jdbc:h2:mem:meters", "pools.jdbc.general.startup=lazy")
			.withClassLoader(new FilteredClassLoader("io.micrometer.core", "org.springframework.boot.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(PoolRegistry.class)
				.doesNotHaveBean("poolMeters"));
	}

	@Test
	void metersBackOffWhenTheApplicationHasItsOwn() {
		this.runner.withUserConfiguration(OwnMetersConfiguration.class)
			.run((context) -> assertThat(context).getBean(PoolMeters.class).isSameAs(context.getBean("ownMeters")));
	}

	private static Connection borrow(ApplicationContext context, String pool) throws SQLException {
		return context.getBean(PoolRegistry.class).get(pool).getConnection();
	}

	private static MeterRegistry registry(ApplicationContext context) {
		return context.getBean(MeterRegistry.class);
	}

	private static double gauge(ApplicationContext context, String name, String pool) {
		return registry(context).get(name).tag("pool", pool).gauge().value();
	}

	private static double alert(ApplicationContext context, String pool, String alert) {
		return registry(context).get("pools.alerts.active").tags("pool", pool, "alert", alert).gauge().value();
	}

	private static double count(ApplicationContext context, String name, String pool) {
		return registry(context).get(name).tag("pool", pool).functionCounter().count();
	}

	private static double borrows(ApplicationContext context, String pool, String source) {
		return registry(context).get("pools.borrows").tags("pool", pool, "source", source).functionCounter().count();
	}

	// Reads all meters, as those do who collect them
	private static void eventually(ApplicationContext context, ThrowingRunnable assertion) {
		Awaitility.await().ignoreExceptionsInstanceOf(MeterNotFoundException.class).untilAsserted(() -> {
			registry(context).forEachMeter((meter) -> meter.measure().forEach(Measurement::getValue));
			assertion.run();
		});
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ PoolsAutoConfiguration.class, PoolMetersAutoConfiguration.class })
	static class ImportingConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnMetersConfiguration {

		@Bean
		PoolMeters ownMeters(ObservedPools pools, RouteCounts routes, RemoteCallCounts remoteCalls, PoolAlerts alerts) {
			return new PoolMeters(pools, () -> routes, () -> remoteCalls, new LeakThresholds(Duration.ofMinutes(1)),
					alerts::board);
		}

	}

}
