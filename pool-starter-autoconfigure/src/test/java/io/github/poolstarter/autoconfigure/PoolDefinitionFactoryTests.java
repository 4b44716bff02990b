package io.github.poolstarter.autoconfigure;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.zaxxer.hikari.HikariConfig;
import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.StartupPolicy;
import io.github.poolstarter.jdbc.PoolDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link PoolDefinitionFactory}.
 */
class PoolDefinitionFactoryTests {

	private final ConfigurableEnvironment environment = new StandardEnvironment();

	@Test
	void poolThatSetsNothingHasHikarisDefaults() {
		PoolDefinition ai = definition("ai", "pools.jdbc.ai=");
		assertThat(ai.maximumPoolSize()).isEqualTo(10);
		assertThat(ai.minimumIdle()).isEqualTo(10);
		assertThat(ai.timeouts().connection()).isEqualTo(Duration.ofSeconds(30));
		assertThat(ai.timeouts().validation()).isEqualTo(Duration.ofSeconds(5));
		assertThat(ai.timeouts().idle()).isEqualTo(Duration.ofMinutes(10));
		assertThat(ai.timeouts().maxLifetime()).isEqualTo(Duration.ofMinutes(30));
		assertThat(ai.timeouts().keepalive()).isEqualTo(Duration.ofMinutes(2));
		assertThat(ai.timeouts().initializationFail()).isNull();
		assertThat(ai.timeouts().statement()).isNull();
		assertThat(ai.timeouts().idleInTransaction()).isNull();
		assertThat(ai.timeouts().network()).isNull();
		assertThat(ai.session().readOnly()).isFalse();
		assertThat(ai.session().autoCommit()).isTrue();
		assertThat(ai.session().transactionIsolation()).isNull();
		assertThat(ai.startup()).isEqualTo(StartupPolicy.REQUIRED);
		assertThat(ai.registerMbeans()).isFalse();
		assertThat(ai.database().url()).isEqualTo("jdbc:h2:mem:inherited");
		assertThat(ai.database().username()).isEqualTo("fred");
	}

	@Test
	void poolWinsOverDefaultsAndDefaultsOverPreset() {
		List<PoolDefinition> definitions = definitions("pools.preset=production", "pools.defaults.maximum-pool-size=15",
				"pools.defaults.connection-timeout=7s", "pools.defaults.schema=common",
				"pools.jdbc.general.minimum-idle=2", "pools.jdbc.ai.connection-timeout=45s", "pools.jdbc.ai.schema=ai");
		PoolDefinition general = definitions.get(0);
		assertThat(general.minimumIdle()).isEqualTo(2);
		assertThat(general.maximumPoolSize()).isEqualTo(15);
		assertThat(general.timeouts().connection()).isEqualTo(Duration.ofSeconds(7));
		assertThat(general.session().schema()).isEqualTo("common");
		PoolDefinition ai = definitions.get(1);
		assertThat(ai.minimumIdle()).isEqualTo(5);
		assertThat(ai.maximumPoolSize()).isEqualTo(15);
		assertThat(ai.timeouts().connection()).isEqualTo(Duration.ofSeconds(45));
		assertThat(ai.session().schema()).isEqualTo("ai");
	}

