package io.github.poolstarter.routing;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

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
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.session.ExecutorType;
import org.apache.ibatis.session.SqlSessionFactory;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mybatis.spring.SqlSessionFactoryBean;
import org.mybatis.spring.SqlSessionTemplate;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.orm.jpa.hibernate.HibernateTransactionManager;
import org.springframework.orm.jpa.hibernate.LocalSessionFactoryBean;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Rule 3 where Spring binds connections without a transaction on the pools: what the work
 * inside gets, and what becomes of all else that is bound. {@link RouteScopeMatrixTests}
 * has every combination.
 */
@ExtendWith(OutputCaptureExtension.class)
class RouteScopeTests {

	private static Database database;

	private static ApplicationContextRunner runner;

	@BeforeAll
	static void startPools() {
		database = PostgresServer.createDatabase();
		runner = RoutingTestConfiguration.runner(database).withUserConfiguration(Services.class);
		runner.run((context) -> context.getBean(JdbcTemplate.class).execute("create table note (text varchar)"));
	}

	@AfterAll
	static void dropDatabase() {
		database.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "eager", "lazy" })
	void aSlowCallInsideAScopeWithoutTransactionHoldsItsOwnPoolAlone(String fetch) {
		runner.withPropertyValues("spring.datasource.connection-fetch=" + fetch, "pools.routing.on-conflict=fail")
			.run((context) -> {
				Marked marked = context.getBean(Marked.class);
				List<String> pools = context.getBean(Facade.class).queryThen(() -> marked.ai(() -> {
					String pool = where(context).pool();
					assertThat(active(context, "ai")).isOne();
					assertThat(active(context, "general")).isZero();
					return pool;
				}));
				assertThat(pools).containsExactly("general", "ai", "general");
				assertNothingIsHeld(context);
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "eager", "lazy" })
	void aWriteThroughReadOnlyFailsInTheDatabaseAlsoAfterAQuery(String fetch) {
		runner.withPropertyValues("spring.datasource.connection-fetch=" + fetch).run((context) -> {
			JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
			assertThatExceptionOfType(DataAccessException.class)
				.isThrownBy(() -> context.getBean(Facade.class)
					.queryThen(() -> context.getBean(Marked.class)
						.read(() -> "" + jdbc.update("insert into note values ('forbidden')"))))
				.havingRootCause()
				.withMessageContaining("read-only transaction");
			assertThat(jdbc.queryForList("select text from note", String.class)).doesNotContain("forbidden");
			assertNothingIsHeld(context);
		});
	}

	@Test
	void markedWorkMayEndTheScopeAroundItByHand() {
		runner.run((context) -> {
			PlatformTransactionManager manager = context.getBean("transactionManager",
					PlatformTransactionManager.class);
			TransactionStatus scope = manager
				.getTransaction(new DefaultTransactionDefinition(TransactionDefinition.PROPAGATION_SUPPORTS));
			assertThat(where(context).pool()).isEqualTo("general");
			String pool = context.getBean(Marked.class).ai(() -> {
				String within = where(context).pool();
				manager.commit(scope);
				return within;
			});
			assertThat(pool).isEqualTo("ai");
			assertNothingIsHeld(context);
		});
	}

	@Test
	void markedWorkMayBeginATransactionByHandThatItsCallerEnds() {
		runner.run((context) -> {
			PlatformTransactionManager manager = context.getBean("transactionManager",
					PlatformTransactionManager.class);
			List<TransactionStatus> transactions = new ArrayList<>();
			List<String> pools = context.getBean(Facade.class).queryThen(() -> {
				String pool = context.getBean(Marked.class).ai(() -> {
					where(context).pool();
					transactions.add(manager.getTransaction(new DefaultTransactionDefinition()));
					return where(context).pool();
				});
				manager.commit(transactions.get(0));
				return pool;
			});
			assertThat(pools).startsWith("general", "ai");
			assertNothingIsHeld(context);
		});
	}

	@Test
	void unmarkedWorkStaysOnTheRouteAndTheConnectionOfTheScope() {
		runner.run((context) -> {
			List<Integer> connections = new ArrayList<>();
			List<String> pools = context.getBean(ReadingFacade.class).queryThen(() -> {
				connections.add(where(context).connection());
				connections.add(where(context).connection());
				return where(context).pool();
			});
			assertThat(pools).containsExactly("read", "read", "read");
			assertThat(connections.get(1)).isEqualTo(connections.get(0));
		});
	}

	@Test
	void markedWorkOnThePoolOfTheScopeSharesItsConnection() {
		runner.run((context) -> {
			Marked marked = context.getBean(Marked.class);
			List<Integer> connections = new ArrayList<>();
			context.getBean(Facade.class).queryThen(() -> {
				connections.add(where(context).connection());
				return marked.general(() -> {
					connections.add(where(context).connection());
					return "";
				});
			});
			assertThat(connections.get(1)).isEqualTo(connections.get(0));
		});
	}

	@Test
	void severalStatementsOfMarkedWorkShareOneConnection() {
		runner.run((context) -> {
			JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
			String pool = context.getBean(Facade.class).queryThen(() -> context.getBean(Marked.class).ai(() -> {
				jdbc.execute("create temporary table draft on commit preserve rows as select 'kept'::varchar as text");
				try {
					return jdbc.queryForObject("select text from draft", String.class);
				}
				finally {
					jdbc.execute("drop table draft");
				}
			})).get(1);
			assertThat(pool).isEqualTo("kept");
		});
	}

	@Test
	void routesNestInsideAScope() {
		runner.run((context) -> {
			Marked marked = context.getBean(Marked.class);
			Where where = where(context);
			List<String> pools = new ArrayList<>();
			context.getBean(Facade.class).queryThen(() -> marked.ai(() -> {
				pools.add(where.pool());
				pools.add(marked.read(where::pool));
				pools.add(marked.general(where::pool));
				pools.add(where.pool());
				return "";
			}));
			assertThat(pools).containsExactly("ai", "read", "general", "ai");
			assertNothingIsHeld(context);
		});
	}

	@Test
	void theScopeHasItsConnectionBackAfterAnException() {
		runner.run((context) -> {
			List<String> pools = context.getBean(Facade.class).queryThen(() -> {
				assertThatIllegalStateException().isThrownBy(() -> context.getBean(Marked.class).ai(() -> {
					throw new IllegalStateException("after " + where(context).pool());
				})).withMessage("after ai");
				assertThat(active(context, "ai")).isZero();
				return where(context).pool();
			});
			assertThat(pools).containsExactly("general", "general", "general");
			assertNothingIsHeld(context);
		});
	}

	@Test
	void theTemplateTakesConnectionsOfItsPoolInsideAScope() {
		runner.run((context) -> {
			PoolTemplate template = context.getBean(PoolTemplate.class);
			List<String> pools = new ArrayList<>();
			context.getBean(Facade.class).queryThen(() -> {
				pools.add(template.execute("ai", (connection) -> {
					try (var rows = connection.createStatement()
						.executeQuery("select current_setting('application_name')")) {
						rows.next();
						return rows.getString(1);
					}
				}));
				pools.add(template.call("read", where(context)::pool));
				template.inChunks("ai", List.of(1), 1, (chunk) -> pools.add(where(context).pool()));
				return where(context).pool();
			});
			assertThat(pools).containsExactly("ai", "read", "ai");
			assertNothingIsHeld(context);
		});
	}

	@Test
	void aTransactionOfAnotherManagerKeepsItsConnection() {
		runner.run((context) -> {
			JdbcTemplate own = new JdbcTemplate(context.getBean("aiDataSource", DataSource.class));
			own(context).executeWithoutResult((status) -> {
				own.update("insert into note values ('own')");
				String pool = where(context).pool();
				String inside = context.getBean(Marked.class).read(() -> {
					assertThat(own.queryForList("select text from note", String.class)).contains("own");
					return where(context).pool();
				});
				assertThat(List.of(pool, inside)).containsExactly("general", "read");
				status.setRollbackOnly();
			});
			assertThat(own.queryForList("select text from note", String.class)).doesNotContain("own");
			assertNothingIsHeld(context);
		});
	}

	@Test
	void aTransactionOfAnotherManagerInsideASuspendedOneIsNotTakenForIt() {
		runner.withPropertyValues("pools.routing.on-conflict=fail").run((context) -> {
			TransactionTemplate without = template(context, "transactionManager");
			without.setPropagationBehavior(TransactionDefinition.PROPAGATION_NOT_SUPPORTED);
			List<String> pools = new ArrayList<>();
			template(context, "transactionManager").executeWithoutResult((status) -> {
				pools.add(where(context).pool());
				without.executeWithoutResult((none) -> own(context).executeWithoutResult((other) -> {
					pools.add(context.getBean(Marked.class).read(where(context)::pool));
					pools.add(where(context).pool());
				}));
				pools.add(where(context).pool());
			});
			assertThat(pools).containsExactly("general", "read", "general", "general");
		});
	}

	@Test
	void aConnectionThatWasTakenPastTheRoutesStaysWithItsScope() {
		runner.run((context) -> {
			JdbcTemplate direct = new JdbcTemplate(context.getBean("aiDataSource", DataSource.class));
			context.getBean(Facade.class).queryThen(() -> {
				int before = connection(direct);
				int inside = Integer.parseInt(context.getBean(Marked.class).read(() -> "" + connection(direct)));
				assertThat(List.of(inside, connection(direct))).containsExactly(before, before);
				return "";
			});
		});
	}

	private static Integer connection(JdbcTemplate jdbc) {
		return jdbc.queryForObject("select pg_backend_pid()", Integer.class);
	}

	@Test
	void aProxyThatBindsConnectionsItselfIsFollowed() {
		runner.run((context) -> {
			JdbcTemplate jdbc = new JdbcTemplate(
					new TransactionAwareDataSourceProxy(context.getBean(DataSource.class)));
			Supplier<String> pool = () -> jdbc.queryForObject("select current_setting('application_name')",
					String.class);
			List<String> pools = new ArrayList<>();
			context.getBean(Facade.class).queryThen(() -> {
				pools.addAll(List.of(pool.get(), context.getBean(Marked.class).ai(pool), pool.get()));
				return "";
			});
			assertThat(pools).containsExactly("general", "ai", "general");
			assertNothingIsHeld(context);
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void callbacksThatMarkedWorkRegistersBelongToTheTransactionAroundIt(boolean commit) {
		runner.run((context) -> {
			Events events = context.getBean(Events.class);
			own(context).executeWithoutResult((status) -> {
				where(context).pool();
				context.getBean(Marked.class).read(() -> {
					events.publish("event");
					TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

						@Override
						public void afterCompletion(int status) {
							events.heard.add("completed " + status);
						}

					});
					return where(context).pool();
				});
				assertThat(events.heard).isEmpty();
				if (!commit) {
					status.setRollbackOnly();
				}
			});
			if (commit) {
				assertThat(events.heard).containsExactlyInAnyOrder("event",
						"completed " + TransactionSynchronization.STATUS_COMMITTED);
			}
			else {
				assertThat(events.heard).containsExactly("completed " + TransactionSynchronization.STATUS_ROLLED_BACK);
			}
		});
	}

	@ParameterizedTest
	@EnumSource(Phase.class)
	void markedWorkInCallbacksIsRoutedWhereNoTransactionHasItsConnectionBound(Phase phase) {
		runner.withPropertyValues("pools.routing.on-conflict=fail").run((context) -> {
			List<String> pools = new ArrayList<>();
			own(context).executeWithoutResult((status) -> {
				where(context).pool();
				register(phase, () -> pools.add(context.getBean(Marked.class).read(where(context)::pool)));
			});
			context.getBean(Facade.class).queryThen(() -> {
				register(phase, () -> pools.add(context.getBean(Marked.class).ai(where(context)::pool)));
				return "";
			});
			assertThat(pools).containsExactly("read", "ai");
			assertNothingIsHeld(context);
		});
	}

	@ParameterizedTest
	@EnumSource(Phase.class)
	void markedWorkInCallbacksOfATransactionConflictsWithIt(Phase phase) {
		runner.run((context) -> {
			List<String> pools = new ArrayList<>();
			template(context, "transactionManager").executeWithoutResult((status) -> register(phase,
					() -> pools.add(context.getBean(Marked.class).ai(where(context)::pool))));
			assertThat(pools).containsExactly("general");
			assertThat(context.getBean(RouteCounts.class).snapshot().get("general").pinned()).isOne();
			assertNothingIsHeld(context);
		});
	}

	private static void register(Phase phase, Runnable callback) {
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void beforeCommit(boolean readOnly) {
				runIn(Phase.BEFORE_COMMIT);
			}

			@Override
			public void beforeCompletion() {
				runIn(Phase.BEFORE_COMPLETION);
			}

			@Override
			public void afterCommit() {
				runIn(Phase.AFTER_COMMIT);
			}

			@Override
			public void afterCompletion(int status) {
				runIn(Phase.AFTER_COMPLETION);
			}

			private void runIn(Phase current) {
				if (current == phase) {
					callback.run();
				}
			}

		});
	}

	@Test
	void aStreamThatMarkedWorkReturnsStaysOpenAndIsClosedWithTheScope() {
		runner.run((context) -> {
			JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
			List<String> rows = new ArrayList<>();
			context.getBean(Facade.class).queryThen(() -> {
				Stream<String> stream = context.getBean(Marked.class)
					.stream(() -> jdbc.queryForStream(
							"select current_setting('application_name') from generate_series(1, 3)",
							(row, number) -> row.getString(1)));
				rows.add(where(context).pool());
				stream.forEach(rows::add);
				assertThat(active(context, "ai")).isOne();
				return "";
			});
			assertThat(rows).containsExactly("general", "ai", "ai", "ai");
			assertNothingIsHeld(context);
		});
	}

	@Test
	void rowsThatAreBeingReadWhileMarkedWorkRunsStayReadable() {
		runner.run((context) -> {
			List<String> rows = new ArrayList<>();
			context.getBean(Facade.class).queryThen(() -> {
				context.getBean(JdbcTemplate.class)
					.query("select current_setting('application_name') from generate_series(1, 3)", (row) -> {
						rows.add(context.getBean(Marked.class).ai(where(context)::pool));
						rows.add(row.getString(1));
					});
				return "";
			});
			assertThat(rows).containsExactly("ai", "general", "ai", "general", "ai", "general");
			assertNothingIsHeld(context);
		});
	}

	@Test
	void aTransactionOfAManagerThatNobodyKnowsIsAConflict() {
		runner.run((context) -> {
			List<String> pools = new ArrayList<>();
			unknown(context).executeWithoutResult((status) -> {
				pools.add(where(context).pool());
				pools.add(context.getBean(Marked.class).ai(where(context)::pool));
			});
			assertThat(pools).containsExactly("general", "general");
			assertThat(context.getBean(RouteCounts.class).snapshot().get("general").pinned()).isOne();
		});
		runner.withPropertyValues("pools.routing.on-conflict=fail").run((context) -> {
			unknown(context).executeWithoutResult((status) -> {
				int connection = where(context).connection();
				assertThatExceptionOfType(RouteConflictException.class)
					.isThrownBy(() -> context.getBean(Marked.class).ai(where(context)::pool));
				assertThat(where(context).connection()).isEqualTo(connection);
			});
			assertNothingIsHeld(context);
		});
	}

	private static TransactionTemplate unknown(ApplicationContext context) {
		return new TransactionTemplate(new JdbcTransactionManager(context.getBean(DataSource.class)));
	}

	@Test
	void aTransactionWithoutSynchronizationIsAConflictToo() {
		runner.run((context) -> {
			JdbcTransactionManager manager = context.getBean("transactionManager", JdbcTransactionManager.class);
			manager.setTransactionSynchronization(JdbcTransactionManager.SYNCHRONIZATION_NEVER);
			List<String> pools = new ArrayList<>();
			new TransactionTemplate(manager).executeWithoutResult((status) -> {
				pools.add(where(context).pool());
				pools.add(context.getBean(Marked.class).ai(where(context)::pool));
			});
			assertThat(pools).containsExactly("general", "general");
			assertThat(context.getBean(RouteCounts.class).snapshot().get("general").pinned()).isOne();
		});
	}

	@Test
	void synchronizationsOfTheApplicationAreNotSuspended() {
		runner.run((context) -> {
			List<String> calls = new ArrayList<>();
			TransactionSynchronization own = new TransactionSynchronization() {

				@Override
				public void suspend() {
					calls.add("suspend");
				}

				@Override
				public void resume() {
					calls.add("resume");
				}

			};
			List<String> pools = context.getBean(Facade.class).queryThen(() -> {
				TransactionSynchronizationManager.registerSynchronization(own);
				return context.getBean(Marked.class).ai(where(context)::pool);
			});
			assertThat(pools).containsExactly("general", "ai", "general");
			unknown(context).executeWithoutResult((status) -> {
				where(context).pool();
				TransactionSynchronizationManager.registerSynchronization(own);
				context.getBean(Marked.class).ai(where(context)::pool);
			});
			assertThat(calls).isEmpty();
		});
	}

	@Test
	void marksOnWorkInsideAScopeWithASessionOfHibernateItselfAreAConflict() {
		runner.withUserConfiguration(NativeHibernate.class).run((context) -> {
			Supplier<String> query = () -> context.getBean(SessionFactory.class)
				.getCurrentSession()
				.createNativeQuery("select current_setting('application_name')", String.class)
				.getSingleResult();
			List<String> pools = new ArrayList<>();
			context.getBean(Facade.class).queryThen(() -> {
				pools.add(query.get());
				pools.add(context.getBean(Marked.class).ai(query));
				pools.add(query.get());
				return "";
			});
			assertThat(pools).containsExactly("general", "general", "general");
			assertThat(context.getBean(RouteCounts.class).snapshot().get("general").pinned()).isOne();
			assertNothingIsHeld(context);
		});
	}

	@Test
	void aSessionThatTheWorkHasClosedItselfIsNoHindrance() {
		runner.withUserConfiguration(NativeHibernate.class).run((context) -> {
			List<String> pools = context.getBean(Facade.class).queryThen(() -> {
				context.getBean(SessionFactory.class).getCurrentSession().close();
				return context.getBean(Marked.class).ai(where(context)::pool);
			});
			assertThat(pools).containsExactly("general", "ai", "general");
			assertNothingIsHeld(context);
		});
	}

	@Test
	void aScopeThatCanNotBeginLeavesTheOneAroundItAsItWas() {
		runner.run((context) -> {
			DataSource other = new DelegatingDataSource(context.getBean(DataSource.class));
			context.getBean(Facade.class)
				.queryThen(() -> context.getBean(JdbcTemplate.class).execute((Connection use) -> {
					int connection = where(context).connection();
					TransactionSynchronizationManager.bindResource(other, new ConnectionHolder(() -> {
						throw new IllegalStateException("no connection");
					}));
					assertThatIllegalStateException()
						.isThrownBy(() -> context.getBean(Marked.class).ai(where(context)::pool))
						.withMessage("no connection");
					TransactionSynchronizationManager.unbindResource(other);
					assertThat(where(context).connection()).isEqualTo(connection);
					return "";
				}));
			assertNothingIsHeld(context);
		});
	}

	@Test
	void aSessionOfMyBatisThatKeepsItsConnectionIsAConflict(CapturedOutput output) {
		runner.withUserConfiguration(MyBatis.class).run((context) -> {
			List<String> pools = context.getBean(Facade.class).queryThen(() -> {
				context.getBean(Notes.class).read();
				return context.getBean(Marked.class).ai(where(context)::pool);
			});
			assertThat(pools).containsExactly("general", "ai", "general");
			assertThat(context.getBean(RouteCounts.class).snapshot().get("general").pinned()).isOne();
			assertNothingIsHeld(context);
		});
		assertThat(output).contains("RouteScopeTests.Marked.ai asks for pool 'ai' while a MyBatis session keeps a "
				+ "connection of pool 'general'");
		runner.withUserConfiguration(MyBatis.class)
			.withPropertyValues("pools.routing.on-conflict=fail")
			.run((context) -> {
				context.getBean(Facade.class).queryThen(() -> {
					context.getBean(Notes.class).read();
					assertThatExceptionOfType(RouteConflictException.class)
						.isThrownBy(() -> context.getBean(Marked.class).ai(where(context)::pool));
					return "";
				});
				assertNothingIsHeld(context);
			});
	}

	@Test
	void aBatchOfMyBatisIsSentWhenTheMarkedWorkEnds() {
		runner.withUserConfiguration(MyBatis.class).run((context) -> {
			JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
			own(context).executeWithoutResult((status) -> {
				where(context).pool();
				context.getBean(Marked.class).ai(() -> {
					context.getBean(Notes.class).add("batch");
					return "";
				});
				assertThat(jdbc.queryForList("select text from note", String.class)).contains("batch");
			});
			assertNothingIsHeld(context);
		});
	}

	private static Where where(ApplicationContext context) {
		return context.getBean(Where.class);
	}

	private static TransactionTemplate own(ApplicationContext context) {
		return template(context, "aiTransactionManager");
	}

	private static TransactionTemplate template(ApplicationContext context, String manager) {
		return new TransactionTemplate(context.getBean(manager, PlatformTransactionManager.class));
	}

	private static long active(ApplicationContext context, String pool) {
		return RoutingTestConfiguration.lent(context, pool);
	}

	private static void assertNothingIsHeld(AssertableApplicationContext context) {
		for (String pool : context.getBean(PoolRegistry.class).names()) {
			assertThat(active(context, pool)).as(pool).isZero();
		}
		assertThat(TransactionSynchronizationManager.getResourceMap()).isEmpty();
		assertThat(RouteContext.current()).isNull();
	}

	enum Phase {

		BEFORE_COMMIT, BEFORE_COMPLETION, AFTER_COMMIT, AFTER_COMPLETION

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Facade.class, ReadingFacade.class, Marked.class, Events.class })
	static class Services {

		@Bean(defaultCandidate = false)
		JdbcTransactionManager aiTransactionManager(@Qualifier("ai") DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

	}

	@Primary
	static class Facade {

		private final Where where;

		Facade(Where where) {
			this.where = where;
		}

		@Transactional(propagation = Propagation.SUPPORTS, readOnly = true)
		List<String> queryThen(Supplier<String> work) {
			return List.of(this.where.pool(), work.get(), this.where.pool());
		}

	}

	@ReadOnly
	static class ReadingFacade extends Facade {

		ReadingFacade(Where where) {
			super(where);
		}

	}

	static class Marked {

		@AiWork
		String ai(Supplier<String> work) {
			return work.get();
		}

		@ReadOnly
		String read(Supplier<String> work) {
			return work.get();
		}

		@UsePool("general")
		String general(Supplier<String> work) {
			return work.get();
		}

		@AiWork
		Stream<String> stream(Supplier<Stream<String>> work) {
			return work.get();
		}

	}

	static class Events {

		private final List<String> heard = new ArrayList<>();

		private final ApplicationEventPublisher publisher;

		Events(ApplicationEventPublisher publisher) {
			this.publisher = publisher;
		}

		void publish(String event) {
			this.publisher.publishEvent(event);
		}

		@TransactionalEventListener
		void hear(String event) {
			this.heard.add(event);
		}

	}

	interface Notes {

		@Insert("insert into note values (#{text})")
		void add(String text);

		@Select("select text from note")
		List<String> read();

	}

	@Configuration(proxyBeanMethods = false)
	static class NativeHibernate {

		@Bean
		LocalSessionFactoryBean sessionFactory(DataSource dataSource) {
			LocalSessionFactoryBean factory = new LocalSessionFactoryBean();
			factory.setDataSource(dataSource);
			return factory;
		}

		@Bean
		HibernateTransactionManager transactionManager(SessionFactory sessionFactory) {
			return new HibernateTransactionManager(sessionFactory);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MyBatis {

		@Bean
		SqlSessionFactoryBean sqlSessionFactory(DataSource dataSource) {
			SqlSessionFactoryBean factory = new SqlSessionFactoryBean();
			factory.setDataSource(dataSource);
			return factory;
		}

		@Bean
		Notes notes(SqlSessionFactory factory) {
			factory.getConfiguration().addMapper(Notes.class);
			return new SqlSessionTemplate(factory, ExecutorType.BATCH).getMapper(Notes.class);
		}

	}

}
