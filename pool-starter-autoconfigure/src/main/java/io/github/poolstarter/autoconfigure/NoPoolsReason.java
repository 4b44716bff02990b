package io.github.poolstarter.autoconfigure;

import java.util.List;
import java.util.stream.Stream;

import javax.sql.DataSource;
import javax.sql.XADataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.autoconfigure.condition.ConditionEvaluationReport;
import org.springframework.boot.autoconfigure.condition.ConditionEvaluationReport.ConditionAndOutcomes;
import org.springframework.core.env.Environment;
import org.springframework.core.type.MethodMetadata;

/**
 * Finds out why an application has no pools, and what to do about it.
 */
class NoPoolsReason {

	private static final String SPRING_BOOT = "org.springframework.boot.";

	private static final String REMEDY_PROPERTIES = "Define pools there, or set pools.enabled to false";

	private final ConfigurableListableBeanFactory beanFactory;

	private final PoolPropertySources properties;

	NoPoolsReason(ConfigurableListableBeanFactory beanFactory, Environment environment) {
		this.beanFactory = beanFactory;
		this.properties = new PoolPropertySources(environment);
	}

	/**
	 * Say why.
	 * @return the reason and the remedy, {@code null} where there is no database, or the
	 * pools were excluded on purpose
	 */
	@Nullable String describe() {
		ConditionEvaluationReport report = ConditionEvaluationReport.get(this.beanFactory);
		List<String> dataSources = dataSources();
		if (dataSources.isEmpty() || report.getExclusions().contains(PoolsAutoConfiguration.class.getName())) {
			return null;
		}
		if (this.properties.poolNames().isEmpty()) {
			String misspelt = this.properties.describeBelow("pool", "jdbc");
			return "pools.jdbc.* is not set. " + ((misspelt != null)
					? "Found %s: did you mean pools.jdbc?".formatted(misspelt) : REMEDY_PROPERTIES);
		}
		List<String> own = dataSources.stream().filter((name) -> !isSpringBoots(name)).toList();
		return (own.isEmpty()) ? describeUnmetCondition(report)
				: "the application defines its own DataSource, '%s'. ".formatted(String.join("', '", own))
						+ "To use it alongside the pools, declare it with @Bean(defaultCandidate = false). "
						+ "To use it instead of them, set pools.enabled to false";
	}

	private List<String> dataSources() {
		return Stream.of(DataSource.class, XADataSource.class)
			.flatMap((type) -> Stream
				.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, type, true, false)))
			.distinct()
			.filter((name) -> !(definition(name) instanceof AbstractBeanDefinition bean) || bean.isDefaultCandidate())
			.toList();
	}

	private boolean isSpringBoots(String name) {
		BeanDefinition definition = definition(name);
		MethodMetadata method = (definition instanceof AnnotatedBeanDefinition annotated)
				? annotated.getFactoryMethodMetadata() : null;
		return method != null && method.getDeclaringClassName().startsWith(SPRING_BOOT);
	}

	private @Nullable BeanDefinition definition(String name) {
		return (this.beanFactory.containsBeanDefinition(name)) ? this.beanFactory.getBeanDefinition(name) : null;
	}

	private static String describeUnmetCondition(ConditionEvaluationReport report) {
		ConditionAndOutcomes outcomes = report.getConditionAndOutcomesBySource()
			.get(PoolsAutoConfiguration.class.getName());
		return Stream.ofNullable(outcomes)
			.flatMap(ConditionAndOutcomes::stream)
			.map((condition) -> condition.getOutcome())
			.filter((outcome) -> !outcome.isMatch())
			.findFirst()
			.map((outcome) -> "the auto-configuration of the pools did not apply: " + outcome.getMessage())
			.orElse("the auto-configuration of the pools is missing");
	}

}
