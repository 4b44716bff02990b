package io.github.poolstarter.autoconfigure;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.actuate.ConfiguredSetting;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.pool.LeakThresholds;
import io.github.poolstarter.sizing.PoolChange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what the pools inherit of {@code spring.datasource.hikari.*}.
 */
@ExtendWith(OutputCaptureExtension.class)
class HikariSettingsTests {

	private static final String HIKARI = "spring.datasource.hikari.";

	private final ApplicationContextRunner runner = PoolTestContexts.runner()
		.withPropertyValues("spring.datasource.url=jdbc:h2:mem:hikari", "spring.datasource.username=sa",
				"pools.jdbc.general.startup=required", "pools.jdbc.ai.minimum-idle=0");

	@BeforeEach
	void logWhatIsNotInherited() {
		logger().setLevel(Level.INFO);
	}

	@AfterEach
	void logAsBefore() {
		logger().setLevel(null);
	}

	private static Logger logger() {
		return (Logger) LoggerFactory.getLogger(PoolDefinitionFactory.class);
	}

	@Test
	void everyPoolInheritsTheBehaviour() {
		this.runner.withPropertyValues(HIKARI + "auto-commit=false", HIKARI + "connection-timeout=4000",
				HIKARI + "validation-timeout=3000", HIKARI + "idle-timeout=120000", HIKARI + "max-lifetime=600000",
				HIKARI + "keepalive-time=60000", HIKARI + "transaction-isolation=TRANSACTION_SERIALIZABLE",
				HIKARI + "schema=INFORMATION_SCHEMA", HIKARI + "catalog=HIKARI", HIKARI + "connection-init-sql=call 1",
				HIKARI + "connection-test-query=call 2", HIKARI + "register-mbeans=true",
				HIKARI + "initialization-fail-timeout=2000", HIKARI + "data-source-properties.TRACE_LEVEL_FILE=0")
			.run((context) -> {
				for (JdbcPool pool : context.getBean(JdbcPools.class).all()) {
					HikariDataSource dataSource = pool.dataSource();
					assertThat(dataSource.isAutoCommit()).isFalse();
					assertThat(dataSource.getConnectionTimeout()).isEqualTo(4000);
					assertThat(dataSource.getValidationTimeout()).isEqualTo(3000);
					assertThat(dataSource.getIdleTimeout()).isEqualTo(120_000);
					assertThat(dataSource.getMaxLifetime()).isEqualTo(600_000);
					assertThat(dataSource.getKeepaliveTime()).isEqualTo(60_000);
					assertThat(dataSource.getTransactionIsolation()).isEqualTo("TRANSACTION_SERIALIZABLE");
					assertThat(dataSource.getSchema()).isEqualTo("INFORMATION_SCHEMA");
					assertThat(dataSource.getCatalog()).isEqualTo("HIKARI");
					assertThat(dataSource.getConnectionInitSql()).isEqualTo("call 1");
					assertThat(dataSource.getConnectionTestQuery()).isEqualTo("call 2");
					assertThat(dataSource.isRegisterMbeans()).isTrue();
					assertThat(dataSource.getInitializationFailTimeout()).isEqualTo(2000);
					assertThat(dataSource.getDataSourceProperties()).containsEntry("TRACE_LEVEL_FILE", "0");
				}
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "dataSourceProperties", "data_source_properties" })
	void propertiesOfTheDriverAreInheritedHoweverTheirNameIsWritten(String name) {
		this.runner.withPropertyValues(HIKARI + name + ".TRACE_LEVEL_FILE=0").run((context) -> {
			for (JdbcPool pool : context.getBean(JdbcPools.class).all()) {
				assertThat(pool.dataSource().getDataSourceProperties()).containsEntry("TRACE_LEVEL_FILE", "0");
			}
		});
	}

	@Test
	void environmentVariablesAreInherited(CapturedOutput output) {
		this.runner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
						new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
								Map.of("SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE", "4",
										"SPRING_DATASOURCE_HIKARI_MAXLIFETIME", "600000",
										"SPRING_DATASOURCE_HIKARI_DATASOURCEPROPERTIES_MODE", "LEGACY"))))
			.run((context) -> {
				assertSizes(context, "general", 4, 4);
				HikariDataSource ai = pool(context, "ai");
				assertThat(ai.getMaxLifetime()).isEqualTo(600_000);
				assertThat(ai.getDataSourceProperties()).containsEntry("mode", "LEGACY");
				assertThat(output).doesNotContain("No effect");
			});
	}

	@Test
	void theDefaultPoolAloneInheritsTheSizes() {
		this.runner.withPropertyValues(HIKARI + "maximum-pool-size=7", HIKARI + "minimum-idle=3").run((context) -> {
			assertSizes(context, "general", 3, 7);
			assertSizes(context, "ai", 0, 10);
		});
		this.runner
			.withPropertyValues(HIKARI + "maximum-pool-size=7", HIKARI + "minimum-idle=3", "pools.default-pool=ai")
			.run((context) -> {
				assertSizes(context, "general", 10, 10);
				assertSizes(context, "ai", 0, 7);
			});
	}

	@Test
	void theOnlyPoolInheritsTheSizesWhateverItsName() {
		PoolTestContexts.runner()
			.withPropertyValues("spring.datasource.url=jdbc:h2:mem:hikari", "spring.datasource.username=sa",
					"pools.jdbc.only.startup=required", HIKARI + "maximumPoolSize=4")
			.run((context) -> assertSizes(context, "only", 4, 4));
	}

	@Test
	void whatIsSetForThePoolsComesFirstAndAPresetLast() {
		this.runner
			.withPropertyValues("pools.preset=production", HIKARI + "maximum-pool-size=30",
					HIKARI + "connection-timeout=4000", HIKARI + "max-lifetime=600000",
					"pools.defaults.max-lifetime=20m", "pools.jdbc.ai.connection-timeout=45s")
			.run((context) -> {
				assertSizes(context, "general", 5, 30);
				assertSizes(context, "ai", 0, 20);
				assertThat(pool(context, "general").getConnectionTimeout()).isEqualTo(4000);
				assertThat(pool(context, "ai").getConnectionTimeout()).isEqualTo(45_000);
				assertThat(pool(context, "ai").getMaxLifetime()).isEqualTo(1_200_000);
			});
	}

	@Test
	void theSourceIsShown() {
		this.runner
			.withPropertyValues(HIKARI + "auto-commit=false", HIKARI + "maximum-pool-size=7",
					"spring.datasource.hikari.username=sa", HIKARI + "data-source-properties.TRACE_LEVEL_FILE=0",
					"pools.defaults.max-lifetime=20m", HIKARI + "max-lifetime=600000")
			.run((context) -> {
				assertThat(setting(context, "general", "autoCommit").value()).isEqualTo(false);
				for (String name : new String[] { "autoCommit", "maximumPoolSize", "username" }) {
					ConfiguredSetting setting = setting(context, "general", name);
					assertThat(setting.source()).isEqualTo("spring.datasource.hikari");
					assertThat(setting.origin()).contains("spring.datasource.hikari.");
				}
				assertThat(setting(context, "ai", "dataSourceProperties").source())
					.isEqualTo("spring.datasource.hikari");
				assertThat(setting(context, "ai", "maximumPoolSize").source()).isEqualTo("default");
				assertThat(setting(context, "ai", "maxLifetime").source()).isEqualTo("property");
				assertThat(setting(context, "ai", "startup").source()).isEqualTo("default");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "-1", "0" })
	void aDatabaseThatMayBeAwayAtStartMayBeSoForThePools(String timeout) {
		this.runner.withPropertyValues(HIKARI + "initialization-fail-timeout=" + timeout).run((context) -> {
			assertThat(setting(context, "ai", "startup").value()).isEqualTo("optional");
			assertThat(setting(context, "ai", "startup").source()).isEqualTo("spring.datasource.hikari");
			assertThat(setting(context, "general", "startup").value()).isEqualTo("required");
		});
	}

	@ParameterizedTest
	@CsvSource({ "connection-timeout,0,connectionTimeout,2147483647ms",
			"transaction-isolation,8,transactionIsolation,TRANSACTION_SERIALIZABLE",
			"transaction-isolation,read_committed,transactionIsolation,TRANSACTION_READ_COMMITTED" })
	void aValueMeansWhatItMeansToHikari(String setting, String value, String name, String expected) {
		this.runner.withPropertyValues(HIKARI + setting + "=" + value)
			.run((context) -> assertThat(String.valueOf(setting(context, "ai", name).value())).isEqualTo(expected));
	}

	@Test
	void leaksAreLookedForAfterTheSameTime() {
		this.runner.withPropertyValues(HIKARI + "leak-detection-threshold=20000").run((context) -> {
			assertThat(setting(context, "ai", "leakThreshold").value()).isEqualTo("20s");
			assertThat(setting(context, "ai", "leakThreshold").source()).isEqualTo("spring.datasource.hikari");
			assertThat(context.getBean(LeakThresholds.class).of("general")).isEqualTo(Duration.ofSeconds(20));
		});
		this.runner
			.withPropertyValues(HIKARI + "leak-detection-threshold=20000", "pools.tracking.leak-threshold=30s",
					"pools.jdbc.general.leak-threshold=40s")
			.run((context) -> {
				assertThat(setting(context, "ai", "leakThreshold").value()).isEqualTo("30s");
				assertThat(setting(context, "general", "leakThreshold").value()).isEqualTo("40s");
			});
		this.runner.withPropertyValues(HIKARI + "leak-detection-threshold=0")
			.run((context) -> assertThat(setting(context, "ai", "leakThreshold").source()).isEqualTo("default"));
	}

	@Test
	void thePoolOfTheReadsStaysReadOnly() {
		this.runner.withPropertyValues(HIKARI + "read-only=false", "pools.jdbc.read.minimum-idle=0").run((context) -> {
			assertThat(pool(context, "read").isReadOnly()).isTrue();
			assertThat(pool(context, "general").isReadOnly()).isFalse();
		});
	}

	@Test
	void aPoolOfAnotherKindOfDatabaseDoesNotInheritWhatIsOfTheDatabase(CapturedOutput output) {
		this.runner
			.withPropertyValues(HIKARI + "data-source-properties.TRACE_LEVEL_FILE=0", HIKARI + "schema=PUBLIC",
					HIKARI + "auto-commit=false", "pools.jdbc.other.url=jdbc:postgresql://localhost/other",
					"pools.jdbc.other.startup=lazy")
			.run((context) -> {
				HikariDataSource other = pool(context, "other");
				assertThat(other.getSchema()).isNull();
				assertThat(other.getDataSourceProperties()).doesNotContainKey("TRACE_LEVEL_FILE");
				assertThat(other.isAutoCommit()).isFalse();
				assertThat(output)
					.contains("Pool 'other' has another kind of database",
							"spring.datasource.hikari: data-source-properties, schema")
					.doesNotContain("Pool 'ai' has another");
				assertThat(pool(context, "ai").getSchema()).isEqualTo("PUBLIC");
			});
	}

	@Test
	void urlAndUserOfHikariComeBeforeThoseOfTheDataSource() {
		this.runner
			.withPropertyValues(HIKARI + "jdbc-url=jdbc:h2:mem:tuned", HIKARI + "username=tuned",
					HIKARI + "password=pw", "pools.jdbc.own.url=jdbc:h2:mem:own")
			.run((context) -> {
				assertThat(pool(context, "ai").getJdbcUrl()).isEqualTo("jdbc:h2:mem:tuned");
				assertThat(pool(context, "ai").getUsername()).isEqualTo("tuned");
				assertThat(pool(context, "own").getJdbcUrl()).isEqualTo("jdbc:h2:mem:own");
				assertThat(pool(context, "own").getUsername()).isEqualTo("tuned");
				assertThat(setting(context, "ai", "url").source()).isEqualTo("spring.datasource.hikari");
			});
	}

	@Test
	void aContainerComesBeforeUrlAndUserOfHikari() {
		this.runner.withBean(JdbcConnectionDetails.class, Container::new)
			.withPropertyValues(HIKARI + "jdbc-url=jdbc:h2:mem:tuned", HIKARI + "username=tuned")
			.run((context) -> {
				assertThat(pool(context, "ai").getJdbcUrl()).isEqualTo("jdbc:h2:mem:container");
				assertThat(pool(context, "ai").getUsername()).isEqualTo("container");
			});
	}

	@Test
	void whatIsNotInheritedIsSaidOnce(CapturedOutput output) {
		this.runner
			.withPropertyValues(HIKARI + "pool-name=Hikari", HIKARI + "allow-pool-suspension=true",
					HIKARI + "auto-commit=false")
			.run((context) -> {
				context.getBean(PoolDefinitionFactory.class).definition("ai");
				assertThat(output.getAll().split("have no effect on the pools", -1)).hasSize(2);
				assertThat(output).contains("allow-pool-suspension, pool-name").doesNotContain("auto-commit");
			});
	}

	@Test
	void nothingIsSaidWhereAllIsInherited(CapturedOutput output) {
		this.runner.withPropertyValues(HIKARI + "maximum-pool-size=3").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).doesNotContain("have no effect on the pools");
		});
	}

	@ParameterizedTest
	@CsvSource({ "validation-timeout,40000,30s,validationTimeout", "keepalive-time,1900000,0s,keepaliveTime",
			"keepalive-time,10000,0s,keepaliveTime", "idle-timeout,1800000,0s,idleTimeout",
			"idle-timeout,5000,10m,idleTimeout", "max-lifetime,5000,30m,maxLifetime",
			"leak-detection-threshold,500,1m,leakThreshold", "minimum-idle,20,10,minimumIdle" })
	void aValueThatHikariCorrectsStopsNoStart(String setting, String value, String expected, String name,
			CapturedOutput output) {
		this.runner.withPropertyValues(HIKARI + setting + "=" + value).run((context) -> {
			assertThat(setting(context, "general", name).value()).hasToString(expected);
			assertThat(output.getAll().split("spring.datasource.hikari." + setting + " = ", -1)).hasSizeBetween(2, 3);
			assertThat(output).contains("can't work: pool 'general' uses ");
			int length = output.getAll().length();
			context.getBean(RuntimeSettings.class)
				.change(context.getBean(JdbcPools.class).get("general"),
						new PoolChange(11, null, null, null, null, null), "test");
			assertThat(output.getAll().substring(length)).doesNotContain("can't work");
		});
	}

	@ParameterizedTest
	@CsvSource({ "maximum-pool-size,0", "connection-timeout,100", "idle-timeout,-1" })
	void aValueThatHikariRefusesIsNamed(String setting, String value) {
		this.runner.withPropertyValues(HIKARI + setting + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(PoolConfigurationException.class)
				.rootCause()
				.hasMessageContaining("spring.datasource.hikari." + setting));
	}

	@Test
	void aValueOfThePoolsThatHikariWouldCorrectIsRefused() {
		this.runner.withPropertyValues(HIKARI + "max-lifetime=5000", "pools.defaults.max-lifetime=6s")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("pools.defaults.max-lifetime = 6s"));
	}

	private static HikariDataSource pool(AssertableApplicationContext context, String pool) {
		return context.getBean(JdbcPools.class).get(pool).dataSource();
	}

	private static void assertSizes(AssertableApplicationContext context, String pool, int minimum, int maximum) {
		assertThat(pool(context, pool).getMinimumIdle()).isEqualTo(minimum);
		assertThat(pool(context, pool).getMaximumPoolSize()).isEqualTo(maximum);
	}

	private static ConfiguredSetting setting(AssertableApplicationContext context, String pool, String name) {
		return Objects.requireNonNull(
				context.getBean(PoolConfigReport.class).of(context.getBean(JdbcPools.class).get(pool)).get(name));
	}

	private static final class Container implements JdbcConnectionDetails {

		@Override
		public String getUsername() {
			return "container";
		}

		@Override
		public String getPassword() {
			return "";
		}

		@Override
		public String getJdbcUrl() {
			return "jdbc:h2:mem:container";
		}

	}

}
