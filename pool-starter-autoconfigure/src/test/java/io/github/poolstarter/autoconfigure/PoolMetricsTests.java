package io.github.poolstarter.autoconfigure;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.test.PostgresServer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.metrics.DataSourcePoolMetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the meters that Spring Boot and HikariCP have for the pools.
 */
class PoolMetricsTests {

	private static final PostgresServer.Database database = PostgresServer.createDatabase();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class, DataSourceAutoConfiguration.class,
				DataSourceTransactionManagerAutoConfiguration.class, MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class,
				DataSourcePoolMetricsAutoConfiguration.class))
		.withPropertyValues(database.properties())
		.withPropertyValues("pools.jdbc.general.minimum-idle=1", "pools.jdbc.general.maximum-pool-size=4",
				"pools.jdbc.ai.minimum-idle=0", "pools.jdbc.ai.maximum-pool-size=3");

	@AfterAll
	static void close() {
		database.close();
	}

	@Test
	void everyPoolHasHikarisMetersByItsName() {
		this.runner.run((context) -> {
			try (Connection connection = borrow(context, "ai")) {
				assertThat(connection.isValid(1)).isTrue();
				assertThat(gauge(context, "hikaricp.connections.active", "pool", "ai")).isOne();
				assertThat(gauge(context, "hikaricp.connections.max", "pool", "ai")).isEqualTo(3);
				assertThat(gauge(context, "hikaricp.connections.active", "pool", "general")).isZero();
				assertThat(gauge(context, "hikaricp.connections.max", "pool", "general")).isEqualTo(4);
			}
			assertThat(registry(context).get("hikaricp.connections.usage").tag("pool", "ai").timer().count())
				.isPositive();
			assertThat(registry(context).get("hikaricp.connections.acquire").tag("pool", "ai").timer().count())
				.isPositive();
		});
	}

	@Test
	void everyPoolHasSpringBootsMetersByItsName() {
		this.runner.run((context) -> {
			try (Connection connection = borrow(context, "ai")) {
				assertThat(connection.isValid(1)).isTrue();
				assertThat(gauge(context, "jdbc.connections.active", "name", "ai")).isOne();
				assertThat(gauge(context, "jdbc.connections.active", "name", "general")).isZero();
			}
			assertThat(gauge(context, "jdbc.connections.idle", "name", "ai")).isOne();
			assertThat(gauge(context, "jdbc.connections.max", "name", "ai")).isEqualTo(3);
			assertThat(gauge(context, "jdbc.connections.min", "name", "general")).isOne();
		});
	}

	@Test
	void routingDataSourceHasNoMetersBesideThoseOfThePools() {
		this.runner.run((context) -> {
			assertThat(tags(context, "hikaricp.connections.active", "pool")).containsExactlyInAnyOrder("general", "ai");
			assertThat(tags(context, "jdbc.connections.max", "name")).containsExactlyInAnyOrder("general", "ai");
			assertThat(pools(context, "hikaricp.")).containsExactlyInAnyOrder("general", "ai");
		});
	}

	@Test
	void lazilyFetchedConnectionsChangeNothing() {
		this.runner.withPropertyValues("spring.datasource.connection-fetch=lazy").run((context) -> {
			assertThat(tags(context, "hikaricp.connections.active", "pool")).containsExactlyInAnyOrder("general", "ai");
			assertThat(tags(context, "jdbc.connections.active", "name")).containsExactlyInAnyOrder("general", "ai");
		});
	}

	@Test
	void lazyPoolHasItsMetersOnceItIsStarted() {
		this.runner.withPropertyValues("pools.jdbc.ai.startup=lazy").run((context) -> {
			assertThat(tags(context, "hikaricp.connections.active", "pool")).containsExactly("general");
			borrow(context, "ai").close();
			assertThat(tags(context, "hikaricp.connections.active", "pool")).containsExactlyInAnyOrder("general", "ai");
		});
	}

	private static Connection borrow(ApplicationContext context, String pool) throws SQLException {
		return context.getBean(PoolRegistry.class).get(pool).getConnection();
	}

	private static MeterRegistry registry(ApplicationContext context) {
		return context.getBean(MeterRegistry.class);
	}

	private static double gauge(ApplicationContext context, String name, String tag, String value) {
		return registry(context).get(name).tag(tag, value).gauge().value();
	}

	// A list, so that a meter that is there twice is seen twice
	private static List<String> tags(ApplicationContext context, String name, String tag) {
		return registry(context).get(name).meters().stream().map((meter) -> meter.getId().getTag(tag)).toList();
	}

	private static Set<String> pools(ApplicationContext context, String prefix) {
		return registry(context).getMeters()
			.stream()
			.map(Meter::getId)
			.filter((id) -> id.getName().startsWith(prefix))
			.map((id) -> id.getTag("pool"))
			.collect(Collectors.toSet());
	}

}
