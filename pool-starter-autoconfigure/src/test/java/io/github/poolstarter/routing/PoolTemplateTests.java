package io.github.poolstarter.routing;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import io.github.poolstarter.ChunkResult;
import io.github.poolstarter.FailedChunk;
import io.github.poolstarter.PoolExhaustedException;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.PoolRejectedException;
import io.github.poolstarter.PoolRejectedException.Reason;
import io.github.poolstarter.PoolTemplate;
import io.github.poolstarter.UnknownPoolException;
import io.github.poolstarter.autoconfigure.UnroutedPoolTemplateAutoConfiguration;
import io.github.poolstarter.routing.RoutingTestConfiguration.Where;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.PostgresServer.Database;
import io.github.poolstarter.tracking.PoolTracker;
import io.github.poolstarter.tracking.PoolTrackers;
import io.github.poolstarter.tracking.RouteCounts;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.Mockito.mock;

/**
 * Rule 8: the template.
 */
class PoolTemplateTests {

	private static Database database;

	private static ApplicationContextRunner runner;

	@BeforeAll
	static void startPools() {
		database = PostgresServer.createDatabase();
		runner = RoutingTestConfiguration.runner(database).withPropertyValues("pools.retry.delay=1ms");
	}

	@AfterAll
	static void dropDatabase() {
		database.close();
	}

	@Test
	void executeRunsOnAConnectionOfThePoolAndClosesIt() {
		run((context, template) -> {
			String pool = template.execute("ai", (connection) -> PoolTracker.poolOf(connection));
			assertThat(pool).isEqualTo("ai");
			assertThat(active(context, "ai")).isZero();
			assertThat(context.getBean(RouteCounts.class).snapshot().get("ai").template()).isOne();
		});
	}

	@Test
	void executeClosesTheConnectionOfAnActionThatThrows() {
		run((context, template) -> {
			assertThatExceptionOfType(DataAccessException.class).isThrownBy(
					() -> template.execute("ai", (connection) -> connection.prepareStatement("select x").execute()));
			assertThat(active(context, "ai")).isZero();
			assertThat(RouteContext.current()).isNull();
		});
	}

	@Test
	void callRoutesWhateverTheWorkDoes() {
		run((context, template) -> {
			Where where = context.getBean(Where.class);
			assertThat(template.call("ai", where::pool)).isEqualTo("ai");
			assertThat(template.call("ai", () -> template.call("read", where::pool) + " " + where.pool()))
				.isEqualTo("read ai");
			assertThat(template.<Object>call("ai", () -> null)).isNull();
			assertThat(where.pool()).isEqualTo("general");
		});
	}

	@Test
	void callTakesNoConnectionItself() {
		run((context, template) -> assertThat(template.call("ai", () -> active(context, "ai"))).isZero());
	}

	@Test
	void runRoutesWhateverTheWorkDoesAndTheRouteEndsWithIt() {
		run((context, template) -> {
			List<String> pools = new ArrayList<>();
			template.run("read", () -> pools.add(context.getBean(Where.class).pool()));
			assertThat(pools).containsExactly("read");
			assertThatIllegalStateException().isThrownBy(() -> template.run("ai", () -> {
				throw new IllegalStateException();
			}));
			assertThat(RouteContext.current()).isNull();
		});
	}

	@Test
	void anUnknownPoolIsRefused() {
		run((context, template) -> assertThatExceptionOfType(UnknownPoolException.class)
			.isThrownBy(() -> template.call("reports", () -> "never"))
			.withMessageContaining("pools.jdbc.reports"));
		run((context, template) -> assertThatExceptionOfType(UnknownPoolException.class)
			.isThrownBy(() -> template.inChunks("reports", List.of(), 1, (chunk) -> {
			})));
	}

	@Test
	void transientFailuresAreRetriedOnAnotherConnection() {
		run((context, template) -> {
			AtomicInteger attempts = new AtomicInteger();
			int pid = template.executeWithRetry("ai", (connection) -> {
				if (attempts.incrementAndGet() == 1) {
					connection.createStatement().execute("select pg_terminate_backend(pg_backend_pid())");
				}
				var result = connection.createStatement().executeQuery("select pg_backend_pid()");
				result.next();
				return result.getInt(1);
			});
			assertThat(attempts).hasValue(2);
			assertThat(pid).isPositive();
			assertThat(active(context, "ai")).isZero();
		});
	}

