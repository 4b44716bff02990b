package io.github.poolstarter.autoconfigure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.PoolTemplate;
import io.github.poolstarter.routing.RoutingDataSource;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.PostgresServer.Database;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import liquibase.integration.spring.SpringLiquibase;
import org.flywaydb.core.Flyway;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.jdbc.autoconfigure.DataJdbcRepositoriesAutoConfiguration;
import org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceInitializationAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.jooq.autoconfigure.JooqAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.RestTemplateCustomizer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizationAutoConfiguration;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.data.jdbc.repository.config.EnableJdbcRepositories;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.data.repository.ListCrudRepository;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PoolsAutoConfiguration} together with Spring Boot's own.
 */
class PoolsAutoConfigurationTests {

	private static final String POOL = "select current_setting('application_name')";

	private static Database database;

	private final ApplicationContextRunner runner = PoolTestContexts.runner(database, "general", "ai", "read");

	@BeforeAll
	static void createDatabase() {
		database = PostgresServer.createDatabase();
	}

	@AfterAll
	static void dropDatabase() {
		database.close();
	}

	@Test
	void jdbcTemplateIsRouted() {
		this.runner.run((context) -> {
			JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
			assertThat(PoolTestContexts.poolOf(jdbc)).isEqualTo("general");
			assertThat(onAi(context, () -> PoolTestContexts.poolOf(jdbc))).isEqualTo("ai");
			assertThat(PoolTestContexts.poolOf(jdbc)).isEqualTo("general");
		});
	}

	@Test
	void jdbcClientIsRouted() {
		this.runner.run((context) -> {
			JdbcClient jdbc = context.getBean(JdbcClient.class);
			assertThat(jdbc.sql(POOL).query(String.class).single()).isEqualTo("general");
			assertThat(onAi(context, () -> jdbc.sql(POOL).query(String.class).single())).isEqualTo("ai");
		});
	}

