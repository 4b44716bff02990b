package io.github.poolstarter.routing;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.github.poolstarter.AiWork;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.PoolTemplate;
import io.github.poolstarter.ReadOnly;
import io.github.poolstarter.UsePool;
import io.github.poolstarter.routing.JpaRoutingTests.Meal;
import io.github.poolstarter.routing.TransactionRoutingTests.Dish;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.PostgresServer.Database;
import io.github.poolstarter.tracking.RouteCounts;
import jakarta.persistence.EntityManager;
import org.apache.ibatis.annotations.Options;
import org.apache.ibatis.annotations.Options.FlushCachePolicy;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.session.SqlSessionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mybatis.spring.SqlSessionFactoryBean;
import org.mybatis.spring.SqlSessionTemplate;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.jdbc.autoconfigure.DataJdbcRepositoriesAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.data.jdbc.repository.config.EnableJdbcRepositories;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.data.repository.Repository;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Rule 3 wherever marked work may be called: the transaction's pool where there is a
 * transaction on the pools, else the pool of the route, whatever scope Spring has opened
 * around it, and by whichever way the data is accessed.
 */
class RouteScopeMatrixTests {

	private static final String WHERE = "select current_setting('application_name') || ' ' || pg_backend_pid()";

	private static Database database;

	private static ConfigurableApplicationContext jdbc;

	private static ConfigurableApplicationContext jpa;

	@BeforeAll
	static void startApplications() {
		database = PostgresServer.createDatabase();
		jdbc = RoutingTestConfiguration.start(database,
				AutoConfigurations.of(DataJdbcRepositoriesAutoConfiguration.class), JdbcAccess.class);
		jpa = RoutingTestConfiguration.start(database, AutoConfigurations.of(HibernateJpaAutoConfiguration.class),
				JpaAccess.class);
	}

	@AfterAll
	static void stopApplications() {
		jdbc.close();
		jpa.close();
		database.close();
	}

	static Stream<Arguments> scopes() {
		return Stream.of(Access.values())
			.flatMap((access) -> Stream.of(Outer.values())
				.flatMap((outer) -> Stream.of(Inner.values()).map((inner) -> Arguments.of(access, outer, inner))));
	}

	@ParameterizedTest(name = "{0}: {2} inside {1}")
	@MethodSource("scopes")
	void markedWorkRunsOnItsPoolUnlessThereIsATransactionOnAnother(Access access, Outer outer, Inner inner) {
		if (inner == Inner.NESTED && outer.transaction && access.jpa) {
			return; // JPA has no savepoints
		}
		for (String outerRoute : List.of("general", "read")) {
			for (String innerRoute : List.of("general", "read", "ai")) {
				check(new Case(access, outer, inner, outerRoute, innerRoute, true));
				check(new Case(access, outer, inner, outerRoute, innerRoute, false));
			}
		}
	}

	private static void check(Case test) {
		ConfigurableApplicationContext context = (test.access().jpa) ? jpa : jdbc;
		Supplier<String> query = test.access().query(context);
		long pinned = pinned(context);
		Runnable facade = () -> test.outer().run(context, () -> {
			String before = (test.queryBefore()) ? query.get() : null;
			if (test.isRefused()) {
				assertThatExceptionOfType(IllegalTransactionStateException.class).as("%s", test)
					.isThrownBy(() -> test.callMarked(context, () -> List.of(query.get())));
			}
			else {
				List<String> inside = test.callMarked(context, () -> List.of(query.get(), query.get()));
				assertThat(inside).as("%s", test).allMatch((where) -> pool(where).equals(test.expectedPool()));
				if (test.outer() != Outer.NONE || test.inner() != Inner.NONE) {
					assertThat(inside).as("one connection in %s", test).containsOnly(inside.get(0));
				}
				if (test.hasOwnConnection() && test.outer() != Outer.NONE) {
					assertThat(active(context, test.innerRoute())).as("connections left by %s", test).isZero();
					assertThat(active(context, test.outerRoute())).as("connections of the outer pool in %s", test)
						.isEqualTo((before != null && test.access().keepsConnection) ? 1 : 0);
				}
			}
			String after = query.get();
			assertThat(pool(after)).as("after %s", test).isEqualTo(test.outerRoute());
			if (before != null) {
				assertThat(pool(before)).as("before %s", test).isEqualTo(test.outerRoute());
			}
			if (before != null && test.outer().transaction) {
				assertThat(after).as("connection of the transaction in %s", test).isEqualTo(before);
			}
		});
		if (test.outerRoute().equals("general")) {
			facade.run();
		}
		else {
			context.getBean(PoolTemplate.class).run(test.outerRoute(), facade);
		}
		assertThat(pinned(context) - pinned).as("conflicts in %s", test).isEqualTo((test.isConflict()) ? 1 : 0);
		for (String pool : context.getBean(PoolRegistry.class).names()) {
			assertThat(active(context, pool)).as("connections of %s left by %s", pool, test).isZero();
		}
	}