	@Test
	void aSerializationFailureIsRetriedUntilItsStatementsCommit() {
		run((context, template) -> {
			JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
			jdbc.execute("create table stock (amount int)");
			jdbc.update("insert into stock values (5)");
			AtomicInteger attempts = new AtomicInteger();
			template.<Void>executeWithRetry("ai", (connection) -> {
				connection.setAutoCommit(false);
				connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
				try (Statement statement = connection.createStatement()) {
					statement.executeQuery("select amount from stock").close();
					if (attempts.incrementAndGet() == 1) {
						jdbc.update("update stock set amount = amount - 1");
					}
					statement.executeUpdate("update stock set amount = amount - 2");
				}
				connection.commit();
				return null;
			});
			assertThat(attempts).hasValue(2);
			assertThat(jdbc.queryForObject("select amount from stock", Integer.class)).isEqualTo(2);
			assertThat(active(context, "ai")).isZero();
		});
	}

	@Test
	void theOneThatLosesADeadlockIsRetried() {
		run((context, template) -> {
			JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
			jdbc.execute("create table lot (id int primary key, bids int)");
			jdbc.update("insert into lot values (1, 0), (2, 0)");
			AtomicInteger attempts = new AtomicInteger();
			CyclicBarrier bothHoldOne = new CyclicBarrier(2);
			FutureTask<@Nullable Void> other = new FutureTask<>(() -> bid(template, bothHoldOne, attempts,
					"update lot set bids = bids + 1 where id = 2", "update lot set bids = bids + 1 where id = 1"));
			Thread thread = new Thread(other, "other bidder");
			thread.start();
			bid(template, bothHoldOne, attempts, "update lot set bids = bids + 1 where id = 1",
					"update lot set bids = bids + 1 where id = 2");
			other.get(60, TimeUnit.SECONDS);
			// Who comes back before the other has woken up may lose once more
			assertThat(attempts).hasValueGreaterThanOrEqualTo(3);
			assertThat(jdbc.queryForList("select bids from lot", Integer.class)).containsExactly(2, 2);
			assertThat(active(context, "ai")).isZero();
		});
	}

	private static @Nullable Void bid(PoolTemplate template, CyclicBarrier bothHoldOne, AtomicInteger attempts,
			String first, String second) {
		AtomicBoolean again = new AtomicBoolean();
		return template.executeWithRetry("ai", (connection) -> {
			attempts.incrementAndGet();
			connection.setAutoCommit(false);
			try (Statement statement = connection.createStatement()) {
				statement.executeUpdate(first);
				if (!again.getAndSet(true)) {
					await(bothHoldOne);
				}
				statement.executeUpdate(second);
			}
			connection.commit();
			return null;
		});
	}

