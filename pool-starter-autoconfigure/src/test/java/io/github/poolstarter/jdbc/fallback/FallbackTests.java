package io.github.poolstarter.jdbc.fallback;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.PoolCustomizer;
import io.github.poolstarter.PoolTemplate;
import io.github.poolstarter.actuate.PoolsEndpoint;
import io.github.poolstarter.actuate.StatsDescriptor;
import io.github.poolstarter.actuate.StatsDescriptor.FallbackDescriptor;
import io.github.poolstarter.autoconfigure.PoolsAutoConfiguration;
import io.github.poolstarter.autoconfigure.actuate.PoolsEndpointAutoConfiguration;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.PostgresServer.Database;
import io.github.poolstarter.tracking.RouteCounts;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What happens when a pool has no connection in time and falls back.
 */
@ExtendWith(OutputCaptureExtension.class)
class FallbackTests {

	private static Database database;

	private static ApplicationContextRunner runner;

	@BeforeAll
	static void startPools() {
		database = PostgresServer.createDatabase();
		List<String> properties = new ArrayList<>(List.of(database.properties()));
		for (String pool : List.of("general", "ai", "read")) {
			properties.add("pools.jdbc." + pool + ".data-source-properties.ApplicationName=" + pool);
		}
		properties.addAll(List.of("pools.defaults.minimum-idle=0", "pools.defaults.maximum-pool-size=4",
				"pools.jdbc.ai.maximum-pool-size=1", "pools.jdbc.ai.connection-timeout=250ms",
				"pools.jdbc.read.maximum-pool-size=1", "pools.jdbc.read.connection-timeout=250ms",
				"pools.defaults.initialization-fail-timeout=30s"));
		runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class))
			.withPropertyValues(properties.toArray(String[]::new));
	}

	@AfterAll
	static void dropDatabase() {
		database.close();
	}

	@Test
	void withoutFallbackTheBorrowerFails() {
		runner.run((context) -> {
			JdbcPool ai = context.getBean(JdbcPools.class).get("ai");
			try (Connection held = ai.getConnection()) {
				assertThat(server(held)).isEqualTo("ai");
				assertThatExceptionOfType(SQLTransientConnectionException.class).isThrownBy(ai::getConnection);
			}
		});
	}

	@Test
	void anExhaustedPoolFallsBackToAnotherWithinItsBound(CapturedOutput output) {
		runner.withPropertyValues("pools.jdbc.ai.fallback.to=general", "pools.jdbc.ai.fallback.max-connections=2")
			.run((context) -> {
				JdbcPool ai = context.getBean(JdbcPools.class).get("ai");
				try (Connection held = ai.getConnection();
						Connection first = ai.getConnection();
						Connection second = ai.getConnection()) {
					assertThat(List.of(server(held), server(first), server(second))).containsExactly("ai", "general",
							"general");
					assertThatExceptionOfType(SQLTransientConnectionException.class).isThrownBy(ai::getConnection);
				}
				assertThat(context.getBean(RouteCounts.class).snapshot().get("ai").fallback()).isEqualTo(2);
				try (Connection again = ai.getConnection()) {
					assertThat(server(again)).isEqualTo("ai");
				}
			});
		assertThat(output.getAll().split("Pool 'ai' falls back to pool 'general'", -1)).hasSize(2);
	}

	@Test
	void aBorrowThatFellBackIsNoOwnWorkOfThePoolThatItCameFrom() {
		runner.withPropertyValues("pools.jdbc.ai.fallback.to=general").run((context) -> {
			DataSource dataSource = context.getBean(DataSource.class);
			JdbcPool ai = context.getBean(JdbcPools.class).get("ai");
			PoolTemplate template = context.getBean(PoolTemplate.class);
			try (Connection held = ai.dataSource().getConnection()) {
				assertThat(server(held)).isEqualTo("ai");
				assertThat(template.<String>execute("ai", FallbackTests::server)).isEqualTo("general");
				try (Connection unrouted = dataSource.getConnection()) {
					assertThat(server(unrouted)).isEqualTo("general");
				}
			}
			var counts = context.getBean(RouteCounts.class).snapshot();
			assertThat(counts.get("general").fallbackFrom()).isOne();
			assertThat(counts.get("general").defaultRoute()).isOne();
			assertThat(counts.get("general").template()).isZero();
			assertThat(counts.get("ai").fallback()).isOne();
			assertThat(counts.get("ai").fallbackFrom()).isZero();
		});
	}

	@Test
	void theDefaultPoolsOwnRouteReturnsAfterAFallback() {
		runner
			.withPropertyValues("pools.jdbc.general.fallback.to=ai", "pools.jdbc.general.maximum-pool-size=1",
					"pools.jdbc.general.connection-timeout=250ms", "pools.jdbc.ai.maximum-pool-size=4")
			.run((context) -> {
				DataSource dataSource = context.getBean(DataSource.class);
				try (Connection own = dataSource.getConnection(); Connection fellBack = dataSource.getConnection()) {
					assertThat(List.of(server(own), server(fellBack))).containsExactly("general", "ai");
				}
				dataSource.getConnection().close();
				var counts = context.getBean(RouteCounts.class).snapshot();
				// Two that were granted, and the one that was not
				assertThat(counts.get("general").defaultRoute()).isEqualTo(3);
				assertThat(counts.get("ai").fallbackFrom()).isOne();
				assertThat(counts.get("ai").defaultRoute()).isZero();
			});
	}

	@Test
	void statsTellOfTheFallbackUntilTheyAreReset() {
		withEndpoint("pools.jdbc.ai.fallback.to=direct", "pools.jdbc.ai.fallback.max-connections=1").run((context) -> {
			PoolsEndpoint endpoint = context.getBean(PoolsEndpoint.class);
			JdbcPool ai = context.getBean(JdbcPools.class).get("ai");
			try (Connection held = ai.getConnection(); Connection direct = ai.getConnection()) {
				assertThat(List.of(server(held), server(direct))).containsExactly("ai", "ai");
				assertThatExceptionOfType(SQLTransientConnectionException.class).isThrownBy(ai::getConnection);
				assertThat(fallback(endpoint, "ai")).isEqualTo(new FallbackDescriptor("direct", 1, 1, 1, 1));
				assertThat(endpoint.overview().pools().get("ai").stats().fallback())
					.isEqualTo(new FallbackDescriptor("direct", 1, 1, 1, 1));
			}
			assertThat(fallback(endpoint, "ai")).isEqualTo(new FallbackDescriptor("direct", 1, 0, 1, 1));
			assertThat(fallback(endpoint, "general")).isNull();
			endpoint.act("reset-stats");
			assertThat(fallback(endpoint, "ai")).isEqualTo(new FallbackDescriptor("direct", 1, 0, 0, 0));
		});
	}

	@Test
	void holdersTellOfTheDirectConnectionsThatAreOut() {
		withEndpoint("pools.jdbc.ai.fallback.to=direct").run((context) -> {
			PoolsEndpoint endpoint = context.getBean(PoolsEndpoint.class);
			JdbcPool ai = context.getBean(JdbcPools.class).get("ai");
			try (Connection held = ai.getConnection(); Connection direct = ai.getConnection()) {
				assertThat(List.of(server(held), server(direct))).containsExactly("ai", "ai");
				JsonNode holders = holders(endpoint, "ai");
				assertThat(holders.path("held")).extracting((holder) -> holder.path("pool").asString())
					.containsExactly("ai", "ai");
				assertThat(holders.path("held")).extracting((holder) -> holder.has("fallback"))
					.containsExactly(false, true);
				assertThat(holders.path("held").get(1).path("fallback").asBoolean()).isTrue();
				assertThat(holders(endpoint, "general").path("held")).isEmpty();
			}
			assertThat(holders(endpoint, "ai").path("held")).isEmpty();
		});
	}

	private static ApplicationContextRunner withEndpoint(String... properties) {
		return runner.withConfiguration(AutoConfigurations.of(PoolsEndpointAutoConfiguration.class))
			.withPropertyValues("management.endpoints.web.exposure.include=pools")
			.withPropertyValues(properties);
	}

	private static @Nullable FallbackDescriptor fallback(PoolsEndpoint endpoint, String pool) {
		return ((StatsDescriptor) endpoint.poolView("stats", pool, null, null, null)).fallback();
	}

	private static JsonNode holders(PoolsEndpoint endpoint, String pool) {
		return JsonMapper.shared().valueToTree(endpoint.poolView("holders", pool, null, null, null));
	}

	@Test
	void theBoundCountsConnectionsThatAreOutAndNotThoseThatWere() {
		runner.withPropertyValues("pools.jdbc.ai.fallback.to=general", "pools.jdbc.ai.fallback.max-connections=1")
			.run((context) -> {
				JdbcPool ai = context.getBean(JdbcPools.class).get("ai");
				try (Connection held = ai.getConnection()) {
					assertThat(server(held)).isEqualTo("ai");
					Connection closedTwice = ai.getConnection();
					closedTwice.close();
					closedTwice.close();
					Connection closedByItsStatement = ai.getConnection();
					closedByItsStatement.createStatement().getConnection().close();
					try (Connection last = ai.getConnection()) {
						assertThat(server(last)).isEqualTo("general");
						assertThatExceptionOfType(SQLTransientConnectionException.class).isThrownBy(ai::getConnection);
					}
				}
			});
	}

	@Test
	void directConnectionsAreSetUpLikeThePoolsOwn() {
		runner.withPropertyValues("pools.jdbc.read.fallback.to=direct", "pools.jdbc.read.fallback.max-connections=1")
			.run((context) -> {
				JdbcPool read = context.getBean(JdbcPools.class).get("read");
				try (Connection held = read.getConnection(); Connection direct = read.getConnection()) {
					assertThat(server(held)).isEqualTo("read");
					assertThat(server(direct)).isEqualTo("read");
					assertThatExceptionOfType(SQLException.class)
						.isThrownBy(() -> direct.createStatement().execute("create table forbidden (id int)"))
						.withMessageContaining("read-only");
					assertThatExceptionOfType(SQLTransientConnectionException.class).isThrownBy(read::getConnection);
				}
			});
	}

	@Test
	void theFailureOfTheFallbackIsTheFailureOfThePool() {
		runner
			.withPropertyValues("pools.jdbc.ai.fallback.to=general", "pools.jdbc.general.maximum-pool-size=1",
					"pools.jdbc.general.connection-timeout=250ms")
			.run((context) -> {
				JdbcPools pools = context.getBean(JdbcPools.class);
				try (Connection general = pools.get("general").getConnection();
						Connection ai = pools.get("ai").getConnection()) {
					assertThat(List.of(server(general), server(ai))).containsExactly("general", "ai");
					assertThatExceptionOfType(SQLTransientConnectionException.class)
						.isThrownBy(() -> pools.get("ai").getConnection())
						.withMessageContaining("ai")
						.satisfies((ex) -> assertThat(ex.getSuppressed()).hasSize(1));
				}
				try (Connection ai = pools.get("ai").getConnection();
						Connection other = pools.get("ai").getConnection()) {
					assertThat(List.of(server(ai), server(other))).containsExactly("ai", "general");
				}
			});
	}

	@Test
	void aFallbackInheritedFromTheDefaultsDoesNotPointAPoolToItself() {
		runner.withPropertyValues("pools.defaults.fallback.to=general", "pools.jdbc.read.fallback.to=none")
			.run((context) -> {
				JdbcPools pools = context.getBean(JdbcPools.class);
				assertThat(pools.get("general").definition().fallback()).isNull();
				assertThat(pools.get("ai").definition().fallback()).isNotNull();
				assertThat(pools.get("read").definition().fallback()).isNull();
			});
	}

	@Test
	void aCircleOfFallbacksIsRefused() {
		runner.withPropertyValues("pools.jdbc.ai.fallback.to=general", "pools.jdbc.general.fallback.to=ai")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(PoolConfigurationException.class)
				.hasMessageContaining("general -> ai -> general")
				.hasMessageContaining("pools.jdbc.ai.fallback.to = general (\"pools.jdbc.ai.fallback.to\" from")
				.hasMessageContaining("pools.jdbc.general.fallback.to = ai")
				.hasMessageContaining("Set fallback.to of one of them to none."));
	}

	@Test
	void aFallbackToItselfIsRefused() {
		runner.withPropertyValues("pools.jdbc.ai.fallback.to=ai")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("ai -> ai"));
	}

	@Test
	void aFallbackToAnUnknownPoolIsRefused() {
		runner.withPropertyValues("pools.jdbc.ai.fallback.to=reports")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(PoolConfigurationException.class)
				.hasMessageContaining("pools.jdbc.ai.fallback.to = reports"));
	}

	@Test
	void aFallbackOfNoConnectionsIsRefused() {
		runner.withPropertyValues("pools.jdbc.ai.fallback.to=direct", "pools.jdbc.ai.fallback.max-connections=0")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("pools.jdbc.ai.fallback.max-connections = 0"));
	}

	@Test
	void readOnlyWorkDoesNotFallBackToAWritablePool() {
		runner.withPropertyValues("pools.jdbc.read.fallback.to=general")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(PoolConfigurationException.class)
				.hasMessageContaining("Pool 'read' is read-only")
				.hasMessageContaining("pools.jdbc.read.fallback.to = general"));
	}

	@Test
	void aFallbackInheritedFromTheDefaultsDoesNotLeadToAnotherDatabase() {
		runner
			.withPropertyValues("pools.defaults.fallback.to=general", "pools.jdbc.read.fallback.to=none",
					"pools.jdbc.warehouse.url=jdbc:h2:mem:warehouse", "pools.jdbc.warehouse.username=sa",
					"pools.jdbc.warehouse.password=")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(PoolConfigurationException.class)
				.hasMessageContaining("Pool 'warehouse' inherits a fallback to pool 'general'")
				.hasMessageContaining("pools.jdbc.warehouse.fallback.to"));
	}

	@Test
	void aPoolIsCustomizedOnceAlsoWhereItHasDirectConnections() {
		List<String> customized = new ArrayList<>();
		runner.withPropertyValues("pools.jdbc.ai.fallback.to=direct")
			.withBean(PoolCustomizer.class, () -> (pool, config) -> customized.add(pool))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(customized).containsExactlyInAnyOrder("general", "ai", "read");
	}

	private static String server(Connection connection) throws SQLException {
		try (var result = connection.createStatement().executeQuery("select current_setting('application_name')")) {
			result.next();
			return result.getString(1);
		}
	}

}
