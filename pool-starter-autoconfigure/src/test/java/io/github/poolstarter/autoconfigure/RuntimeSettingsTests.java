package io.github.poolstarter.autoconfigure;

import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.PoolCustomizer;
import io.github.poolstarter.actuate.ConfiguredSetting;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.pool.LeakThresholds;
import io.github.poolstarter.sizing.PoolChange;
import io.github.poolstarter.sizing.PoolSettings;
import io.github.poolstarter.tracking.PoolTrackers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is changed while the pools run keeps the rules of what is configured.
 */
@ExtendWith(OutputCaptureExtension.class)
class RuntimeSettingsTests {

	private static final String BY = "POST /actuator/pools/config/ai by alice";

	private final ApplicationContextRunner runner = PoolTestContexts.runner()
		.withPropertyValues("spring.datasource.url=jdbc:h2:mem:runtime", "pools.jdbc.general.maximum-pool-size=1",
				"pools.jdbc.ai.startup=lazy");

	@BeforeEach
	void logChanges() {
		logger().setLevel(Level.INFO);
	}

	@AfterEach
	void logAsBefore() {
		logger().setLevel(null);
	}

	private static Logger logger() {
		return (Logger) LoggerFactory.getLogger(RuntimeSettings.class);
	}

	@Test
	void settingsAreInUseAndShownWithWhoSetThem(CapturedOutput output) {
		run((context) -> {
			change(context, new PoolChange(8, 2, Duration.ofSeconds(6), Duration.ofSeconds(40), Duration.ofMinutes(2),
					Duration.ofSeconds(90)));
			assertThat(settings(context)).isEqualTo(new PoolSettings(2, 8, Duration.ofSeconds(6), Duration.ofSeconds(5),
					Duration.ofSeconds(40), Duration.ofMinutes(2)));
			assertThat(context.getBean(LeakThresholds.class).of("ai")).isEqualTo(Duration.ofSeconds(90));
			assertThat(context.getBean(LeakThresholds.class).of("general")).isEqualTo(Duration.ofSeconds(60));
			assertShown(context, "maximumPoolSize", 8);
			assertShown(context, "minimumIdle", 2);
			assertShown(context, "connectionTimeout", "6s");
			assertShown(context, "idleTimeout", "40s");
			assertShown(context, "maxLifetime", "2m");
			assertShown(context, "leakThreshold", "90s");
			assertThat(setting(context, "validationTimeout").source()).isEqualTo("default");
			assertThat(output).contains("maximumPoolSize of pool 'ai' was 20 and is now 8: " + BY + " at 20");
		}, "pools.jdbc.ai.maximum-pool-size=20");
	}

	@Test
	void leakThresholdMayBeAsLongAsInTheYaml() {
		run((context) -> {
			change(context, new PoolChange(null, null, null, null, null, Duration.ofDays(100_000)));
			LeakThresholds thresholds = context.getBean(LeakThresholds.class);
			try (Connection connection = pool(context).getConnection()) {
				assertThat(connection.isValid(10)).isTrue();
				assertThat(context.getBean(PoolTrackers.class).get("ai").holders()).hasSize(1)
					.noneMatch(thresholds::isLeaked);
			}
		});
	}

	@Test
	void leakThresholdOfThePoolStaysWithItsOriginUntilItIsChanged() {
		run((context) -> {
			assertThat(context.getBean(LeakThresholds.class).of("ai")).isEqualTo(Duration.ofMinutes(5));
			assertThat(context.getBean(LeakThresholds.class).of("general")).isEqualTo(Duration.ofMinutes(2));
			assertThat(setting(context, "leakThreshold").value()).isEqualTo("5m");
			assertThat(setting(context, "leakThreshold").origin()).contains("pools.jdbc.ai.leak-threshold");
			change(context, new PoolChange(null, null, null, null, null, Duration.ofSeconds(90)));
			assertShown(context, "leakThreshold", "90s");
		}, "pools.jdbc.ai.leak-threshold=5m", "pools.defaults.leak-threshold=2m", "pools.tracking.leak-threshold=3m");
	}

