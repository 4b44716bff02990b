package io.github.poolstarter.routing;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import io.github.poolstarter.AiWork;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.PoolTemplate;
import io.github.poolstarter.ReadOnly;
import io.github.poolstarter.RouteConflictException;
import io.github.poolstarter.UsePool;
import io.github.poolstarter.routing.RoutingTestConfiguration.Where;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.PostgresServer.Database;
import io.github.poolstarter.tracking.RouteCounts;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.jdbc.autoconfigure.DataJdbcRepositoriesAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.annotation.Id;
import org.springframework.data.jdbc.repository.config.EnableJdbcRepositories;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.relational.core.mapping.Table;
import org.springframework.data.repository.CrudRepository;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Rules 2 and 3: where transactions begin, and that they stay there. Each also with
 * connections that are fetched lazily.
 */
@ExtendWith(OutputCaptureExtension.class)
class TransactionRoutingTests {

	private static Database database;

	private static ApplicationContextRunner runner;

	@BeforeAll
	static void startPools() {
		database = PostgresServer.createDatabase();
		runner = RoutingTestConfiguration.runner(database).withUserConfiguration(Services.class);
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
	void readOnlyTransactionWithoutAnnotationGoesToRead(String fetch) {
		runner(fetch).run((context) -> {
			assertThat(context.getBean(Reading.class).unmarked()).isEqualTo("read");
			assertThat(counts(context, "read").readOnlyTransaction()).isPositive();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "eager", "lazy" })
	void readOnlyTransactionOfATemplateGoesToRead(String fetch) {
		runner(fetch).run((context) -> {
			TransactionTemplate template = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
			template.setReadOnly(true);
			assertThat(template.<String>execute((status) -> context.getBean(Where.class).pool())).isEqualTo("read");
		});
	}

	@Test
	void annotationBeatsTheReadOnlyTransaction() {
		runner.run((context) -> {
			assertThat(context.getBean(Reading.class).marked()).isEqualTo("ai");
			assertThat(context.getBean(Reading.class).markedForDefault()).isEqualTo("general");
			assertThat(context.getBean(Reading.class).insideMarked()).isEqualTo("ai");
		});
	}

	@Test
	void readOnlyTransactionsStayOnTheDefaultPoolWhereThatIsSwitchedOff() {
		runner.withPropertyValues("pools.routing.read-only-transactions=false").run((context) -> {
			assertThat(context.getBean(Reading.class).unmarked()).isEqualTo("general");
			assertThat(context.getBean(Reading.class).unmarkedIsReadOnly()).isTrue();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "eager", "lazy" })
	void readOnlyTransactionInsideTheProxyOfARepositoryGoesToRead(String fetch) {
		runner(fetch).withConfiguration(AutoConfigurations.of(DataJdbcRepositoriesAutoConfiguration.class))
			.withUserConfiguration(Repositories.class)
			.run((context) -> {
				new JdbcTemplate(context.getBean("generalDataSource", DataSource.class))
					.execute("create table if not exists dish (id serial primary key, name varchar)");
				Dishes dishes = context.getBean(Dishes.class);
				Dish saved = dishes.save(new Dish(null, "soup"));
				long before = counts(context, "read").readOnlyTransaction();
				assertThat(dishes.findById(saved.id())).contains(saved);
				assertThat(counts(context, "read").readOnlyTransaction()).isEqualTo(before + 1);
				assertThat(dishes.pool()).isEqualTo("read");
				assertThat(context.getBean(CookBook.class).poolOfDishes()).isEqualTo("ai");
				assertThat(context.getBean(MarkedDishes.class).pool()).isEqualTo("ai");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "eager", "lazy" })
	void nestedCallGetsTheConnectionOfTheTransaction(String fetch) {
		runner(fetch).run((context) -> {
			assertThat(context.getBean(Outer.class).nestedAfterStatement()).containsExactly("general", "general",
					"general");
			assertThat(context.getBean(Outer.class).nestedBeforeStatement()).containsExactly("general", "general");
			assertThat(counts(context, "general").pinned()).isEqualTo(2);
			assertThat(counts(context, "ai").annotation()).isZero();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "eager", "lazy" })
	void connectionsTakenPastSpringInsideATransactionComeFromItsPoolToo(String fetch) {
		runner(fetch).run((context) -> assertThat(context.getBean(Outer.class).directlyInside()).isEqualTo("general"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "eager", "lazy" })
	void aNewTransactionTakesItsOwnRouteAndTheOuterOneReturns(String fetch, CapturedOutput output) {
		runner(fetch).withPropertyValues("pools.routing.on-conflict=fail").run((context) -> {
			assertThat(context.getBean(Outer.class).nestedInNewTransaction()).containsExactly("general", "ai",
					"general");
			assertThat(context.getBean(Outer.class).newTransactionThatFails()).containsExactly("ai", "general");
			assertThat(counts(context, "general").pinned()).isZero();
		});
		assertThat(output).doesNotContain("inside a transaction on pool");
	}

	@ParameterizedTest
	@ValueSource(strings = { "eager", "lazy" })
	void aSuspendedTransactionLeavesTheThreadToItsRoute(String fetch) {
		runner(fetch).withPropertyValues("pools.routing.on-conflict=fail")
			.run((context) -> assertThat(context.getBean(Outer.class).nestedWithoutTransaction())
				.containsExactly("general", "ai", "general"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "eager", "lazy" })
	void aSavepointStaysOnThePoolOfItsTransaction(String fetch) {
		runner(fetch).run((context) -> assertThat(context.getBean(Outer.class).nestedInSavepointBeforeStatement())
			.containsExactly("general", "general"));
	}

	@Test
	void aTransactionManagerHearsOfRoutingOnce() {
		runner.withUserConfiguration(OtherDataSource.class).run((context) -> {
			assertThat(listeners(context.getBean("transactionManager"))).isOne();
			assertThat(listeners(context.getBean("otherTransactionManager"))).isZero();
		});
	}

	private static long listeners(Object manager) {
		return ((ConfigurableTransactionManager) manager).getTransactionExecutionListeners()
			.stream()
			.filter(RoutingTransactionListener.class::isInstance)
			.count();
	}

	@Test
	void conflictIsLoggedOnceACallSite(CapturedOutput output) {
		runner.run((context) -> {
			for (int i = 0; i < 3; i++) {
				context.getBean(Outer.class).nestedAfterStatement();
			}
			assertThat(counts(context, "general").pinned()).isEqualTo(3);
		});
		assertThat(output.getAll().split("inside a transaction on pool 'general'", -1)).hasSize(2);
		assertThat(output).contains(
				"TransactionRoutingTests.Inner.work asks for pool 'ai' inside a transaction on " + "pool 'general'");
	}

	@Test
	void conflictFailsWhereThatIsAskedFor() {
		runner.withPropertyValues("pools.routing.on-conflict=fail").run((context) -> {
			assertThatExceptionOfType(RouteConflictException.class)
				.isThrownBy(() -> context.getBean(Outer.class).nestedAfterStatement())
				.satisfies((ex) -> assertThat(ex.getTransactionPool()).isEqualTo("general"))
				.satisfies((ex) -> assertThat(ex.getRequestedPool()).isEqualTo("ai"))
				.withMessageContaining("REQUIRES_NEW");
			assertThat(context.getBean(Where.class).pool()).isEqualTo("general");
		});
	}

	@Test
	void conflictPassesSilentlyWhereThatIsAskedFor(CapturedOutput output) {
		runner.withPropertyValues("pools.routing.on-conflict=ignore").run((context) -> {
			context.getBean(Outer.class).nestedAfterStatement();
			assertThat(counts(context, "general").pinned()).isOne();
		});
		assertThat(output).doesNotContain("inside a transaction on pool");
	}

	@Test
	void aTransactionOnThePoolThatIsAskedForIsNoConflict() {
		runner.withPropertyValues("pools.routing.on-conflict=fail").run((context) -> {
			assertThat(context.getBean(Outer.class).nestedOnTheSamePool()).containsExactly("ai", "ai");
			assertThat(counts(context, "ai").pinned()).isZero();
		});
	}

	@Test
	void templateInsideATransactionOnAnotherPoolIsAConflict() {
		runner.run((context) -> {
			assertThat(context.getBean(Outer.class).nestedTemplate()).isEqualTo("general");
			assertThat(counts(context, "general").pinned()).isOne();
		});
		runner.withPropertyValues("pools.routing.on-conflict=fail")
			.run((context) -> assertThatExceptionOfType(RouteConflictException.class)
				.isThrownBy(() -> context.getBean(Outer.class).nestedTemplate()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "eager", "lazy" })
	void nothingIsLeftBehindByATransactionThatEndsBadly(String fetch) {
		runner(fetch).run((context) -> {
			assertThatIllegalStateException().isThrownBy(() -> context.getBean(Outer.class).fails());
			assertThat(TransactionPin.current()).isNull();
			assertThatIllegalStateException().isThrownBy(() -> context.getBean(Outer.class).failsBeforeCommit());
			assertThat(TransactionPin.current()).isNull();
			assertThat(context.getBean(Where.class).pool()).isEqualTo("general");
			for (String pool : context.getBean(PoolRegistry.class).names()) {
				assertThat(active(context, pool)).isZero();
			}
		});
	}

	@Test
	void nothingIsLeftBehindByATransactionThatCanNotBegin() {
		runner
			.withPropertyValues("pools.jdbc.ai.maximum-pool-size=1", "pools.jdbc.ai.connection-timeout=250ms",
					"pools.jdbc.ai.initialization-fail-timeout=30s")
			.run((context) -> {
				try (Connection held = context.getBean(PoolRegistry.class).get("ai").getConnection()) {
					assertThat(held.isValid(1)).isTrue();
					assertThatExceptionOfType(CannotCreateTransactionException.class)
						.isThrownBy(() -> context.getBean(Reading.class).marked());
				}
				assertThat(TransactionPin.current()).isNull();
				assertThat(RouteContext.current()).isNull();
				assertThat(context.getBean(Where.class).pool()).isEqualTo("general");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "beforeBegin", "afterFailedBegin" })
	void nothingIsLeftBehindWhereAnotherListenerThrows(String moment) {
		TransactionExecutionListener throwing = new TransactionExecutionListener() {

			@Override
			public void beforeBegin(TransactionExecution transaction) {
				failIn("beforeBegin");
			}

			@Override
			public void afterBegin(TransactionExecution transaction, @Nullable Throwable beginFailure) {
				failIn((beginFailure != null) ? "afterFailedBegin" : "afterBegin");
			}

			private void failIn(String current) {
				if (current.equals(moment)) {
					throw new IllegalStateException(current);
				}
			}

		};
		runner
			.withBean("first", TransactionManagerCustomizer.class,
					() -> (TransactionManagerCustomizer<JdbcTransactionManager>) (manager) -> manager
						.addListener(throwing))
			.withPropertyValues("pools.jdbc.ai.maximum-pool-size=1", "pools.jdbc.ai.connection-timeout=250ms",
					"pools.jdbc.ai.initialization-fail-timeout=30s")
			.run((context) -> assertNothingIsLeftBehind(context, moment));
		runner
			.withPropertyValues("pools.jdbc.ai.maximum-pool-size=1", "pools.jdbc.ai.connection-timeout=250ms",
					"pools.jdbc.ai.initialization-fail-timeout=30s")
			.run((context) -> {
				context.getBean(JdbcTransactionManager.class).addListener(throwing);
				assertNothingIsLeftBehind(context, moment);
			});
	}

	private static void assertNothingIsLeftBehind(AssertableApplicationContext context, String message)
			throws SQLException {
		try (Connection held = context.getBean(PoolRegistry.class).get("ai").getConnection()) {
			assertThat(held.isValid(1)).isTrue();
			assertThatIllegalStateException().isThrownBy(() -> context.getBean(Reading.class).marked())
				.withMessage(message);
		}
		assertThat(TransactionPin.current()).isNull();
		assertThat(context.getBean(Where.class).pool()).isEqualTo("general");
	}

	@Test
	void transactionsOfAnotherDataSourceDoNotPin() {
		runner.withUserConfiguration(OtherDataSource.class)
			.run((context) -> assertThat(new TransactionTemplate(
					context.getBean("otherTransactionManager", PlatformTransactionManager.class))
				.<String>execute((status) -> context.getBean(Inner.class).work())).isEqualTo("ai"));
	}

	private static RouteCounts.Snapshot counts(AssertableApplicationContext context, String pool) {
		Map<String, RouteCounts.Snapshot> counts = context.getBean(RouteCounts.class).snapshot();
		return counts.get(pool);
	}

	private static long active(AssertableApplicationContext context, String pool) {
		return RoutingTestConfiguration.lent(context, pool);
	}

	@Import({ Reading.class, Outer.class, Inner.class })
	static class Services {

	}

	static class Reading {

		private final Where where;

		private final Inner inner;

		Reading(Where where, Inner inner) {
			this.where = where;
			this.inner = inner;
		}

		@Transactional(readOnly = true)
		String unmarked() {
			return this.where.pool();
		}

		@Transactional(readOnly = true)
		boolean unmarkedIsReadOnly() {
			return this.where.readOnly();
		}

		@AiWork
		@Transactional(readOnly = true)
		String marked() {
			return this.where.pool();
		}

		@UsePool("general")
		@Transactional(readOnly = true)
		String markedForDefault() {
			return this.where.pool();
		}

		@AiWork
		String insideMarked() {
			return this.inner.readOnlyTransaction();
		}

	}

	static class Outer {

		private final Where where;

		private final Inner inner;

		private final PoolTemplate template;

		private final DataSource dataSource;

		Outer(Where where, Inner inner, PoolTemplate template, DataSource dataSource) {
			this.where = where;
			this.inner = inner;
			this.template = template;
			this.dataSource = dataSource;
		}

		@Transactional
		List<String> nestedAfterStatement() {
			return List.of(this.where.pool(), this.inner.work(), this.where.pool());
		}

		@Transactional
		List<String> nestedBeforeStatement() {
			return List.of(this.inner.work(), this.where.pool());
		}

		@Transactional
		String directlyInside() {
			return this.inner.directly(this.dataSource);
		}

		@Transactional
		List<String> nestedInNewTransaction() {
			return List.of(this.where.pool(), this.inner.newTransaction(), this.where.pool());
		}

		@Transactional
		List<String> newTransactionThatFails() {
			String[] inside = new String[1];
			assertThatIllegalStateException().isThrownBy(() -> this.inner.newTransactionThatFails(inside));
			return List.of(inside[0], this.where.pool());
		}

		@Transactional
		List<String> nestedWithoutTransaction() {
			return List.of(this.where.pool(), this.inner.withoutTransaction(), this.where.pool());
		}

		@AiWork
		@Transactional
		List<String> nestedOnTheSamePool() {
			return List.of(this.where.pool(), this.inner.work());
		}

		@Transactional
		List<String> nestedInSavepointBeforeStatement() {
			return List.of(this.inner.savepoint(), this.where.pool());
		}

		@Transactional
		String nestedTemplate() {
			return this.template.call("ai", this.where::pool);
		}

		@ReadOnly
		@Transactional
		void fails() {
			throw new IllegalStateException("after " + this.where.pool());
		}

		@AiWork
		@Transactional
		void failsBeforeCommit() {
			this.where.pool();
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void beforeCommit(boolean readOnly) {
					throw new IllegalStateException("before commit");
				}

			});
		}

	}

	static class Inner {

		private final Where where;

		Inner(Where where) {
			this.where = where;
		}

		@AiWork
		String work() {
			return this.where.pool();
		}

		@AiWork
		String directly(DataSource dataSource) {
			return new JdbcTemplate(new DelegatingDataSource(dataSource))
				.queryForObject("select current_setting('application_name')", String.class);
		}

		@AiWork
		@Transactional(propagation = Propagation.NESTED, readOnly = true)
		String savepoint() {
			return this.where.pool();
		}

		@AiWork
		@Transactional(propagation = Propagation.REQUIRES_NEW)
		String newTransaction() {
			return this.where.pool();
		}

		@AiWork
		@Transactional(propagation = Propagation.REQUIRES_NEW)
		void newTransactionThatFails(String[] pool) {
			pool[0] = this.where.pool();
			throw new IllegalStateException("rolled back");
		}

		@AiWork
		@Transactional(propagation = Propagation.NOT_SUPPORTED)
		String withoutTransaction() {
			return this.where.pool();
		}

		@Transactional(readOnly = true)
		String readOnlyTransaction() {
			return this.where.pool();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableJdbcRepositories(considerNestedRepositories = true, basePackageClasses = TransactionRoutingTests.class)
	@Import(CookBook.class)
	static class Repositories {

	}

	@Table("dish")
	record Dish(@Id Long id, String name) {

	}

	interface Dishes extends CrudRepository<Dish, Long> {

		@Transactional(readOnly = true)
		@Query("select current_setting('application_name')")
		String pool();

	}

	@AiWork
	interface MarkedDishes extends CrudRepository<Dish, Long> {

		@Transactional(readOnly = true)
		@Query("select current_setting('application_name')")
		String pool();

	}

	static class CookBook {

		private final Dishes dishes;

		CookBook(Dishes dishes) {
			this.dishes = dishes;
		}

		@AiWork
		String poolOfDishes() {
			return this.dishes.pool();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherDataSource {

		@Bean(defaultCandidate = false)
		@Qualifier("other")
		DataSource otherDataSource() {
			return new DriverManagerDataSource("jdbc:h2:mem:other;DB_CLOSE_DELAY=-1", "sa", "");
		}

		@Bean(defaultCandidate = false)
		JdbcTransactionManager otherTransactionManager(@Qualifier("other") DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

	}

}