	@Test
	void everySettingIsTakenOver() {
		PoolDefinition ai = definition("ai", "pools.jdbc.ai.url=jdbc:h2:mem:own", "pools.jdbc.ai.username=me",
				"pools.jdbc.ai.password=mine", "pools.jdbc.ai.driver-class-name=org.h2.Driver",
				"pools.jdbc.ai.minimum-idle=3", "pools.jdbc.ai.maximum-pool-size=4",
				"pools.jdbc.ai.connection-timeout=20s", "pools.jdbc.ai.validation-timeout=3s",
				"pools.jdbc.ai.idle-timeout=5m", "pools.jdbc.ai.max-lifetime=20m", "pools.jdbc.ai.keepalive-time=1m",
				"pools.jdbc.ai.statement-timeout=30s", "pools.jdbc.ai.idle-in-transaction-timeout=40s",
				"pools.jdbc.ai.network-timeout=50s", "pools.jdbc.ai.read-only=true", "pools.jdbc.ai.auto-commit=false",
				"pools.jdbc.ai.transaction-isolation=SERIALIZABLE", "pools.jdbc.ai.schema=one",
				"pools.jdbc.ai.catalog=two", "pools.jdbc.ai.connection-init-sql=select 1",
				"pools.jdbc.ai.connection-test-query=select 2", "pools.jdbc.ai.initialization-fail-timeout=9s",
				"pools.jdbc.ai.register-mbeans=true", "pools.jdbc.ai.startup=optional",
				"pools.jdbc.ai.data-source-properties.TRACE_LEVEL_FILE=0");
		HikariConfig config = new HikariConfig();
		ai.applyTo(config);
		assertThat(config.getPoolName()).isEqualTo("ai");
		assertThat(config.getJdbcUrl()).isEqualTo("jdbc:h2:mem:own");
		assertThat(config.getUsername()).isEqualTo("me");
		assertThat(config.getPassword()).isEqualTo("mine");
		assertThat(config.getDriverClassName()).isEqualTo("org.h2.Driver");
		assertThat(config.getMinimumIdle()).isEqualTo(3);
		assertThat(config.getMaximumPoolSize()).isEqualTo(4);
		assertThat(config.getConnectionTimeout()).isEqualTo(20_000);
		assertThat(config.getValidationTimeout()).isEqualTo(3_000);
		assertThat(config.getIdleTimeout()).isEqualTo(300_000);
		assertThat(config.getMaxLifetime()).isEqualTo(1_200_000);
		assertThat(config.getKeepaliveTime()).isEqualTo(60_000);
		assertThat(config.isReadOnly()).isTrue();
		assertThat(config.isAutoCommit()).isFalse();
		assertThat(config.getTransactionIsolation()).isEqualTo("TRANSACTION_SERIALIZABLE");
		assertThat(config.getSchema()).isEqualTo("one");
		assertThat(config.getCatalog()).isEqualTo("two");
		assertThat(config.getConnectionInitSql()).contains("select 1", "30000");
		assertThat(config.getConnectionTestQuery()).isEqualTo("select 2");
		assertThat(config.getInitializationFailTimeout()).isEqualTo(9_000);
		assertThat(config.isRegisterMbeans()).isTrue();
		assertThat(config.getDataSourceProperties()).containsEntry("TRACE_LEVEL_FILE", "0");
		assertThat(ai.startup()).isEqualTo(StartupPolicy.OPTIONAL);
		assertThat(ai.timeouts().statement()).isEqualTo(Duration.ofSeconds(30));
		assertThat(ai.timeouts().idleInTransaction()).isEqualTo(Duration.ofSeconds(40));
		assertThat(ai.timeouts().network()).isEqualTo(Duration.ofSeconds(50));
	}

	@Test
	void hikariCorrectsNothingOfWhatTheFactoryAccepts() {
		for (PoolDefinition definition : definitions("pools.jdbc.general.max-lifetime=30s",
				"pools.jdbc.general.minimum-idle=1", "pools.jdbc.short.max-lifetime=40s",
				"pools.jdbc.short.idle-timeout=39s", "pools.jdbc.short.minimum-idle=0",
				"pools.jdbc.short.keepalive-time=39s", "pools.jdbc.forever.max-lifetime=0s",
				"pools.jdbc.forever.idle-timeout=0s", "pools.jdbc.forever.keepalive-time=0s",
				"pools.jdbc.quick.connection-timeout=250ms", "pools.jdbc.quick.validation-timeout=250ms",
				"pools.jdbc.quick.idle-timeout=10s", "pools.jdbc.quick.keepalive-time=30s",
				"pools.jdbc.quick.minimum-idle=2")) {
			HikariConfig config = new HikariConfig();
			definition.applyTo(config);
			config.validate();
			assertThat(config.getConnectionTimeout()).isEqualTo(definition.timeouts().connection().toMillis());
			assertThat(config.getValidationTimeout()).isEqualTo(definition.timeouts().validation().toMillis());
			assertThat(config.getIdleTimeout()).isEqualTo(definition.timeouts().idle().toMillis());
			assertThat(config.getMaxLifetime()).isEqualTo(definition.timeouts().maxLifetime().toMillis());
			assertThat(config.getKeepaliveTime()).isEqualTo(definition.timeouts().keepalive().toMillis());
			assertThat(config.getMinimumIdle()).isEqualTo(definition.minimumIdle());
		}
	}