	@Test
	void aPoolWhoseNameIsInBracketsIsChangedLikeAnyOther() {
		this.runner
			.withPropertyValues("pools.jdbc[night-batch].maximum-pool-size=2", "pools.jdbc[night-batch].startup=lazy")
			.run((context) -> {
				JdbcPool pool = context.getBean(JdbcPools.class).get("night-batch");
				PoolConfigReport report = context.getBean(PoolConfigReport.class);
				assertThat(report.of(pool).get("maximumPoolSize"))
					.satisfies((setting) -> assertThat(setting.origin()).contains("[night-batch].maximum-pool-size"));
				context.getBean(RuntimeSettings.class)
					.change(pool, new PoolChange(5, null, null, null, null, null), BY);
				assertThat(pool.dataSource().getMaximumPoolSize()).isEqualTo(5);
			});
	}

	@Test
	void whatIsInForceKeepsItsOriginWhenTheEnvironmentChanges() {
		run((context) -> {
			Map<String, ConfiguredSetting> before = context.getBean(PoolConfigReport.class).of(pool(context));
			context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("refreshed", Map.of("pools.jdbc.ai.maximum-pool-size", 33,
						"pools.jdbc.ai.leak-threshold", "7m", "pools.defaults.connection-timeout", "9s")));
			// As Spring Cloud does it after an EnvironmentChangeEvent
			PoolsProperties properties = context.getBean(PoolsProperties.class);
			context.getAutowireCapableBeanFactory().destroyBean(properties);
			context.getAutowireCapableBeanFactory()
				.initializeBean(properties, "pools-" + PoolsProperties.class.getName());
			assertThat(properties.jdbc().get("ai").maximumPoolSize()).isEqualTo(20);
			assertThat(context.getBean(PoolConfigReport.class).of(pool(context))).isEqualTo(before);
			assertThat(setting(context, "maximumPoolSize").value()).isEqualTo(20);
			change(context, new PoolChange(null, 4, null, null, null, null));
			assertShown(context, "minimumIdle", 4);
			assertThat(setting(context, "maximumPoolSize")).isEqualTo(before.get("maximumPoolSize"));
			assertThatExceptionOfType(PoolConfigurationException.class)
				.isThrownBy(() -> change(context, new PoolChange(null, 25, null, null, null, null)))
				.withMessageContaining("pools.jdbc.ai.maximum-pool-size = 20");
			assertThat(settings(context).connectionTimeout()).isEqualTo(Duration.ofSeconds(30));
		}, "pools.jdbc.ai.maximum-pool-size=20");
	}

	@Test
	void settingThatIsNotNamedStaysAsItIs() {
		run((context) -> {
			change(context, new PoolChange(null, 3, null, null, null, null));
			assertThat(settings(context)).isEqualTo(new PoolSettings(3, 20, Duration.ofSeconds(7),
					Duration.ofSeconds(5), Duration.ofMinutes(10), Duration.ofMinutes(30)));
			ConfiguredSetting maximum = setting(context, "maximumPoolSize");
			assertThat(maximum.source()).isEqualTo("property");
			assertThat(maximum.origin()).contains("pools.jdbc.ai.maximum-pool-size");
		}, "pools.jdbc.ai.maximum-pool-size=20", "pools.jdbc.ai.connection-timeout=7s");
	}

	@Test
	void whatWasNeverSetFollowsWhatIsSet() {
		run((context) -> {
			change(context, new PoolChange(4, null, Duration.ofSeconds(2), null, Duration.ofMinutes(5), null));
			assertThat(settings(context)).isEqualTo(new PoolSettings(4, 4, Duration.ofSeconds(2), Duration.ofSeconds(2),
					Duration.ofSeconds(290), Duration.ofMinutes(5)));
			assertShown(context, "minimumIdle", 4);
			change(context, new PoolChange(12, null, null, null, null, null));
			assertThat(settings(context).minimumIdle()).isEqualTo(12);
			assertThat(settings(context).connectionTimeout()).isEqualTo(Duration.ofSeconds(2));
		});
	}

	@Test
	void minimumOfAPresetIsCutToALowerMaximum() {
		run((context) -> {
			change(context, new PoolChange(3, null, null, null, null, null));
			assertThat(settings(context).minimumIdle()).isEqualTo(3);
			change(context, new PoolChange(20, null, null, null, null, null));
			assertThat(settings(context).minimumIdle()).isEqualTo(5);
		}, "pools.preset=production");
	}

	@Test
	void whatACustomizerHasSetIsLeftAloneUntilItIsChanged() {
		this.runner.withUserConfiguration(CustomizerConfiguration.class).run((context) -> {
			change(context, new PoolChange(null, null, Duration.ofSeconds(9), null, null, null));
			assertThat(settings(context).maximumPoolSize()).isEqualTo(33);
			assertThat(setting(context, "maximumPoolSize")).isEqualTo(new ConfiguredSetting(33, "customizer", null));
			change(context, new PoolChange(34, null, null, null, null, null));
			assertThat(settings(context).minimumIdle()).isEqualTo(7);
			assertThatExceptionOfType(PoolConfigurationException.class)
				.isThrownBy(() -> change(context, new PoolChange(6, null, null, null, null, null)))
				.withMessageContainingAll("minimum-idle = 7 (by a PoolCustomizer", "maximum-pool-size = 6 (" + BY);
			change(context, new PoolChange(6, 6, null, null, null, null));
			assertShown(context, "maximumPoolSize", 6);
		});
	}

	@Test
	void changeHasToFitToWhatACustomizerHasSet() {
		this.runner.withUserConfiguration(CustomizerConfiguration.class).run((context) -> {
			// More than the maximum that was configured, or is the default
			change(context, new PoolChange(null, 20, null, null, null, null));
			assertThat(settings(context).minimumIdle()).isEqualTo(20);
			assertThat(settings(context).maximumPoolSize()).isEqualTo(33);
			assertThatExceptionOfType(PoolConfigurationException.class)
				.isThrownBy(() -> change(context, new PoolChange(null, 34, null, null, null, null)))
				.withMessageContainingAll("minimum-idle = 34 (" + BY, "maximum-pool-size = 33 (by a PoolCustomizer");
			change(context, new PoolChange(40, null, null, null, null, null));
			assertThat(settings(context).minimumIdle()).isEqualTo(20);
			change(context, new PoolChange(null, 39, null, null, null, null));
			assertThat(settings(context).minimumIdle()).isEqualTo(39);
		});
	}

	@Test
	void whatACustomizerHasSetAgainstTheRulesKeepsNothingElseFromBeingChanged() {
		this.runner.withBean(PoolCustomizer.class, () -> (pool, config) -> config.setValidationTimeout(40_000))
			.run((context) -> {
				change(context, new PoolChange(7, null, null, null, null, null));
				assertThat(settings(context).maximumPoolSize()).isEqualTo(7);
				assertThat(settings(context).validationTimeout()).isEqualTo(Duration.ofSeconds(40));
			});
	}

	@Test
	void warningOfTheStartIsNotRepeatedByAChange(CapturedOutput output) {
		run((context) -> {
			change(context, new PoolChange(7, null, null, null, null, null));
			assertThat(output.getAll().split("has the URL of the pool itself", -1)).hasSize(2);
		}, "pools.jdbc.ai.read-only=true", "pools.jdbc.ai.replicas.one.url=jdbc:h2:mem:runtime");
	}

	@ParameterizedTest
	@MethodSource("invalidChanges")
	void changeThatBreaksARuleIsRefusedAsAWhole(PoolChange change, String expected) {
		run((context) -> {
			PoolSettings before = settings(context);
			assertThatExceptionOfType(PoolConfigurationException.class).isThrownBy(() -> change(context, change))
				.withMessageContainingAll(expected.split("\\|"));
			assertThat(settings(context)).isEqualTo(before);
			assertThat(context.getBean(LeakThresholds.class).of("ai")).isEqualTo(Duration.ofSeconds(60));
			assertThat(setting(context, "maximumPoolSize").source()).isEqualTo("property");
			change(context, new PoolChange(null, null, null, null, null, Duration.ofSeconds(1)));
			assertThat(settings(context)).isEqualTo(before);
		}, "pools.jdbc.ai.maximum-pool-size=20", "pools.jdbc.ai.minimum-idle=5", "pools.jdbc.ai.idle-timeout=2m",
				"pools.jdbc.ai.keepalive-time=1m", "pools.jdbc.ai.validation-timeout=3s");
	}

	static Stream<Arguments> invalidChanges() {
		return Stream.of(
				invalid(0, null, null, null, null, null, "maximum-pool-size = 0 (" + BY + "|must be at least 1"),
				invalid(30, -1, null, null, null, null, "minimum-idle = -1|must not be negative"),
				invalid(4, null, null, null, null, null,
						"minimum-idle = 5|maximum-pool-size = 4 (" + BY + "|Lower minimum-idle to at most 4"),
				invalid(30, 31, null, null, null, null, "minimum-idle = 31|maximum-pool-size = 30"),
				invalid(30, null, "PT0.1S", null, null, null, "connection-timeout = 100ms|must be at least 250ms"),
				invalid(30, null, "PT2S", null, null, null,
						"validation-timeout = 3s|must not exceed|connection-timeout = 2s (" + BY),
				invalid(30, null, null, "PT5S", null, null, "idle-timeout = 5s|must be 0 or at least 10s"),
				invalid(30, null, null, "PT30M", null, null, "idle-timeout = 30m|must be at least 1s less than|30m"),
				invalid(30, null, null, null, "PT20S", null, "max-lifetime = 20s|must be 0 or at least 30s"),
				invalid(30, null, null, null, "PT90S", null, "idle-timeout = 2m|less than|max-lifetime = 90s"),
				invalid(30, null, null, "PT20S", "PT50S", null, "keepalive-time = 1m|less than|max-lifetime = 50s"),
				invalid(30, null, null, null, null, "PT0S", "leak-threshold = 0s (" + BY + "|at least 1s"),
				invalid(30, null, null, null, null, "PT0.999S", "leak-threshold = 999ms|at least 1s"),
				invalid(30, null, null, null, null, "PT-5S", "leak-threshold|at least 1s"),
				invalid(30, null, null, null, null, "PT2400001H", "leak-threshold|at most 100000d"),
				invalid(null, null, null, null, null, null, "No known setting|maximumPoolSize"));
	}

	private static Arguments invalid(@Nullable Integer maximum, @Nullable Integer minimum, @Nullable String connection,
			@Nullable String idle, @Nullable String lifetime, @Nullable String leak, String expected) {
		return Arguments.of(new PoolChange(maximum, minimum, duration(connection), duration(idle), duration(lifetime),
				duration(leak)), expected);
	}

	private static @Nullable Duration duration(@Nullable String text) {
		return (text != null) ? Duration.parse(text) : null;
	}

	private void run(ContextConsumer<AssertableApplicationContext> test, String... properties) {
		this.runner.withPropertyValues(properties).run(test);
	}

	private static void change(AssertableApplicationContext context, PoolChange change) {
		context.getBean(RuntimeSettings.class).change(pool(context), change, BY);
	}

	private static JdbcPool pool(AssertableApplicationContext context) {
		return context.getBean(JdbcPools.class).get("ai");
	}

	private static PoolSettings settings(AssertableApplicationContext context) {
		return PoolSettings.of(pool(context).dataSource());
	}

	private static ConfiguredSetting setting(AssertableApplicationContext context, String name) {
		return Objects.requireNonNull(context.getBean(PoolConfigReport.class).of(pool(context)).get(name));
	}

	private static void assertShown(AssertableApplicationContext context, String name, Object value) {
		ConfiguredSetting setting = setting(context, name);
		assertThat(setting.value()).isEqualTo(value);
		assertThat(setting.source()).isEqualTo("runtime");
		assertThat(setting.origin()).startsWith(BY + " at 20").endsWith("Z");
	}

	@Configuration(proxyBeanMethods = false)
	static class CustomizerConfiguration {

		@Bean
		PoolCustomizer poolCustomizer() {
			return (pool, config) -> {
				config.setMaximumPoolSize(33);
				config.setMinimumIdle(7);
			};
		}

	}

}
