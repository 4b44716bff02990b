package io.github.poolstarter.autoconfigure;

import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.pool.PoolMonitor;
import io.github.poolstarter.sizing.PoolAdvisor;
import io.github.poolstarter.test.EnabledIfPgBouncerInstalled;
import io.github.poolstarter.test.PgBouncer;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.tuning.Severity;
import io.github.poolstarter.tuning.Suggestion;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Advice that follows from how the application and its servers are configured.
 */
class ConfigurationAdviceTests {

	private static final int POOL_SIZE = 30;

	private static PostgresServer.Database database;

	@BeforeAll
	static void createDatabase() {
		database = PostgresServer.createDatabase();
	}

	@AfterAll
	static void dropDatabase() {
		database.close();
	}

	@Test
	void openInViewIsAdvisedAgainstWhereConnectionsAreHeldIdle() {
		web().run((context) -> assertThat(adviceAfterIdleHolds(context)).contains("general-open-in-view"));
	}

	@Test
	void openInViewThatIsOffIsNot() {
		web().withPropertyValues("spring.jpa.open-in-view=false")
			.run((context) -> assertThat(adviceAfterIdleHolds(context)).doesNotContain("general-open-in-view"));
	}

	@Test
	@EnabledIfPgBouncerInstalled
	void preparedStatementsAreAdvisedAgainstBehindATransactionPooler() {
		try (PgBouncer pooler = transactionPooler()) {
			new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class))
				.withPropertyValues(pooler.properties())
				.withPropertyValues("pools.default-pool=prepares", "pools.defaults.maximum-pool-size=2",
						"pools.jdbc.prepares.minimum-idle=1",
						"pools.jdbc.cautious.data-source-properties.prepareThreshold=0",
						"pools.jdbc.straight.url=" + database.url())
				.run((context) -> {
					// Who asks before the first look is answered the same for ten seconds
					Awaitility.await()
						.pollDelay(Duration.ofSeconds(3))
						.atMost(Duration.ofSeconds(30))
						.until(() -> !advice(context, "prepares").isEmpty());
					Suggestion suggestion = advice(context, "prepares").get(0);
					assertThat(suggestion.id()).isEqualTo("prepares-transaction-pooler");
					assertThat(suggestion.severity()).isEqualTo(Severity.HIGH);
					assertThat(suggestion.evidence()).containsEntry("prepareThreshold", 5).containsKey("failure");
					assertThat(suggestion.yaml()).contains("prepareThreshold: 0");
					assertThat(advice(context, "cautious")).isEmpty();
					assertThat(advice(context, "straight")).isEmpty();
				});
		}
	}

	private static PgBouncer transactionPooler() {
		return (PgBouncer.knowsPreparedStatements())
				? PgBouncer.start(database, "pool_mode = transaction", "max_prepared_statements = 0")
				: PgBouncer.start(database, "pool_mode = transaction");
	}

	private static List<Suggestion> advice(ApplicationContext context, String pool) {
		return context.getBean(PoolAdvisor.class).advice(context.getBean(JdbcPools.class).get(pool)).suggestions();
	}

	private static WebApplicationContextRunner web() {
		return new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class, HibernateJpaAutoConfiguration.class))
			.withPropertyValues(database.properties())
			.withPropertyValues("pools.jdbc.general.maximum-pool-size=" + POOL_SIZE,
					"pools.jdbc.general.minimum-idle=0");
	}

	// Holds each of the connections for over a second, which is over 30 together
	private static List<String> adviceAfterIdleHolds(ApplicationContext context) throws Exception {
		// Else it would look before, and what it has seen stands for ten seconds
		context.getBean(PoolMonitor.class).close();
		JdbcPool pool = context.getBean(JdbcPools.class).get("general");
		List<Connection> held = new ArrayList<>();
		for (int i = 0; i < POOL_SIZE; i++) {
			held.add(pool.getConnection());
		}
		long taken = System.nanoTime();
		Awaitility.await().until(() -> System.nanoTime() - taken > TimeUnit.MILLISECONDS.toNanos(1200));
		for (Connection connection : held) {
			connection.close();
		}
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> ids(context).stream().anyMatch((id) -> id.startsWith("general-idle-hold-")));
		return ids(context);
	}

	private static List<String> ids(ApplicationContext context) {
		return advice(context, "general").stream().map(Suggestion::id).toList();
	}

}