	@Test
	void dataSourcePropertiesOfDefaultsAndPoolAreMerged() {
		PoolDefinition ai = definition("ai", "pools.defaults.data-source-properties.ApplicationName=app",
				"pools.defaults.data-source-properties.tcpKeepAlive=true",
				"pools.jdbc.ai.data-source-properties.ApplicationName=ai");
		assertThat(ai.dataSourceProperties()).containsOnly(Map.entry("ApplicationName", "ai"),
				Map.entry("tcpKeepAlive", "true"));
	}

	@Test
	void dataSourcePropertiesOfOnePoolAreNotTheOthers() {
		List<PoolDefinition> definitions = definitions("pools.jdbc.general.data-source-properties.one=1",
				"pools.jdbc.ai.data-source-properties.two=2");
		assertThat(definitions.get(0).dataSourceProperties()).containsOnlyKeys("one");
		assertThat(definitions.get(1).dataSourceProperties()).containsOnlyKeys("two");
	}

	@Test
	void environmentVariablesWinOverTheFile() {
		systemEnvironment(Map.of("POOLS_JDBC_AI_MAXIMUMPOOLSIZE", "33", "POOLS_DEFAULTS_CONNECTIONTIMEOUT", "3s",
				"POOLS_JDBC_AI_DATASOURCEPROPERTIES_APPLICATIONNAME", "env", "POOLS_JDBC_AI_PASSWORD", "fromEnv"));
		PoolDefinition ai = definition("ai", "pools.jdbc.ai.maximum-pool-size=3", "pools.jdbc.ai.minimum-idle=1");
		assertThat(ai.maximumPoolSize()).isEqualTo(33);
		assertThat(ai.minimumIdle()).isEqualTo(1);
		assertThat(ai.timeouts().connection()).isEqualTo(Duration.ofSeconds(3));
		assertThat(ai.database().password()).isEqualTo("fromEnv");
	}

	@Test
	void environmentVariablesAloneDefineAPool() {
		systemEnvironment(Map.of("POOLS_JDBC_AI_MAXIMUMPOOLSIZE", "33", "POOLS_DEFAULTPOOL", "ai"));
		assertThat(new PoolPropertySources(this.environment).poolNames()).containsExactly("ai");
		assertThat(definition("ai").maximumPoolSize()).isEqualTo(33);
		assertThat(factory().defaultPool()).isEqualTo("ai");
	}

	@Test
	void environmentVariablesReachAPoolWithDashesOrCapitalsInItsName() {
		systemEnvironment(
				Map.of("POOLS_JDBC_NIGHTLYBATCH_MAXIMUMPOOLSIZE", "33", "POOLS_JDBC_AIWORK_MAXIMUMPOOLSIZE", "34"));
		List<PoolDefinition> definitions = definitions("pools.jdbc.nightly-batch.minimum-idle=1",
				"pools.jdbc.aiWork.minimum-idle=2", "pools.default-pool=aiWork");
		assertThat(definitions).extracting(PoolDefinition::name, PoolDefinition::maximumPoolSize)
			.containsExactlyInAnyOrder(tuple("nightly-batch", 33), tuple("aiWork", 34));
	}

	@Test
	void namesInBracketsAreNamesLikeAnyOther() {
		List<PoolDefinition> definitions = definitions("pools.jdbc[night-batch].maximum-pool-size=2",
				"pools.jdbc[aiWork].maximum-pool-size=3", "pools.jdbc[general].maximum-pool-size=4",
				"pools.jdbc[night-batch].read-only=true",
				"pools.jdbc[night-batch].replicas[eu-west].url=jdbc:h2:mem:west",
				"pools.jdbc[night-batch].replicas[eu-west].maximum-pool-size=1");
		assertThat(definitions).extracting(PoolDefinition::name, PoolDefinition::maximumPoolSize)
			.containsExactlyInAnyOrder(tuple("night-batch", 2), tuple("aiWork", 3), tuple("general", 4));
		PoolPropertySources sources = new PoolPropertySources(this.environment);
		assertThat(sources.find("night-batch", "maximum-pool-size")).isNotNull();
		assertThat(sources.find("night-batch", "replicas.eu-west.url")).isNotNull();
		assertThat(sources.describe("aiWork", "maximum-pool-size", 3)).contains("[aiWork].maximum-pool-size = 3");
		assertThat(sources.isOwn("aiWork", "maximum-pool-size")).isTrue();
		PoolDefinition.Replication replication = definitions.stream()
			.filter((definition) -> definition.name().equals("night-batch"))
			.findFirst()
			.orElseThrow()
			.replication();
		assertThat(replication).isNotNull();
		assertThat(replication.replicas()).singleElement()
			.satisfies((replica) -> assertThat(replica.maximumPoolSize()).isEqualTo(1));
	}

