package io.github.poolstarter.autoconfigure;

import java.time.Duration;

import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.jdbc.PoolDefinition.Replica;
import io.github.poolstarter.jdbc.PoolDefinition.Replication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReplicationRules}: what replicas are made from, and what is refused.
 */
@ExtendWith(OutputCaptureExtension.class)
class ReplicationRulesTests {

	private static final String ONE = "pools.jdbc.read.replicas.one.";

	private final ApplicationContextRunner runner = PoolTestContexts.runner()
		.withPropertyValues("spring.datasource.url=jdbc:h2:mem:primary", "spring.datasource.username=cook",
				"spring.datasource.password=s3cr3t", "pools.defaults.startup=lazy", "pools.jdbc.general.minimum-idle=1",
				"pools.jdbc.read.minimum-idle=4", "pools.jdbc.read.maximum-pool-size=8");

	@Test
	void replicaHasFromItsPoolWhatItDoesNotSet() {
		this.runner
			.withPropertyValues(ONE + "url=jdbc:h2:mem:one", ONE + "maximum-pool-size=3",
					"pools.jdbc.read.replicas.two.url=jdbc:h2:mem:two", "pools.jdbc.read.replicas.two.username=guest",
					"pools.jdbc.read.replicas.two.password=other", "pools.defaults.replication.max-lag=9s")
			.run((context) -> {
				Replication replication = context.getBean(JdbcPools.class).get("read").definition().replication();
				assertThat(replication.maxLag()).isEqualTo(Duration.ofSeconds(9));
				assertThat(replication.readYourWrites()).isEqualTo(Duration.ofSeconds(2));
				assertThat(replication.checkInterval()).isEqualTo(Duration.ofSeconds(1));
				Replica one = replication.replicas().get(0);
				assertThat(one.name()).isEqualTo("one");
				assertThat(one.database().username()).isEqualTo("cook");
				assertThat(one.database().password()).isEqualTo("s3cr3t");
				assertThat(one.minimumIdle()).isEqualTo(3);
				assertThat(one.maximumPoolSize()).isEqualTo(3);
				Replica two = replication.replicas().get(1);
				assertThat(two.database().username()).isEqualTo("guest");
				assertThat(two.database().password()).isEqualTo("other");
				assertThat(two.minimumIdle()).isEqualTo(4);
				assertThat(two.maximumPoolSize()).isEqualTo(8);
				assertThat(context.getBean(JdbcPools.class).get("general").definition().replication()).isNull();
			});
	}

	@Test
	void databaseThatDoesNotTellItsLagTakesReadsWhenItAnswers(CapturedOutput output) {
		this.runner.withPropertyValues(ONE + "url=jdbc:h2:mem:one", ONE + "minimum-idle=1").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(JdbcPools.class).get("read").replicas().states()).singleElement()
				.satisfies((state) -> assertThat(state.fit()).isTrue())
				.satisfies((state) -> assertThat(state.lag()).isNull());
			assertThat(output).containsOnlyOnce("max-lag has no effect on it");
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					pools.jdbc.read.replicas.one.minimum-idle=1 | has no URL: pools.jdbc.read.replicas.one.url | Set pools.jdbc.read.replicas.one.url
					pools.jdbc.read.replicas.one.url=postgresql://one | replicas.one.url = *** | must start with 'jdbc:'
					pools.jdbc.general.replicas.one.url=jdbc:h2:mem:one | 'general' has replicas but is not read-only: pools.jdbc.general.replicas.one.url | read-only to true
					pools.defaults.replicas.one.url=jdbc:h2:mem:one | can't be set for all pools: pools.defaults.replicas.one.url | pools.jdbc.read.replicas
					pools.jdbc.read.replication.max-lag=1s | has no replicas: pools.jdbc.read.replication.max-lag | Add pools.jdbc.read.replicas.<name>.url
					pools.jdbc.read.replicas.1.url=jdbc:h2:mem:one | '1' under pools.jdbc.read.replicas can't be the name | Use a letter
					""")
	void whatCannotWorkIsRefused(String property, String description, String action) {
		this.runner.withPropertyValues(property).run((context) -> assertRefused(context, description, action));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			pools.jdbc.read.replicas.one.maximum-pool-size=0 | replicas.one.maximum-pool-size = 0 | must be at least 1
			pools.jdbc.read.replicas.one.minimum-idle=9 | replicas.one.minimum-idle = 9 | which is 8
			pools.jdbc.read.replication.max-lag=0s | replication.max-lag = 0 | must be at least 1ms
			pools.jdbc.read.replication.read-your-writes=-1s | replication.read-your-writes | must be at least 0
			pools.jdbc.read.replication.check-interval=50ms | replication.check-interval = 50ms | must be at least 100ms
			pools.jdbc.read-one.minimum-idle=1 | a pool named 'read-one', but that name is taken | Rename the replica
			""")
	void settingOfAReplicaThatCannotWorkIsRefused(String property, String description, String action) {
		this.runner.withPropertyValues(ONE + "url=jdbc:h2:mem:one", property)
			.run((context) -> assertRefused(context, description, action));
	}

	@Test
	void replicaWithTheUrlOfItsPoolIsAWarning(CapturedOutput output) {
		this.runner.withPropertyValues(ONE + "url=jdbc:h2:mem:primary").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).contains("has the URL of the pool itself: " + ONE + "url");
		});
	}

	private static void assertRefused(AssertableApplicationContext context, String description, String action) {
		assertThat(context).hasFailed()
			.getFailure()
			.rootCause()
			.isInstanceOfSatisfying(PoolConfigurationException.class,
					(failure) -> assertThat(failure.getMessage()).contains(description, action));
	}

}
