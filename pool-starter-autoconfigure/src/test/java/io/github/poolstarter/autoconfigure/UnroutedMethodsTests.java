package io.github.poolstarter.autoconfigure;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.function.Consumer;

import javax.sql.DataSource;
import javax.sql.XADataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.AiWork;
import io.github.poolstarter.ReadOnly;
import io.github.poolstarter.routing.RoutingDataSource;
import io.github.poolstarter.routing.check.UnroutedMethodsCheck;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Marked methods where there are no pools.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnroutedMethodsTests {

	private static final String WARNING = "but there are no pools";

	private final ApplicationContextRunner runner = PoolTestContexts.runner()
		.withConfiguration(
				AutoConfigurations.of(PoolsPropertiesAutoConfiguration.class, UnroutedMethodsAutoConfiguration.class,
						ChildContextAutoConfiguration.class, UnroutedPoolTemplateAutoConfiguration.class))
		.withPropertyValues("spring.datasource.url=jdbc:h2:mem:unrouted", "spring.datasource.username=sa")
		.withUserConfiguration(Services.class);

	@Test
	void withoutPropertiesOfPoolsOneWarningCountsTheMarkedMethods(CapturedOutput output) {
		this.runner.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce(WARNING)
			.containsPattern("WARN.*5 methods are marked for a pool \\(UnroutedMethodsTests.Menus.generate, "
					+ "UnroutedMethodsTests.Menus.plan, UnroutedMethodsTests.Reports.daily and 2 more\\), but there "
					+ "are no pools, so the annotations have no effect: pools.jdbc.\\* is not set. Define pools there, or set pools.enabled to false");
	}

	@Test
	void aMisspeltPrefixIsPointedOut(CapturedOutput output) {
		this.runner.withPropertyValues("pool.jdbc.general.maximum-pool-size=5").run((context) -> {
		});
		assertThat(output).containsOnlyOnce(WARNING)
			.contains("pools.jdbc.* is not set. Found pool.jdbc.general.maximum-pool-size = ...")
			.contains("): did you mean pools.jdbc?");
	}

	@Test
	void oneMoreDataSourceIsNamed(CapturedOutput output) {
		this.runner.withPropertyValues(pools())
			.withUserConfiguration(QuartzConfiguration.class)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RoutingDataSource.class));
		assertThat(output).containsOnlyOnce(WARNING)
			.contains("the application defines its own DataSource, 'quartzDataSource'. To use it alongside the pools, "
					+ "declare it with @Bean(defaultCandidate = false). To use it instead of them, "
					+ "set pools.enabled to false");
	}

	@Test
	void oneMoreDataSourceThatIsNoDefaultCandidateStandsBesideThePools(CapturedOutput output) {
		this.runner.withPropertyValues(pools())
			.withUserConfiguration(QuartzBesideConfiguration.class)
			.run((context) -> {
				assertThat(context).hasSingleBean(RoutingDataSource.class).doesNotHaveBean(UnroutedMethodsCheck.class);
				assertThat(context.getBean(DataSource.class)).isInstanceOf(RoutingDataSource.class);
				assertThat(context.getBean("scheduler", DataSource[].class)[0])
					.isInstanceOf(DriverManagerDataSource.class);
			});
		assertThat(output).doesNotContain(WARNING);
	}

	@Test
	void anXaDataSourceIsNamed(CapturedOutput output) {
		this.runner.withPropertyValues(pools())
			.withBean("xa", XADataSource.class, JdbcDataSource::new)
			.run((context) -> {
			});
		assertThat(output).containsOnlyOnce(WARNING).contains("its own DataSource, 'xa'");
	}

	@Test
	void aConditionThatIsNotMetIsShown(CapturedOutput output) {
		this.runner.withPropertyValues(pools())
			.withPropertyValues("spring.datasource.type=" + DriverManagerDataSource.class.getName())
			.withClassLoader(new FilteredClassLoader(HikariDataSource.class))
			.run((context) -> {
			});
		assertThat(output).containsOnlyOnce(WARNING)
			.contains(
					"the auto-configuration of the pools did not apply: @ConditionalOnClass did not find required class "
							+ "'com.zaxxer.hikari.HikariDataSource'");
	}

	@Test
	void whoSwitchesThePoolsOffIsNotWarned(CapturedOutput output) {
		this.runner.withPropertyValues(pools())
			.withPropertyValues("pools.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(UnroutedMethodsCheck.class));
		assertThat(output).doesNotContain(WARNING);
	}

	@Test
	void whoExcludesThePoolsIsNotWarned(CapturedOutput output) {
		run(Application.class, (context) -> assertThat(context.getBeansOfType(RoutingDataSource.class)).isEmpty(),
				"pools.jdbc.general.maximum-pool-size=2",
				"spring.autoconfigure.exclude=org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration,"
						+ PoolsAutoConfiguration.class.getName());
		assertThat(output).doesNotContain(WARNING);
	}

	@Test
	void anApplicationWithoutDatabaseIsNotWarned(CapturedOutput output) {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(UnroutedMethodsAutoConfiguration.class))
			.withUserConfiguration(Services.class)
			.run((context) -> assertThat(context).hasSingleBean(UnroutedMethodsCheck.class));
		assertThat(output).doesNotContain(WARNING);
	}

	@Test
	void withoutMarkedMethodsThereIsNothingToSay(CapturedOutput output) {
		PoolTestContexts.runner()
			.withConfiguration(AutoConfigurations.of(UnroutedMethodsAutoConfiguration.class))
			.withPropertyValues("spring.datasource.url=jdbc:h2:mem:unrouted")
			.run((context) -> assertThat(context).hasSingleBean(UnroutedMethodsCheck.class));
		assertThat(output).doesNotContain(WARNING);
	}

	@Test
	void lazyBeansAreCountedAndNotMade(CapturedOutput output) {
		this.runner.withUserConfiguration(LazyConfiguration.class)
			.run((context) -> assertThat(context.getBeanFactory().containsSingleton("lazyReports")).isFalse());
		assertThat(output).contains("6 methods are marked");
	}

	private static void run(Class<?> config, Consumer<ConfigurableApplicationContext> test, String... properties) {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(config).web(WebApplicationType.NONE)
			.properties("spring.datasource.url=jdbc:h2:mem:unrouted", "spring.flyway.enabled=false",
					"spring.liquibase.enabled=false", "spring.data.jpa.repositories.enabled=false")
			.properties(properties)
			.run()) {
			test.accept(context);
		}
	}

	private static String[] pools() {
		return new String[] { "pools.jdbc.general.maximum-pool-size=2", "pools.jdbc.ai.maximum-pool-size=2",
				"pools.jdbc.read.maximum-pool-size=2" };
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Menus.class, Reports.class })
	static class Services {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Services.class)
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class QuartzConfiguration {

		@Bean
		@SchedulerDataSource
		DataSource quartzDataSource() {
			return new DriverManagerDataSource("jdbc:h2:mem:quartz");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class QuartzBesideConfiguration {

		@Bean(defaultCandidate = false)
		@SchedulerDataSource
		DataSource quartzDataSource() {
			return new DriverManagerDataSource("jdbc:h2:mem:quartz");
		}

		@Bean
		DataSource[] scheduler(@SchedulerDataSource DataSource dataSource) {
			return new DataSource[] { dataSource };
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyConfiguration {

		@Bean
		@Lazy
		LazyReports lazyReports() {
			return new LazyReports();
		}

	}

	/**
	 * Made like Spring Boot's {@code @QuartzDataSource} and {@code @BatchDataSource}.
	 */
	@Qualifier
	@Retention(RetentionPolicy.RUNTIME)
	@interface SchedulerDataSource {

	}

	static class Menus {

		@AiWork
		void generate() {
		}

		@AiWork
		void plan() {
		}

		void unmarked() {
		}

	}

	@ReadOnly
	static class Reports {

		void daily() {
		}

		void monthly() {
			helper();
		}

		void weekly() {
		}

		private void helper() {
		}

	}

	static class LazyReports {

		@ReadOnly
		void yearly() {
		}

	}

}
