package io.github.poolstarter.routing;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.github.poolstarter.AiWork;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.ReadOnly;
import io.github.poolstarter.RouteConflictException;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.PostgresServer.Database;
import io.github.poolstarter.tracking.RouteCounts;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.orm.jpa.EntityManagerFactoryUtils;
import org.springframework.orm.jpa.EntityManagerHolder;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Rules 2 and 3 with JPA, whose sessions take their connections when they please.
 */
class JpaRoutingTests {

	private static Database database;

	private static ApplicationContextRunner runner;

	@BeforeAll
	static void startPools() {
		database = PostgresServer.createDatabase();
		runner = RoutingTestConfiguration.runner(database)
			.withConfiguration(AutoConfigurations.of(HibernateJpaAutoConfiguration.class))
			.withUserConfiguration(Jpa.class)
			.withPropertyValues("spring.jpa.hibernate.ddl-auto=update");
	}

	@AfterAll
	static void dropDatabase() {
		database.close();
	}

	private ApplicationContextRunner runner(String fetch) {
		return runner.withPropertyValues("spring.datasource.connection-fetch=" + fetch);
	}

	@ParameterizedTest
	@ValueSource(strings = { "eager", "lazy" })
	void transactionsRunOnThePoolOfTheirRoute(String fetch) {
		runner(fetch).run((context) -> {
			assertThat(context).hasSingleBean(JpaTransactionManager.class);
			Kitchen kitchen = context.getBean(Kitchen.class);
			assertThat(kitchen.cook("soup")).isEqualTo("general");
			assertThat(kitchen.invent("stew")).isEqualTo("ai");
			assertThat(kitchen.list()).isEqualTo("read");
			assertThat(kitchen.listInReadOnlyTransaction()).isEqualTo("read");
			assertThat(context.getBean(Meals.class).findAll()).extracting(Meal::getName).contains("soup", "stew");
			assertThat(context.getBean(RouteCounts.class).snapshot().get("read").readOnlyTransaction()).isEqualTo(2);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "eager", "lazy" })
	void aTransactionStaysWithThePoolThatItBeganOn(String fetch) {
		runner(fetch).run((context) -> {
			Restaurant restaurant = context.getBean(Restaurant.class);
			assertThat(restaurant.orderThenInvent()).containsExactly("general", "general");
			assertThat(restaurant.inventBeforeAnything()).containsExactly("general", "general");
			assertThat(restaurant.inventInNewTransaction()).containsExactly("general", "ai", "general");
		});
		runner(fetch).withPropertyValues("pools.routing.on-conflict=fail")
			.run((context) -> assertThatExceptionOfType(RouteConflictException.class)
				.isThrownBy(() -> context.getBean(Restaurant.class).inventBeforeAnything()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "eager", "lazy" })
	void aSessionThatIsOpenForAWholeRequestFollowsTheRouteOfEachTransaction(String fetch) {
		runner(fetch).run((context) -> {
			inOpenSession(context, (kitchen) -> {
				assertThat(kitchen.list()).isEqualTo("read");
				assertThat(kitchen.invent("pie")).isEqualTo("ai");
				assertThat(kitchen.cook("cake")).isEqualTo("general");
				assertThat(kitchen.listInReadOnlyTransaction()).isEqualTo("read");
			});
			context.getBean(PoolRegistry.class)
				.forEach((pool) -> assertThat(RoutingTestConfiguration.lent(context, pool.name())).isZero());
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "eager", "lazy" })
	void aSessionThatIsOpenForAWholeRequestStaysReadOnlyOnRead(String fetch) {
		runner(fetch).run((context) -> inOpenSession(context, (kitchen) -> {
			assertThat(kitchen.listInReadOnlyTransaction()).isEqualTo("read");
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(kitchen::writeOnRead)
				.havingRootCause()
				.withMessageContaining("read-only transaction");
		}));
	}

	@ParameterizedTest
	@ValueSource(strings = { "eager", "lazy" })
	void aSessionThatIsOpenForAWholeRequestFollowsTheRouteAlsoWithoutTransactions(String fetch) {
		runner(fetch).run((context) -> inOpenSession(context, (kitchen) -> {
			assertThat(kitchen.listInReadOnlyTransaction()).isEqualTo("read");
			assertThat(kitchen.poolOfAi()).isEqualTo("ai");
			assertThat(kitchen.pool()).isEqualTo("general");
		}));
	}

	@ParameterizedTest
	@ValueSource(strings = { "eager", "lazy" })
	void thePersistenceContextOfAScopeWithoutTransactionIsSharedAndItsConnectionIsNot(String fetch) {
		runner(fetch).withPropertyValues("pools.routing.on-conflict=fail").run((context) -> {
			context.getBean(Kitchen.class).cook("shared");
			Restaurant restaurant = context.getBean(Restaurant.class);
			assertThat(restaurant.findInsideAndOutside()).containsExactly("general", "ai", "general");
			assertThat(restaurant.findInsideFirst()).isEqualTo("general");
			context.getBean(PoolRegistry.class)
				.forEach((pool) -> assertThat(RoutingTestConfiguration.lent(context, pool.name())).isZero());
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "eager", "lazy" })
	void aStreamOfEntitiesStaysReadableWhileMarkedWorkRuns(String fetch) {
		runner(fetch).run((context) -> {
			context.getBean(Kitchen.class).cook("first");
			context.getBean(Kitchen.class).cook("second");
			assertThat(context.getBean(Restaurant.class).streamAndAsk()).hasSizeGreaterThan(1).containsOnly("ai");
			inOpenSession(context, (kitchen) -> {
				try (Stream<Meal> meals = kitchen.openStream()) {
					assertThat(meals.map((meal) -> kitchen.poolOfAi())).hasSizeGreaterThan(1).containsOnly("ai");
				}
				assertThat(kitchen.pool()).isEqualTo("general");
			});
			context.getBean(PoolRegistry.class)
				.forEach((pool) -> assertThat(RoutingTestConfiguration.lent(context, pool.name())).isZero());
		});
	}

	// As a web request is, where spring.jpa.open-in-view is on
	private static void inOpenSession(ApplicationContext context, Consumer<Kitchen> work) {
		EntityManagerFactory factory = context.getBean(EntityManagerFactory.class);
		EntityManager manager = factory.createEntityManager();
		TransactionSynchronizationManager.bindResource(factory, new EntityManagerHolder(manager));
		try {
			work.accept(context.getBean(Kitchen.class));
		}
		finally {
			TransactionSynchronizationManager.unbindResource(factory);
			EntityManagerFactoryUtils.closeEntityManager(manager);
		}
	}

	@Test
	void aWriteInAReadOnlyMethodFailsInTheDatabase() {
		runner.run((context) -> {
			assertThatExceptionOfType(RuntimeException.class)
				.isThrownBy(() -> context.getBean(Kitchen.class).writeOnRead())
				.havingRootCause()
				.withMessageContaining("read-only transaction");
			assertThat(context.getBean(Meals.class).findAll()).extracting(Meal::getName).doesNotContain("forbidden");
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EntityScan(basePackageClasses = JpaRoutingTests.class)
	@EnableJpaRepositories(considerNestedRepositories = true, basePackageClasses = JpaRoutingTests.class)
	@Import({ Kitchen.class, Restaurant.class })
	static class Jpa {

	}

	@Entity
	static class Meal {

		@Id
		@GeneratedValue
		private Long id;

		private String name;

		protected Meal() {
		}

		Meal(String name) {
			this.name = name;
		}

		String getName() {
			return this.name;
		}

	}

	interface Meals extends JpaRepository<Meal, Long> {

	}

	static class Kitchen {

		private final EntityManager entityManager;

		Kitchen(EntityManager entityManager) {
			this.entityManager = entityManager;
		}

		@Transactional
		String cook(String name) {
			this.entityManager.persist(new Meal(name));
			this.entityManager.flush();
			return pool();
		}

		@AiWork
		@Transactional
		String invent(String name) {
			this.entityManager.persist(new Meal(name));
			this.entityManager.flush();
			return pool();
		}

		@AiWork
		@Transactional(propagation = Propagation.REQUIRES_NEW)
		String inventAnew(String name) {
			this.entityManager.persist(new Meal(name));
			this.entityManager.flush();
			return pool();
		}

		@ReadOnly
		@Transactional
		String list() {
			this.entityManager.createQuery("select m from JpaRoutingTests$Meal m", Meal.class).getResultList();
			return pool();
		}

		@Transactional(readOnly = true)
		String listInReadOnlyTransaction() {
			return pool();
		}

		@ReadOnly
		@Transactional
		void writeOnRead() {
			this.entityManager.persist(new Meal("forbidden"));
			this.entityManager.flush();
		}

		@AiWork
		String poolOfAi() {
			return pool();
		}

		@AiWork
		Meal find() {
			assertThat(pool()).isEqualTo("ai");
			return first();
		}

		Meal first() {
			return this.entityManager.createQuery("select m from JpaRoutingTests$Meal m order by m.id", Meal.class)
				.setMaxResults(1)
				.getSingleResult();
		}

		Stream<Meal> openStream() {
			return this.entityManager.createQuery("select m from JpaRoutingTests$Meal m order by m.id", Meal.class)
				.getResultStream();
		}

		String pool() {
			return (String) this.entityManager.createNativeQuery("select current_setting('application_name')")
				.getSingleResult();
		}

	}

	static class Restaurant {

		private final Kitchen kitchen;

		Restaurant(Kitchen kitchen) {
			this.kitchen = kitchen;
		}

		@Transactional
		List<String> orderThenInvent() {
			return List.of(this.kitchen.pool(), this.kitchen.invent("omelette"));
		}

		@Transactional
		List<String> inventBeforeAnything() {
			return List.of(this.kitchen.invent("omelette"), this.kitchen.pool());
		}

		@Transactional(propagation = Propagation.SUPPORTS)
		List<String> findInsideAndOutside() {
			Meal outside = this.kitchen.first();
			String before = this.kitchen.pool();
			assertThat(this.kitchen.find()).isSameAs(outside);
			String inside = this.kitchen.poolOfAi();
			assertThat(this.kitchen.first()).isSameAs(outside);
			return List.of(before, inside, this.kitchen.pool());
		}

		@Transactional(propagation = Propagation.SUPPORTS)
		String findInsideFirst() {
			Meal inside = this.kitchen.find();
			assertThat(this.kitchen.first()).isSameAs(inside);
			return this.kitchen.pool();
		}

		@Transactional(propagation = Propagation.SUPPORTS)
		List<String> streamAndAsk() {
			try (Stream<Meal> meals = this.kitchen.openStream()) {
				return meals.map((meal) -> this.kitchen.poolOfAi()).toList();
			}
		}

		@Transactional
		List<String> inventInNewTransaction() {
			return List.of(this.kitchen.pool(), this.kitchen.inventAnew("omelette"), this.kitchen.pool());
		}

	}

}