	@Test
	void transactionManagerIsSpringBootsAndIsRouted() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(PlatformTransactionManager.class);
			assertThat(context).hasSingleBean(JdbcTransactionManager.class);
			TransactionTemplate transaction = context.getBean(TransactionTemplate.class);
			JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
			assertThat(transaction.<String>execute((status) -> PoolTestContexts.poolOf(jdbc))).isEqualTo("general");
			String routed = onAi(context, () -> transaction.execute((status) -> PoolTestContexts.poolOf(jdbc)));
			assertThat(routed).isEqualTo("ai");
			TransactionTemplate readOnly = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
			readOnly.setReadOnly(true);
			assertThat(readOnly.<String>execute((status) -> PoolTestContexts.poolOf(jdbc))).isEqualTo("read");
		});
	}

	@Test
	void jpaIsRouted() {
		this.runner
			.withConfiguration(AutoConfigurations.of(HibernateJpaAutoConfiguration.class,
					DataJpaRepositoriesAutoConfiguration.class))
			.withUserConfiguration(JpaConfiguration.class)
			.withPropertyValues("spring.jpa.hibernate.ddl-auto=create-drop")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context).hasSingleBean(JpaTransactionManager.class);
				TransactionTemplate transaction = context.getBean(TransactionTemplate.class);
				EntityManager entities = SharedEntityManagerCreator
					.createSharedEntityManager(context.getBean(EntityManagerFactory.class));
				Recipe recipe = new Recipe();
				recipe.title = "Soup";
				String pool = onAi(context, () -> transaction.execute((status) -> {
					entities.persist(recipe);
					entities.flush();
					return (String) entities.createNativeQuery(POOL, String.class).getSingleResult();
				}));
				assertThat(pool).isEqualTo("ai");
				TransactionTemplate readOnly = new TransactionTemplate(
						context.getBean(PlatformTransactionManager.class));
				readOnly.setReadOnly(true);
				assertThat(readOnly.<String>execute((status) -> {
					assertThat(entities.find(Recipe.class, recipe.id).title).isEqualTo("Soup");
					return (String) entities.createNativeQuery(POOL, String.class).getSingleResult();
				})).isEqualTo("read");
				RecipeRepository repository = context.getBean(RecipeRepository.class);
				assertThat(repository.findByTitle("Soup")).hasSize(1);
				assertThat(repository.pool()).isEqualTo("general");
				assertThat(onAi(context, repository::pool)).isEqualTo("ai");
			});
	}

	@Test
	void springDataJdbcIsRouted() {
		this.runner.withConfiguration(AutoConfigurations.of(DataJdbcRepositoriesAutoConfiguration.class))
			.withUserConfiguration(JdbcRepositoriesConfiguration.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				context.getBean(JdbcTemplate.class)
					.execute("create table meal (id bigint generated always as identity primary key, title text)");
				MealRepository repository = context.getBean(MealRepository.class);
				Meal saved = onAi(context, () -> repository.save(new Meal(null, "Pie")));
				assertThat(repository.findById(saved.id())).contains(saved);
				assertThat(onAi(context, repository::pool)).isEqualTo("ai");
				assertThat(repository.pool()).isEqualTo("general");
			});
	}

	@Test
	void jooqIsRouted() {
		this.runner.withConfiguration(AutoConfigurations.of(JooqAutoConfiguration.class)).run((context) -> {
			assertThat(context).hasNotFailed();
			DSLContext jooq = context.getBean(DSLContext.class);
			assertThat(jooq.dialect()).isEqualTo(SQLDialect.POSTGRES);
			assertThat(jooq.fetchValue(POOL)).isEqualTo("general");
			assertThat(onAi(context, () -> (String) jooq.fetchValue(POOL))).isEqualTo("ai");
			String inTransaction = onAi(context,
					() -> jooq.transactionResult((configuration) -> (String) configuration.dsl().fetchValue(POOL)));
			assertThat(inTransaction).isEqualTo("ai");
		});
	}

	@Test
	void connectionsAreFetchedLazilyWhereSpringBootIsAskedTo() {
		this.runner.withPropertyValues("spring.datasource.connection-fetch=lazy").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(DataSource.class)).isInstanceOf(LazyConnectionDataSourceProxy.class);
			assertThat(((LazyConnectionDataSourceProxy) context.getBean(DataSource.class)).getTargetDataSource())
				.isInstanceOf(RoutingDataSource.class);
			JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
			TransactionTemplate transaction = context.getBean(TransactionTemplate.class);
			HikariDataSource general = context.getBean("generalDataSource", HikariDataSource.class);
			transaction.executeWithoutResult((status) -> {
				assertThat(general.getHikariPoolMXBean().getActiveConnections()).isZero();
				assertThat(PoolTestContexts.poolOf(jdbc)).isEqualTo("general");
				assertThat(general.getHikariPoolMXBean().getActiveConnections()).isOne();
			});
			String routed = onAi(context, () -> transaction.execute((status) -> PoolTestContexts.poolOf(jdbc)));
			assertThat(routed).isEqualTo("ai");
			// The single pools stay as they are
			assertThat(context.getBean("aiDataSource")).isInstanceOf(HikariDataSource.class);
		});
	}

	@Test
	void lazyConnectionsOfPoolsThatDifferInAutoCommitAreRefused() {
		this.runner
			.withPropertyValues("spring.datasource.connection-fetch=lazy", "pools.jdbc.general.auto-commit=false")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(PoolConfigurationException.class)
				.hasMessageContaining("spring.datasource.connection-fetch")
				.hasMessageContaining("auto-commit"));
	}

	@Test
	void connectionsAreFetchedAtOnceOtherwise() {
		this.runner.run((context) -> context.getBean(TransactionTemplate.class)
			.executeWithoutResult((status) -> assertThat(context.getBean("generalDataSource", HikariDataSource.class)
				.getHikariPoolMXBean()
				.getActiveConnections()).isOne()));
	}

	@Test
	void ownDataSourceTurnsAllOfItOff() {
		this.runner.withBean("own", HikariDataSource.class, () -> {
			HikariDataSource own = new HikariDataSource();
			own.setJdbcUrl("jdbc:h2:mem:own");
			return own;
		}).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context).hasSingleBean(DataSource.class);
			assertThat(context).hasBean("own");
			assertThat(ownBeans(context)).isEmpty();
		});
	}

	@Test
	void switchedOffItLeavesTheContextAsSpringBootMakesIt() {
		assertIsSpringBootsOwn(this.runner.withPropertyValues("pools.enabled=false"));
	}

	@Test
	void withoutPoolsItLeavesTheContextAsSpringBootMakesIt() {
		assertIsSpringBootsOwn(PoolTestContexts.runner(database).withPropertyValues("pools.preset=production"));
	}

	@Test
	void withoutHikariItIsOff() {
		PoolTestContexts.runner(database)
			.withPropertyValues("pools.jdbc.general.maximum-pool-size=2")
			.withClassLoader(new FilteredClassLoader(HikariDataSource.class))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(ownBeans(context)).isEmpty();
			});
	}

	@Test
	void worksWithoutFlywayLiquibaseRestClientAndActuator() {
		this.runner
			.withClassLoader(new FilteredClassLoader(Flyway.class, SpringLiquibase.class, RestClientCustomizer.class,
					RestTemplateCustomizer.class, Endpoint.class, MeterRegistry.class))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context).hasSingleBean(PoolRegistry.class);
			});
	}

	@Test
	void worksInAContextThatIsInitializedLazily() {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(PoolTestContexts.poolOf(context.getBean(JdbcTemplate.class))).isEqualTo("general");
			});
	}

	private static void assertIsSpringBootsOwn(ApplicationContextRunner runner) {
		List<String> expected = beansOfSpringBootAlone();
		runner.run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context).getBean(DataSource.class).isExactlyInstanceOf(HikariDataSource.class);
			assertThat(ownBeans(context)).isEmpty();
			assertThat(context.getBeanDefinitionNames()).filteredOn((name) -> !name.startsWith("org.springframework"))
				.containsExactlyInAnyOrderElementsOf(expected);
		});
	}

	private static List<String> beansOfSpringBootAlone() {
		List<String> names = new ArrayList<>();
		new ApplicationContextRunner().withPropertyValues(database.properties())
			.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class,
					DataSourceInitializationAutoConfiguration.class,
					DataSourceTransactionManagerAutoConfiguration.class, TransactionAutoConfiguration.class,
					TransactionManagerCustomizationAutoConfiguration.class, JdbcTemplateAutoConfiguration.class,
					JdbcClientAutoConfiguration.class))
			.run((context) -> Arrays.stream(context.getBeanDefinitionNames())
				.filter((name) -> !name.startsWith("org.springframework"))
				.forEach(names::add));
		return names;
	}

	private static List<String> ownBeans(AssertableApplicationContext context) {
		return Arrays.stream(context.getBeanDefinitionNames()).filter((name) -> {
			Class<?> type = context.getType(name);
			return name.startsWith("pool") || type != null && type.getName().startsWith("io.github.poolstarter");
		}).toList();
	}

	private static <T> T onAi(AssertableApplicationContext context, Supplier<T> work) {
		return context.getBean(PoolTemplate.class).call("ai", work);
	}

	@Configuration(proxyBeanMethods = false)
	@EntityScan(basePackageClasses = PoolsAutoConfigurationTests.class)
	@EnableJpaRepositories(considerNestedRepositories = true, basePackageClasses = PoolsAutoConfigurationTests.class,
			includeFilters = @ComponentScan.Filter(type = FilterType.ASSIGNABLE_TYPE, classes = RecipeRepository.class))
	static class JpaConfiguration {

	}

	@Entity
	static class Recipe {

		@Id
		@GeneratedValue(strategy = GenerationType.IDENTITY)
		private Long id;

		private String title;

	}

	interface RecipeRepository extends JpaRepository<Recipe, Long> {

		List<Recipe> findByTitle(String title);

		@org.springframework.data.jpa.repository.Query(value = POOL, nativeQuery = true)
		String pool();

	}

	@Configuration(proxyBeanMethods = false)
	@EnableJdbcRepositories(considerNestedRepositories = true, basePackageClasses = PoolsAutoConfigurationTests.class,
			includeFilters = @ComponentScan.Filter(type = FilterType.ASSIGNABLE_TYPE, classes = MealRepository.class))
	static class JdbcRepositoriesConfiguration {

	}

	record Meal(@org.springframework.data.annotation.Id Long id, String title) {

	}

	interface MealRepository extends ListCrudRepository<Meal, Long> {

		@Query(POOL)
		String pool();

	}

}
