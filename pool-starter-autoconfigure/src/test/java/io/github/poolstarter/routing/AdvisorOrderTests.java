package io.github.poolstarter.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.poolstarter.AiWork;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.routing.RoutingTestConfiguration.Where;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.PostgresServer.Database;
import io.github.poolstarter.tracking.RouteCounts;
import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.lang.annotation.Around;
import org.aspectj.lang.annotation.Aspect;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.resilience.annotation.ConcurrencyLimit;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rule 2 beside what else Spring puts around a method.
 */
class AdvisorOrderTests {

	private static Database database;

	private static ApplicationContextRunner runner;

	@BeforeAll
	static void startPools() {
		database = PostgresServer.createDatabase();
		runner = RoutingTestConfiguration.runner(database)
			.withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class))
			.withUserConfiguration(Everything.class);
	}

	@AfterAll
	static void dropDatabase() {
		database.close();
	}

	@Test
	void asyncWorkIsRoutedOnTheThreadThatDoesIt() {
		runner.run((context) -> {
			Seen seen = context.getBean(Work.class).async().get(30, TimeUnit.SECONDS);
			assertThat(seen.pool()).isEqualTo("ai");
			assertThat(seen.transaction()).isTrue();
			assertThat(seen.thread()).isNotSameAs(Thread.currentThread());
			assertThat(context.getBean(Where.class).pool()).isEqualTo("general");
		});
	}

	@Test
	void eachAttemptOfRetryableWorkHasItsRouteAndATransactionOfItsOwn() {
		runner.run((context) -> {
			Work work = context.getBean(Work.class);
			assertThat(work.retried()).isEqualTo("ai");
			assertThat(context.getBean(Attempts.class).seen).hasSize(3)
				.allMatch((seen) -> "ai".equals(seen.pool()) && seen.transaction());
		});
	}

	@Test
	void workWithAConcurrencyLimitWaitsBeforeItTakesAConnection() {
		runner.run((context) -> {
			Work work = context.getBean(Work.class);
			CountDownLatch inside = new CountDownLatch(1);
			CountDownLatch proceed = new CountDownLatch(1);
			CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> work.limited(inside, proceed));
			assertThat(inside.await(30, TimeUnit.SECONDS)).isTrue();
			CompletableFuture<String> second = CompletableFuture
				.supplyAsync(() -> work.limited(new CountDownLatch(1), new CountDownLatch(0)));
			assertThat(context.getBean(PoolRegistry.class)
				.get("ai")
				.dataSource()
				.getHikariPoolMXBean()
				.getActiveConnections()).isOne();
			proceed.countDown();
			assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo("ai");
			assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo("ai");
		});
	}

	@Test
	void cachedWorkIsRoutedWhenItIsDone() {
		runner.run((context) -> {
			Work work = context.getBean(Work.class);
			assertThat(work.cached("a")).isEqualTo("ai");
			long borrowed = context.getBean(RouteCounts.class).snapshot().get("ai").annotation();
			assertThat(work.cached("a")).isEqualTo("ai");
			assertThat(context.getBean(RouteCounts.class).snapshot().get("ai").annotation()).isEqualTo(borrowed);
		});
	}

	@Test
	void anAspectOfTheApplicationRunsOnTheRouteHoweverItIsOrdered() {
		runner.withUserConfiguration(Auditing.class).run((context) -> {
			assertThat(context.getBean(Work.class).audited()).isEqualTo("ai");
			assertThat(context.getBean(Audit.class).pools).containsExactly("ai");
		});
	}

	@Test
	void annotatedBeansAreProxiedWhereNothingElseAsksForProxies() {
		runner.withPropertyValues("spring.aop.auto=false")
			.run((context) -> assertThat(context.getBean(Work.class).plain()).isEqualTo("ai"));
	}

	record Seen(String pool, boolean transaction, Thread thread) {

	}

	static class Attempts {

		private final List<Seen> seen = new ArrayList<>();

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	@EnableCaching
	@EnableResilientMethods
	@Import({ Work.class, Attempts.class })
	static class Everything {

		@Bean
		CacheManager cacheManager() {
			return new ConcurrentMapCacheManager();
		}

	}

	static class Work {

		private final Where where;

		private final Attempts attempts;

		Work(Where where, Attempts attempts) {
			this.where = where;
			this.attempts = attempts;
		}

		@AiWork
		String plain() {
			return this.where.pool();
		}

		@Async
		@AiWork
		@Transactional
		CompletableFuture<Seen> async() {
			return CompletableFuture.completedFuture(seen());
		}

		@Retryable(maxRetries = 2, delay = 1)
		@AiWork
		@Transactional
		String retried() {
			this.attempts.seen.add(seen());
			if (this.attempts.seen.size() < 3) {
				throw new IllegalStateException("again");
			}
			return this.where.pool();
		}

		@ConcurrencyLimit(1)
		@AiWork
		@Transactional
		String limited(CountDownLatch inside, CountDownLatch proceed) {
			inside.countDown();
			try {
				assertThat(proceed.await(30, TimeUnit.SECONDS)).isTrue();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return this.where.pool();
		}

		@Cacheable("work")
		@AiWork
		@Transactional
		String cached(String key) {
			return this.where.pool();
		}

		@AiWork
		String audited() {
			return this.where.pool();
		}

		private Seen seen() {
			return new Seen(this.where.pool(), TransactionSynchronizationManager.isActualTransactionActive(),
					Thread.currentThread());
		}

	}

	@Import(Audit.class)
	static class Auditing {

	}

	@Aspect
	@Order(Ordered.HIGHEST_PRECEDENCE + 1000)
	static class Audit {

		private final List<String> pools = new ArrayList<>();

		private final Where where;

		Audit(Where where) {
			this.where = where;
		}

		@Around("execution(* io.github.poolstarter.routing.AdvisorOrderTests.Work.audited(..))")
		Object audit(ProceedingJoinPoint call) throws Throwable {
			this.pools.add(this.where.pool());
			return call.proceed();
		}

	}

}