	private static String pool(String where) {
		return where.substring(0, where.indexOf(' '));
	}

	private static long pinned(ConfigurableApplicationContext context) {
		return context.getBean(RouteCounts.class)
			.snapshot()
			.values()
			.stream()
			.mapToLong(RouteCounts.Snapshot::pinned)
			.sum();
	}

	private static long active(ConfigurableApplicationContext context, String pool) {
		return RoutingTestConfiguration.lent(context, pool);
	}

	/**
	 * One cell of the matrix.
	 *
	 * @param access how data is accessed
	 * @param outer the scope around
	 * @param inner the scope of the marked method
	 * @param outerRoute the pool of the scope around
	 * @param innerRoute the pool that the method is marked for
	 * @param queryBefore whether the outer scope has a connection before it calls the
	 * marked method
	 */
	record Case(Access access, Outer outer, Inner inner, String outerRoute, String innerRoute, boolean queryBefore) {

		boolean isRefused() {
			return (this.outer.transaction) ? this.inner == Inner.NEVER : this.inner == Inner.MANDATORY;
		}

		boolean staysInTransaction() {
			return this.outer.transaction && this.inner != Inner.REQUIRES_NEW && this.inner != Inner.NOT_SUPPORTED;
		}

		boolean isConflict() {
			return (staysInTransaction() || leavesASessionWithItsConnection())
					&& !this.outerRoute.equals(this.innerRoute);
		}

		// The work has its own connection, but the one of the session around it stays out
		boolean leavesASessionWithItsConnection() {
			return this.access.keepsConnection && this.queryBefore && !this.outer.transaction
					&& this.outer != Outer.NONE && this.inner != Inner.REQUIRES_NEW
					&& this.inner != Inner.NOT_SUPPORTED;
		}

		String expectedPool() {
			return (staysInTransaction()) ? this.outerRoute : this.innerRoute;
		}

		// Whether all that is bound when the method has returned is the outer scope's own
		boolean hasOwnConnection() {
			return !this.outer.transaction && this.outer != Outer.OWN && !this.innerRoute.equals(this.outerRoute);
		}

		List<String> callMarked(ConfigurableApplicationContext context, Supplier<List<String>> work) {
			Class<? extends Marked> type = switch (this.innerRoute) {
				case "ai" -> AiMarked.class;
				case "read" -> ReadMarked.class;
				default -> GeneralMarked.class;
			};
			return this.inner.run(context.getBean(type), work);
		}

	}

	enum Access {

		JDBC(false, false), MYBATIS(false, true), SPRING_DATA_JDBC(false, false), ENTITY_MANAGER(true, false),
		SPRING_DATA_JPA(true, false), JDBC_BESIDE_JPA(true, false), MYBATIS_BESIDE_JPA(true, true);

		private final boolean jpa;

		private final boolean keepsConnection;

		Access(boolean jpa, boolean keepsConnection) {
			this.jpa = jpa;
			this.keepsConnection = keepsConnection;
		}

		Supplier<String> query(ConfigurableApplicationContext context) {
			return switch (this) {
				case JDBC, JDBC_BESIDE_JPA ->
					() -> context.getBean(JdbcTemplate.class).queryForObject(WHERE, String.class);
				case MYBATIS, MYBATIS_BESIDE_JPA -> context.getBean(PoolMapper.class)::where;
				case SPRING_DATA_JDBC -> context.getBean(DishPools.class)::where;
				case SPRING_DATA_JPA -> context.getBean(MealPools.class)::where;
				case ENTITY_MANAGER ->
					() -> (String) context.getBean("sharedEntityManager", SharedEntityManager.class).where();
			};
		}

	}

	enum Outer {

		NONE(false), REQUIRED(true), SUPPORTS(false), REQUIRES_NEW(true), NOT_SUPPORTED(false), NEVER(false),
		NESTED(true),
		/** A transaction of the application's own manager, over one of the pools. */
		OWN(false),
		/** A transaction without a resource of its own, as JTA's. */
		JTA(false);

		private final boolean transaction;

		Outer(boolean transaction) {
			this.transaction = transaction;
		}

		void run(ConfigurableApplicationContext context, Runnable work) {
			if (this == NONE) {
				work.run();
				return;
			}
			String manager = switch (this) {
				case OWN -> "aiTransactionManager";
				case JTA -> "jtaTransactionManager";
				default -> "transactionManager";
			};
			TransactionTemplate template = new TransactionTemplate(
					context.getBean(manager, PlatformTransactionManager.class));
			if (this != OWN && this != JTA) {
				template.setPropagationBehavior(Propagation.valueOf(name()).value());
			}
			template.executeWithoutResult((status) -> work.run());
		}

	}