	private static void await(CyclicBarrier barrier) {
		try {
			barrier.await(60, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void aPoolThatHasNoConnectionIsNotAskedAgain() {
		runner
			.withPropertyValues("pools.jdbc.ai.maximum-pool-size=1", "pools.jdbc.ai.connection-timeout=250ms",
					"pools.jdbc.ai.initialization-fail-timeout=30s")
			.run((context) -> {
				try (Connection held = context.getBean(PoolRegistry.class).get("ai").getConnection()) {
					assertThat(held.isClosed()).isFalse();
					assertThatExceptionOfType(DataAccessException.class).isThrownBy(
							() -> context.getBean(PoolTemplate.class).executeWithRetry("ai", (connection) -> "never"))
						.withCauseInstanceOf(PoolExhaustedException.class);
				}
				assertThat(context.getBean(PoolTrackers.class).get("ai").stats().timeouts()).isOne();
			});
	}

	@Test
	void aRefusalByThePoolIsNotRetriedWhateverHadGoneWrongBefore() {
		PoolRejectedException refusal = new PoolRejectedException("ai", Reason.QUEUE_FULL, "enough wait already");
		refusal.initCause(new SQLException("connection refused", "08001"));
		run((context, template) -> {
			AtomicInteger attempts = new AtomicInteger();
			assertThatExceptionOfType(DataAccessException.class)
				.isThrownBy(() -> template.executeWithRetry("ai", (connection) -> {
					attempts.incrementAndGet();
					throw refusal;
				}));
			assertThat(attempts).hasValue(1);
		});
	}

	@Test
	void onlyTransientStatesAreRetried() {
		run((context, template) -> {
			assertThat(List.of("08006", "40001", "40P01", "53300", "57P01", "57P02", "57P03"))
				.allSatisfy((state) -> assertThat(attemptsAfter(template, state)).isEqualTo(4));
			assertThat(List.of("23505", "42P01", "25P03", "57014", "57000", "57P04", "0A000", "4"))
				.allSatisfy((state) -> assertThat(attemptsAfter(template, state)).isOne());
		});
	}

	private static int attemptsAfter(PoolTemplate template, String state) {
		AtomicInteger attempts = new AtomicInteger();
		assertThatExceptionOfType(DataAccessException.class)
			.isThrownBy(() -> template.executeWithRetry("ai", (connection) -> {
				attempts.incrementAndGet();
				throw new SQLException("failed", state);
			}));
		return attempts.get();
	}

	@Test
	void retriesEndWithTheLastFailure() {
		runner.withPropertyValues("pools.retry.max-retries=2").run((context) -> {
			AtomicInteger attempts = new AtomicInteger();
			assertThatExceptionOfType(DataAccessException.class)
				.isThrownBy(() -> context.getBean(PoolTemplate.class).executeWithRetry("ai", (connection) -> {
					throw new SQLException("deadlock " + attempts.incrementAndGet(), "40P01");
				}))
				.havingRootCause()
				.withMessage("deadlock 3");
		});
	}

	@Test
	void otherFailuresAreNotRetried() {
		run((context, template) -> {
			AtomicInteger attempts = new AtomicInteger();
			assertThatExceptionOfType(DataAccessException.class)
				.isThrownBy(() -> template.executeWithRetry("ai", (connection) -> {
					attempts.incrementAndGet();
					return connection.createStatement().execute("select nothing");
				}));
			assertThat(attempts).hasValue(1);
		});
	}

	@Test
	void nothingIsRetriedInsideATransaction() {
		run((context, template) -> {
			AtomicInteger attempts = new AtomicInteger();
			TransactionTemplate transaction = new TransactionTemplate(
					context.getBean(PlatformTransactionManager.class));
			assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> transaction
				.executeWithoutResult((status) -> template.executeWithRetry("general", (connection) -> {
					attempts.incrementAndGet();
					throw new SQLException("deadlock", "40P01");
				})));
			assertThat(attempts).hasValue(1);
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aTransactionThatHasNothingToDoWithThePoolsDoesNotKeepFromRetrying(boolean afterAQuery) {
		run((context, template) -> {
			AtomicInteger attempts = new AtomicInteger();
			TransactionTemplate transaction = new TransactionTemplate(new NoResourceTransactionManager());
			String pool = transaction.execute((status) -> {
				if (afterAQuery) {
					context.getBean(Where.class).pool();
				}
				return template.executeWithRetry("ai", (connection) -> {
					if (attempts.incrementAndGet() < 3) {
						throw new SQLException("deadlock", "40P01");
					}
					return context.getBean(Where.class).pool();
				});
			});
			assertThat(pool).isEqualTo("ai");
			assertThat(attempts).hasValue(3);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "general", "ai" })
	void workInATransactionThatHasNothingToDoWithThePoolsIsRetriedOnAnotherConnection(String pool) {
		run((context, template) -> {
			AtomicInteger attempts = new AtomicInteger();
			new TransactionTemplate(new NoResourceTransactionManager())
				.executeWithoutResult((status) -> template.executeWithRetry(pool, (connection) -> {
					if (attempts.incrementAndGet() == 1) {
						connection.createStatement().execute("select pg_terminate_backend(pg_backend_pid())");
					}
					return connection.createStatement().execute("select 1");
				}));
			assertThat(attempts).hasValue(2);
			assertThat(active(context, pool)).isZero();
		});
	}

	@Test
	void aTransactionOfAnUnknownManagerOnTheRoutedDataSourceKeepsFromRetrying() {
		run((context, template) -> {
			AtomicInteger attempts = new AtomicInteger();
			TransactionTemplate transaction = new TransactionTemplate(
					new JdbcTransactionManager(context.getBean(DataSource.class)));
			assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> transaction
				.executeWithoutResult((status) -> template.executeWithRetry("general", (connection) -> {
					attempts.incrementAndGet();
					throw new SQLException("deadlock", "40P01");
				})));
			assertThat(attempts).hasValue(1);
		});
	}

	@Test
	void chunksAreCommittedOneByOneAndAFailedOneIsRolledBack() {
		run((context, template) -> {
			JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
			jdbc.execute("create table chunk_item (id int primary key, pool varchar)");
			List<Integer> items = IntStream.rangeClosed(1, 10).boxed().toList();
			ChunkResult<Integer> result = template.inChunks("ai", items, 3, (chunk) -> {
				assertThat(TransactionSynchronizationManager.isActualTransactionActive()).isTrue();
				for (int item : chunk) {
					jdbc.update("insert into chunk_item values (?, current_setting('application_name'))", item);
				}
				if (chunk.contains(5)) {
					throw new IOException("no five");
				}
				if (chunk.contains(9)) {
					jdbc.update("insert into chunk_item values (9, 'again')");
				}
			});
			assertThat(result.processed()).isEqualTo(4);
			assertThat(result.failed()).hasSize(2);
			FailedChunk<Integer> first = result.failed().get(0);
			assertThat(first.items()).containsExactly(4, 5, 6);
			assertThat(first.cause()).isInstanceOf(IOException.class).hasMessage("no five");
			assertThat(result.failed().get(1).items()).containsExactly(7, 8, 9);
			assertThat(result.failed().get(1).cause()).isInstanceOf(DuplicateKeyException.class);
			assertThat(jdbc.queryForList("select id from chunk_item order by id", Integer.class)).containsExactly(1, 2,
					3, 10);
			assertThat(jdbc.queryForList("select distinct pool from chunk_item", String.class)).containsExactly("ai");
			assertThat(active(context, "ai")).isZero();
		});
	}

	@Test
	void aChunkThatCanNotBeCommittedIsReported() {
		run((context, template) -> {
			JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
			jdbc.execute("create table parent (id int primary key)");
			jdbc.execute("create table child (parent int references parent deferrable initially deferred)");
			ChunkResult<Integer> result = template.inChunks("general", List.of(1, 2), 1, (chunk) -> {
				jdbc.update("insert into child values (?)", chunk.get(0));
				if (chunk.contains(2)) {
					jdbc.update("insert into parent values (2)");
				}
			});
			assertThat(result.processed()).isOne();
			assertThat(result.failed()).singleElement().extracting(FailedChunk::items).isEqualTo(List.of(1));
		});
	}

	@Test
	void noConnectionIsHeldBetweenTwoChunks() {
		run((context, template) -> {
			List<Long> activeAtStart = new ArrayList<>();
			template.inChunks("ai", new AbstractList<Integer>() {

				@Override
				public Integer get(int index) {
					activeAtStart.add(active(context, "ai"));
					return index;
				}

				@Override
				public int size() {
					return 3;
				}

			}, 1, (chunk) -> assertThat(active(context, "ai")).isOne());
			assertThat(activeAtStart).containsExactly(0L, 0L, 0L);
		});
	}

	@Test
	void chunksInsideATransactionAreIndependentOfIt() {
		run((context, template) -> {
			JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
			jdbc.execute("create table kept (id int)");
			TransactionTemplate transaction = new TransactionTemplate(
					context.getBean(PlatformTransactionManager.class));
			transaction.executeWithoutResult((status) -> {
				template.inChunks("ai", List.of(1), 1, (chunk) -> jdbc.update("insert into kept values (1)"));
				status.setRollbackOnly();
			});
			assertThat(jdbc.queryForObject("select count(*) from kept", Integer.class)).isOne();
		});
	}

	@Test
	void chunksAreTransactionalAlsoWhereTheOnlyTransactionManagerIsForSomethingElse() {
		runner.withUserConfiguration(OtherManager.class).run((context) -> {
			JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
			jdbc.execute("create table elsewhere (id int)");
			ChunkResult<Integer> result = context.getBean(PoolTemplate.class)
				.inChunks("ai", List.of(1, 2), 1, (chunk) -> {
					jdbc.update("insert into elsewhere values (?)", chunk.get(0));
					throw new IOException("rolled back");
				});
			assertThat(result.failed()).hasSize(2);
			assertThat(jdbc.queryForObject("select count(*) from elsewhere", Integer.class)).isZero();
		});
	}

	@Test
	void anErrorEndsTheRun() {
		run((context, template) -> {
			AtomicInteger chunks = new AtomicInteger();
			assertThatExceptionOfType(AssertionError.class)
				.isThrownBy(() -> template.inChunks("ai", List.of(1, 2), 1, (chunk) -> {
					chunks.incrementAndGet();
					throw new AssertionError("broken");
				}));
			assertThat(chunks).hasValue(1);
			assertThat(active(context, "ai")).isZero();
		});
	}

	@Test
	void noItemsAreNoWorkAndTheSizeOfAChunkIsChecked() {
		run((context, template) -> {
			ChunkResult<Integer> result = template.inChunks("ai", List.of(), 5, (chunk) -> {
				throw new IllegalStateException();
			});
			assertThat(result.processed()).isZero();
			assertThat(result.failed()).isEmpty();
			assertThatIllegalArgumentException().isThrownBy(() -> template.inChunks("ai", List.of(1), 0, (chunk) -> {
			})).withMessageContaining("at least 1");
		});
	}

	@Test
	void anApplicationsOwnTemplateIsUsed() {
		runner.withUserConfiguration(OwnTemplate.class)
			.run((context) -> assertThat(context.getBeansOfType(PoolTemplate.class)).containsOnlyKeys("ownTemplate"));
	}

	@Test
	void whereThePoolsAreSwitchedOffTheTemplateWorksOnTheOneDataSource() {
		runner.withConfiguration(AutoConfigurations.of(UnroutedPoolTemplateAutoConfiguration.class))
			.withPropertyValues("pools.enabled=false")
			.run((context) -> {
				PoolTemplate template = context.getBean(PoolTemplate.class);
				JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
				jdbc.execute("create table unrouted (id int primary key)");
				ChunkResult<Integer> result = template.inChunks("ai", List.of(1, 2, 2), 1,
						(chunk) -> jdbc.update("insert into unrouted values (?)", chunk.get(0)));
				assertThat(result.processed()).isEqualTo(2);
				assertThat(result.failed()).hasSize(1);
				Integer count = template.call("no such pool",
						() -> jdbc.queryForObject("select count(*) from unrouted", Integer.class));
				assertThat(count).isEqualTo(2);
				assertThat(context).doesNotHaveBean(PoolRegistry.class);
			});
	}

	private void run(TemplateConsumer test) {
		runner.run((context) -> test.accept(context, context.getBean(PoolTemplate.class)));
	}

	private static long active(AssertableApplicationContext context, String pool) {
		return RoutingTestConfiguration.lent(context, pool);
	}

	interface TemplateConsumer {

		void accept(AssertableApplicationContext context, PoolTemplate template) throws Exception;

	}

	/**
	 * Transactions that use no connection, as those of a message broker.
	 */
	static final class NoResourceTransactionManager extends AbstractPlatformTransactionManager {

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

	@Configuration(proxyBeanMethods = false)
	static class OtherManager {

		@Bean
		JdbcTransactionManager otherTransactionManager() {
			return new JdbcTransactionManager(new DriverManagerDataSource("jdbc:h2:mem:elsewhere", "sa", ""));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnTemplate {

		@Bean
		PoolTemplate ownTemplate() {
			return mock(PoolTemplate.class);
		}

	}

}
