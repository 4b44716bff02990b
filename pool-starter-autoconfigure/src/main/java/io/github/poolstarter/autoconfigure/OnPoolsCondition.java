package io.github.poolstarter.autoconfigure;

import java.util.Objects;
import java.util.Set;

import org.springframework.boot.autoconfigure.condition.ConditionEvaluationReport;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches when a JDBC pool is defined, the pools are not switched off, and the
 * application is to have an auto-configured data source at all.
 */
class OnPoolsCondition extends SpringBootCondition implements ConfigurationCondition {

	static final String TEST_DATABASE = "org.springframework.boot.jdbc.test.autoconfigure.TestDatabaseAutoConfiguration";

	// The test database is known by its bean
	@Override
	public ConfigurationPhase getConfigurationPhase() {
		return ConfigurationPhase.REGISTER_BEAN;
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("JDBC pools");
		PoolPropertySources sources = new PoolPropertySources(context.getEnvironment());
		if (!sources.isEnabled()) {
			return ConditionOutcome.noMatch(message.because("pools.enabled is false"));
		}
		Set<String> names = sources.poolNames();
		if (names.isEmpty()) {
			return ConditionOutcome.noMatch(message.didNotFind("property", "properties").items("pools.jdbc.*"));
		}
		if (isExcluded(context, DataSourceAutoConfiguration.class)) {
			return ConditionOutcome.noMatch(message.because("DataSourceAutoConfiguration is excluded"));
		}
		if (isReplacedByTestDatabase(context)) {
			return ConditionOutcome.noMatch(message.because("@AutoConfigureTestDatabase replaces the data source"));
		}
		return ConditionOutcome.match(message.found("pool", "pools").items(names));
	}

	private static boolean isExcluded(ConditionContext context, Class<?> autoConfiguration) {
		return ConditionEvaluationReport.get(Objects.requireNonNull(context.getBeanFactory()))
			.getExclusions()
			.contains(autoConfiguration.getName());
	}

	private static boolean isReplacedByTestDatabase(ConditionContext context) {
		return context.getRegistry().containsBeanDefinition(TEST_DATABASE)
				&& !"none".equalsIgnoreCase(context.getEnvironment().getProperty("spring.test.database.replace"));
	}

}