	@Test
	void environmentVariablesReachAPoolWhoseNameIsInBrackets() {
		systemEnvironment(Map.of("POOLS_JDBC_NIGHTBATCH_MAXIMUMPOOLSIZE", "33"));
		PoolDefinition batch = definition("night-batch", "pools.jdbc[night-batch].maximum-pool-size=2",
				"pools.jdbc[night-batch].minimum-idle=1");
		assertThat(batch.maximumPoolSize()).isEqualTo(33);
		assertThat(batch.minimumIdle()).isEqualTo(1);
	}

	@Test
	void camelCaseAndPlaceholdersAreUnderstood() {
		PoolDefinition ai = definition("ai", "pools.jdbc.ai.maximumPoolSize=${size}", "size=12",
				"pools.jdbc.ai.connectionTimeout=1500");
		assertThat(ai.maximumPoolSize()).isEqualTo(12);
		assertThat(ai.timeouts().connection()).isEqualTo(Duration.ofMillis(1500));
	}

	@ParameterizedTest
	@CsvSource({ "development,1,5,PT30S", "testing,0,5,PT5S", "staging,2,10,PT5S", "production,5,20,PT5S" })
	void presetFillsInWhatIsNotSet(String preset, int minimumIdle, int maximumPoolSize, Duration connectionTimeout) {
		PoolDefinition ai = definition("ai", "pools.preset=" + preset, "pools.jdbc.ai=");
		assertThat(ai.minimumIdle()).isEqualTo(minimumIdle);
		assertThat(ai.maximumPoolSize()).isEqualTo(maximumPoolSize);
		assertThat(ai.timeouts().connection()).isEqualTo(connectionTimeout);
	}

	@Test
	void minimumOfAPresetGivesWayToASmallerMaximum() {
		PoolDefinition ai = definition("ai", "pools.preset=production", "pools.jdbc.ai.maximum-pool-size=3");
		assertThat(ai.minimumIdle()).isEqualTo(3);
		assertThat(ai.maximumPoolSize()).isEqualTo(3);
	}

	@Test
	void poolNamedReadIsReadOnlyUnlessItSaysOtherwise() {
		assertThat(definition("read", "pools.jdbc.read=").session().readOnly()).isTrue();
		assertThat(definition("read", "pools.jdbc.read.read-only=false").session().readOnly()).isFalse();
	}

	@Test
	void defaultPoolIsTheOneThatIsSet() {
		properties("pools.default-pool=ai", "pools.jdbc.general=", "pools.jdbc.ai=");
		assertThat(factory().defaultPool()).isEqualTo("ai");
	}

	@Test
	void defaultPoolIsTheOneNamedGeneralWhereNoneIsSet() {
		properties("pools.jdbc.ai=", "pools.jdbc.general=");
		assertThat(factory().defaultPool()).isEqualTo("general");
	}

	@Test
	void defaultPoolIsTheOnlyOne() {
		properties("pools.jdbc.ai=");
		assertThat(factory().defaultPool()).isEqualTo("ai");
	}

	@Test
	void noDefaultPoolAmongSeveralIsAFailure() {
		properties("pools.jdbc.ai=", "pools.jdbc.read=");
		assertThatExceptionOfType(PoolConfigurationException.class).isThrownBy(() -> factory().defaultPool())
			.withMessageContaining("ai, read")
			.withMessageContaining("Set pools.default-pool");
	}

