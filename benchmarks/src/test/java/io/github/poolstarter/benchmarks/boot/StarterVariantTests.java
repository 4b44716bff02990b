package io.github.poolstarter.benchmarks.boot;

import java.util.Map;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.benchmarks.stub.StubDriver;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StarterVariant}.
 */
class StarterVariantTests {

	private static final Map<String, Object> POOLS = Map.of("pools.jdbc.general.url", StubDriver.url("general"),
			"pools.jdbc.ai.url", StubDriver.url("ai"));

	@Test
	void routedVariantHasPlainPoolsThatAreClosedInTheEnd() {
		HikariDataSource pool;
		try (ConfigurableApplicationContext context = StarterVariant.ROUTED.start(POOLS, Object.class)) {
			pool = pool(context).dataSource();
			assertThat(pool).isExactlyInstanceOf(HikariDataSource.class);
			assertThat(pool.isRunning()).isTrue();
			assertThat(context.getBeansOfType(MeterRegistry.class)).isEmpty();
		}
		assertThat(pool.isClosed()).isTrue();
	}

	@Test
	void trackedVariantHasThePoolsOfTheStarterWithoutMetrics() {
		try (ConfigurableApplicationContext context = StarterVariant.TRACKED.start(POOLS, Object.class)) {
			assertThat(pool(context).dataSource()).isNotExactlyInstanceOf(HikariDataSource.class);
			assertThat(context.getBeansOfType(MeterRegistry.class)).isEmpty();
		}
	}

	@Test
	void lastVariantHasTheMetersOfHikari() {
		try (ConfigurableApplicationContext context = StarterVariant.ALL.start(POOLS, Object.class)) {
			assertThat(
					context.getBean(MeterRegistry.class).find("hikaricp.connections.usage").tag("pool", "ai").timer())
				.isNotNull();
		}
	}

	private static ManagedPool pool(ConfigurableApplicationContext context) {
		return context.getBean(PoolRegistry.class).get("ai");
	}

}
