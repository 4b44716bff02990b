package io.github.poolstarter.recipes.callsites;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.github.poolstarter.pool.CallSiteStats;
import io.github.poolstarter.recipes.callsites.shop.Orders;
import io.github.poolstarter.recipes.callsites.shop.ReportJob;
import io.github.poolstarter.recipes.callsites.shop.Shop;
import io.github.poolstarter.tracking.PoolTrackers;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import net.ttddyy.dsproxy.support.ProxyDataSource;
import net.ttddyy.observation.boot.autoconfigure.DataSourceObservationAutoConfiguration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.quartz.Job;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;

import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.support.ListItemReader;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.batch.autoconfigure.BatchJobLauncherAutoConfiguration;
import org.springframework.boot.batch.jdbc.autoconfigure.BatchJdbcAutoConfiguration;
import org.springframework.boot.quartz.autoconfigure.QuartzAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.jdbc.JdbcIndexedSessionRepository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Call-sites of work that frameworks do by themselves.
 */
class FrameworkCallSiteTests {

	private static final Duration DEADLINE = Duration.ofSeconds(30);

	private static EmbeddedPostgres server;

	@BeforeAll
	static void startServer() throws IOException {
		server = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofMinutes(1)).start();
	}

	@AfterAll
	static void stopServer() throws IOException {
		server.close();
	}

	private static ConfigurableApplicationContext start(Class<?> framework, String... properties) {
		String database = framework.getSimpleName().toLowerCase(Locale.ROOT);
		new JdbcTemplate(server.getPostgresDatabase()).execute("create database " + database);
		return Shop.main(framework,
				Stream
					.concat(Stream.of("spring.datasource.url=" + server.getJdbcUrl("postgres", database),
							"spring.datasource.username=postgres", "pools.jdbc.general.maximum-pool-size=8",
							"spring.main.banner-mode=off"), Stream.of(properties))
					.map((property) -> "--" + property)
					.toArray(String[]::new));
	}

	@Test
	void aBatchStepIsNamedByItsJobAndItself() {
		try (ConfigurableApplicationContext context = start(Batch.class,
				"spring.batch.jdbc.initialize-schema=always")) {
			List<CallSiteStats> sites = context.getBean(PoolTrackers.class).get("general").stats().callSites();
			assertThat(sites).filteredOn((site) -> !site.estimated())
				.extracting(CallSiteStats::callSite)
				.contains("importJob", "importJob.load", "importJob.clean");
			assertThat(sites).extracting(CallSiteStats::callSite).noneMatch((name) -> name.startsWith("Shop."));
		}
	}

	@Test
	void aQuartzJobIsNamedByItsClassAndTheJobStoreByWhatItDoes() {
		try (ConfigurableApplicationContext context = start(Quartz.class, "spring.quartz.job-store-type=jdbc",
				"spring.quartz.jdbc.initialize-schema=always",
				"spring.quartz.wait-for-jobs-to-complete-on-shutdown=true",
				"spring.quartz.properties.org.quartz.jobStore.driverDelegateClass=org.quartz.impl.jdbcjobstore.PostgreSQLDelegate")) {
			await(context, () -> {
			}, "ReportJob.executeInternal", "FrameworkCallSiteTests.LibraryJob.execute",
					"JobStoreSupport.acquireNextTriggers");
		}
	}

	@Test
	void aSessionIsNamedByTheMethodOfItsRepository() {
		try (ConfigurableApplicationContext context = start(Sessions.class)) {
			awaitSession(context);
		}
	}

	@Test
	void theProxyOfDatasourceMicrometerIsPassedOver() {
		try (ConfigurableApplicationContext context = start(Observed.class)) {
			assertThat(Proxy.isProxyClass(context.getBean(DataSource.class).getClass())).isTrue();
			await(context, context.getBean(Orders.class)::count, "Orders.count");
			awaitSession(context);
		}
	}

	@Test
	void theProxyOfDatasourceProxyIsPassedOver() {
		try (ConfigurableApplicationContext context = start(Proxied.class)) {
			assertThat(context.getBean(DataSource.class)).isInstanceOf(ProxyDataSource.class);
			await(context, context.getBean(Orders.class)::count, "Orders.count");
			awaitSession(context);
		}
	}

	private static void awaitSession(ConfigurableApplicationContext context) {
		SessionRepository<?> sessions = context.getBean(JdbcIndexedSessionRepository.class);
		await(context, () -> save(sessions), "JdbcIndexedSessionRepository.save");
		await(context, () -> sessions.findById("none"), "JdbcIndexedSessionRepository.findById");
	}

	private static <S extends Session> void save(SessionRepository<S> sessions) {
		sessions.save(sessions.createSession());
	}

	// Stacks are walked every ten milliseconds at most, and so the work is done until one
	// was
	private static void await(ConfigurableApplicationContext context, Runnable work, String... callSites) {
		Awaitility.await().atMost(DEADLINE).untilAsserted(() -> {
			work.run();
			assertThat(context.getBean(PoolTrackers.class).get("general").stats().callSites())
				.extracting(CallSiteStats::callSite)
				.contains(callSites)
				.doesNotContain("unknown")
				.noneMatch((name) -> name.startsWith("Proxy") || name.endsWith(".getConnection")
						|| name.startsWith("Shop."));
		});
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ BatchJdbcAutoConfiguration.class, BatchJobLauncherAutoConfiguration.class })
	static class Batch {

		@Bean
		org.springframework.batch.core.job.Job importJob(JobRepository jobs, Step load, Step clean) {
			return new JobBuilder("importJob", jobs).start(load).next(clean).build();
		}

		@Bean
		Step load(JobRepository jobs, PlatformTransactionManager transactionManager, JdbcTemplate jdbc) {
			return new StepBuilder("load", jobs).<Integer, Integer>chunk(2)
				.transactionManager(transactionManager)
				.reader(new ListItemReader<>(List.of(1, 2, 3)))
				.writer((chunk) -> jdbc.queryForObject("select 1", Integer.class))
				.build();
		}

		@Bean
		Step clean(JobRepository jobs, PlatformTransactionManager transactionManager, JdbcTemplate jdbc) {
			return new StepBuilder("clean", jobs).tasklet((contribution, chunk) -> {
				jdbc.queryForObject("select 1", Integer.class);
				return RepeatStatus.FINISHED;
			}, transactionManager).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(QuartzAutoConfiguration.class)
	static class Quartz {

		@Bean
		JobDetail report() {
			return org.quartz.JobBuilder.newJob(ReportJob.class).withIdentity("report").storeDurably().build();
		}

		@Bean
		JobDetail library() {
			return org.quartz.JobBuilder.newJob(LibraryJob.class).withIdentity("library").storeDurably().build();
		}

		@Bean
		Trigger reportTrigger(JobDetail report) {
			return often(report);
		}

		@Bean
		Trigger libraryTrigger(JobDetail library) {
			return often(library);
		}

		private static Trigger often(JobDetail job) {
			return TriggerBuilder.newTrigger()
				.forJob(job)
				.withSchedule(SimpleScheduleBuilder.simpleSchedule().withIntervalInMilliseconds(50).repeatForever())
				.build();
		}

	}

	/**
	 * A job from outside the application.
	 */
	static class LibraryJob implements Job {

		private final JdbcTemplate jdbc;

		LibraryJob(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@Override
		public void execute(JobExecutionContext context) {
			this.jdbc.queryForObject("select 1", Integer.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Sessions {

		@Bean
		JdbcIndexedSessionRepository sessionRepository(JdbcTemplate jdbc, PlatformTransactionManager transactionManager,
				DataSource dataSource) {
			new ResourceDatabasePopulator(
					new ClassPathResource("org/springframework/session/jdbc/schema-postgresql.sql"))
				.execute(dataSource);
			return new JdbcIndexedSessionRepository(jdbc, new TransactionTemplate(transactionManager));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(DataSourceObservationAutoConfiguration.class)
	static class Observed extends Sessions {

		@Bean
		ObservationRegistry observationRegistry() {
			return ObservationRegistry.create();
		}

		@Bean
		Tracer tracer() {
			return Tracer.NOOP;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Proxied extends Sessions {

		@Bean
		static BeanPostProcessor dataSourceProxy() {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessAfterInitialization(Object bean, String name) {
					return (name.equals("dataSource")) ? new ProxyDataSource((DataSource) bean) : bean;
				}

			};
		}

	}

}