	@ParameterizedTest
	@CsvSource({ "30s,PT5S", "2s,PT2S", "300ms,PT0.3S" })
	void validationTimeoutIsNotOverTheConnectionTimeout(String connectionTimeout, Duration validationTimeout) {
		PoolDefinition ai = definition("ai", "pools.jdbc.ai.connection-timeout=" + connectionTimeout);
		assertThat(ai.timeouts().validation()).isEqualTo(validationTimeout);
	}

	@ParameterizedTest
	@CsvSource({ "0s,PT10M,PT2M", "30m,PT10M,PT2M", "10m,PT9M50S,PT2M", "2m,PT1M50S,PT0S", "90s,PT1M20S,PT0S",
			"30s,PT20S,PT0S" })
	void idleAndKeepaliveTimesFollowAShortLifetime(String maxLifetime, Duration idleTimeout, Duration keepaliveTime) {
		PoolDefinition ai = definition("ai", "pools.jdbc.ai.max-lifetime=" + maxLifetime);
		assertThat(ai.timeouts().idle()).isEqualTo(idleTimeout);
		assertThat(ai.timeouts().keepalive()).isEqualTo(keepaliveTime);
	}

	@ParameterizedTest
	@ValueSource(strings = { "READ_COMMITTED", "TRANSACTION_READ_COMMITTED" })
	void isolationIsUnderstoodWithAndWithoutItsPrefix(String isolation) {
		PoolDefinition ai = definition("ai", "pools.jdbc.ai.transaction-isolation=" + isolation);
		assertThat(ai.session().transactionIsolation()).isEqualTo("TRANSACTION_READ_COMMITTED");
	}

	@Test
	void urlOfTheDefaultsWinsOverTheDataSources() {
		PoolDefinition ai = definition("ai", "pools.defaults.url=jdbc:h2:mem:common", "pools.defaults.username=common",
				"pools.jdbc.ai=");
		assertThat(ai.database().url()).isEqualTo("jdbc:h2:mem:common");
		assertThat(ai.database().username()).isEqualTo("common");
		assertThat(ai.database().password()).isEqualTo("s3cr3t");
	}

	@Test
	void driverOfTheDefaultsIsNotForAPoolWithAUrlOfItsOwn() {
		PoolDefinition ai = definition("ai", "pools.defaults.driver-class-name=org.postgresql.Driver",
				"pools.defaults.url=jdbc:postgresql://localhost/app", "pools.jdbc.ai.url=jdbc:h2:mem:own",
				"pools.default-pool=ai");
		assertThat(ai.database().driverClassName()).isNull();
		assertThat(definition("other", "pools.jdbc.other=").database().driverClassName())
			.isEqualTo("org.postgresql.Driver");
	}

	@Test
	void inheritedDriverIsTheUrls() {
		assertThat(definition("ai", "pools.jdbc.ai=").database().driverClassName()).isEqualTo("org.h2.Driver");
	}

	private PoolDefinition definition(String name, String... properties) {
		return definitions(properties).stream()
			.filter((definition) -> definition.name().equals(name))
			.findFirst()
			.orElseThrow();
	}

	private List<PoolDefinition> definitions(String... properties) {
		properties(properties);
		return factory().definitions();
	}

	private PoolDefinitionFactory factory() {
		PoolsProperties properties = Binder.get(this.environment).bindOrCreate("pools", PoolsProperties.class);
		DataSourceProperties dataSource = new DataSourceProperties();
		dataSource.setUrl("jdbc:h2:mem:inherited");
		dataSource.setUsername("fred");
		dataSource.setPassword("s3cr3t");
		return new PoolDefinitionFactory(properties, new PoolPropertySources(this.environment),
				new PoolConnectionDetails(new DataSourcePropertiesConnectionDetails(dataSource, this.environment)));
	}

	private void properties(String... properties) {
		Map<String, Object> source = new LinkedHashMap<>();
		for (String property : properties) {
			String[] parts = property.split("=", 2);
			source.put(parts[0], parts[1]);
		}
		this.environment.getPropertySources().addLast(new MapPropertySource("test" + source.hashCode(), source));
	}

	private void systemEnvironment(Map<String, Object> variables) {
		String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
		this.environment.getPropertySources()
			.replace(name, new SystemEnvironmentPropertySource(name, new HashMap<>(variables)));
	}

}