	enum Inner {

		NONE, REQUIRED, SUPPORTS, MANDATORY, REQUIRES_NEW, NOT_SUPPORTED, NEVER, NESTED, OWN, OWN_REQUIRES_NEW;

		List<String> run(Marked marked, Supplier<List<String>> work) {
			return switch (this) {
				case NONE -> marked.none(work);
				case REQUIRED -> marked.required(work);
				case SUPPORTS -> marked.supports(work);
				case MANDATORY -> marked.mandatory(work);
				case REQUIRES_NEW -> marked.requiresNew(work);
				case NOT_SUPPORTED -> marked.notSupported(work);
				case NEVER -> marked.never(work);
				case NESTED -> marked.nested(work);
				case OWN -> marked.own(work);
				case OWN_REQUIRES_NEW -> marked.ownRequiresNew(work);
			};
		}

	}

	abstract static class Marked {

		List<String> none(Supplier<List<String>> work) {
			return work.get();
		}

		@Transactional
		List<String> required(Supplier<List<String>> work) {
			return work.get();
		}

		@Transactional(propagation = Propagation.SUPPORTS)
		List<String> supports(Supplier<List<String>> work) {
			return work.get();
		}

		@Transactional(propagation = Propagation.MANDATORY)
		List<String> mandatory(Supplier<List<String>> work) {
			return work.get();
		}

		@Transactional(transactionManager = "transactionManager", propagation = Propagation.REQUIRES_NEW)
		List<String> requiresNew(Supplier<List<String>> work) {
			return work.get();
		}

		@Transactional(propagation = Propagation.NOT_SUPPORTED)
		List<String> notSupported(Supplier<List<String>> work) {
			return work.get();
		}

		@Transactional(propagation = Propagation.NEVER)
		List<String> never(Supplier<List<String>> work) {
			return work.get();
		}

		@Transactional(propagation = Propagation.NESTED)
		List<String> nested(Supplier<List<String>> work) {
			return work.get();
		}

		@Transactional("aiTransactionManager")
		List<String> own(Supplier<List<String>> work) {
			return work.get();
		}

		@Transactional(transactionManager = "aiTransactionManager", propagation = Propagation.REQUIRES_NEW)
		List<String> ownRequiresNew(Supplier<List<String>> work) {
			return work.get();
		}

	}

	@AiWork
	static class AiMarked extends Marked {

	}

	@ReadOnly
	static class ReadMarked extends Marked {

	}

	@UsePool("general")
	static class GeneralMarked extends Marked {

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ AiMarked.class, ReadMarked.class, GeneralMarked.class })
	static class Beans {

		@Bean(defaultCandidate = false)
		JdbcTransactionManager aiTransactionManager(@Qualifier("ai") DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

		@Bean(defaultCandidate = false)
		NoResourceTransactionManager jtaTransactionManager() {
			return new NoResourceTransactionManager();
		}

		@Bean
		SqlSessionFactoryBean sqlSessionFactory(DataSource dataSource) {
			SqlSessionFactoryBean factory = new SqlSessionFactoryBean();
			factory.setDataSource(dataSource);
			return factory;
		}

		@Bean
		PoolMapper poolMapper(SqlSessionFactory factory) {
			factory.getConfiguration().addMapper(PoolMapper.class);
			return new SqlSessionTemplate(factory).getMapper(PoolMapper.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableJdbcRepositories(considerNestedRepositories = true, basePackageClasses = RouteScopeMatrixTests.class,
			includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = DishPools.class))
	@Import(Beans.class)
	static class JdbcAccess {

	}

	@Configuration(proxyBeanMethods = false)
	@EntityScan(basePackageClasses = RouteScopeMatrixTests.class)
	@EnableJpaRepositories(considerNestedRepositories = true, basePackageClasses = RouteScopeMatrixTests.class,
			includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = MealPools.class))
	@Import(Beans.class)
	static class JpaAccess {

		@Bean
		SharedEntityManager sharedEntityManager(EntityManager entityManager) {
			return () -> entityManager.createNativeQuery(WHERE).getSingleResult();
		}

	}

	@FunctionalInterface
	interface SharedEntityManager {

		Object where();

	}

	interface PoolMapper {

		@Select(WHERE)
		@Options(flushCache = FlushCachePolicy.TRUE)
		String where();

	}

	interface DishPools extends Repository<Dish, Long> {

		@org.springframework.data.jdbc.repository.query.Query(WHERE)
		String where();

	}

	interface MealPools extends Repository<Meal, Long> {

		@Query(value = WHERE, nativeQuery = true)
		String where();

	}

	static class NoResourceTransactionManager extends AbstractPlatformTransactionManager {

		private static final long serialVersionUID = 1L;

		@Override
		protected Object doGetTransaction() {
			return new Object();
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
		}

	}

}
