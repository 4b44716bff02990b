package io.github.poolstarter.routing;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.github.poolstarter.AiWork;
import io.github.poolstarter.routing.RoutingTestConfiguration.Where;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.PostgresServer.Database;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Rule 5: the route goes along where the application asks for it, and nowhere else.
 */
class RoutePropagationTests {

	private static final String PROPAGATE = "spring.task.execution.propagate-context=true";

	private static Database database;

	private static ApplicationContextRunner runner;

	@BeforeAll
	static void startPools() {
		database = PostgresServer.createDatabase();
		runner = RoutingTestConfiguration.runner(database)
			.withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class))
			.withUserConfiguration(Asynchronous.class)
			.withPropertyValues("spring.task.execution.pool.core-size=1", "spring.task.execution.pool.max-size=1");
	}

	@AfterAll
	static void dropDatabase() {
		database.close();
	}

	@Test
	void theRouteTravelsWithContextPropagation() {
		runner.withPropertyValues(PROPAGATE).run((context) -> {
			Caller caller = context.getBean(Caller.class);
			assertThat(caller.async()).isEqualTo("ai");
			assertThat(caller.submitted()).isEqualTo("ai");
			assertThat(context.getBean(Worker.class).pool().get(30, TimeUnit.SECONDS)).isEqualTo("general");
		});
	}

	@Test
	void aTransactionDoesNotTravelButTheRouteDoes() {
		runner.withPropertyValues(PROPAGATE)
			.run((context) -> assertThat(context.getBean(Caller.class).asyncInsideTransaction()).isEqualTo("ai"));
	}

	@Test
	void withoutContextPropagationAnotherThreadHasTheDefaultRoute() {
		runner.run((context) -> {
			assertThat(context.getBean(Caller.class).async()).isEqualTo("general");
			assertThat(context.getBean(Caller.class).submitted()).isEqualTo("general");
			assertThat(context.getBean(Caller.class).newThread()).isEqualTo("general");
		});
	}

	@Test
	void aPooledThreadKeepsNoRouteOfATaskThatFailed() {
		runner.withPropertyValues(PROPAGATE).run((context) -> {
			assertThatIllegalStateException().isThrownBy(() -> context.getBean(Caller.class).failing());
			AsyncTaskExecutor executor = context.getBean(AsyncTaskExecutor.class);
			assertThat(executor.submit(RouteContext::current).get(30, TimeUnit.SECONDS)).isNull();
			ExecutorService own = Executors.newSingleThreadExecutor();
			try {
				Callable<Void> failing = () -> {
					assertThatIllegalStateException().isThrownBy(() -> context.getBean(Failing.class).fail());
					return null;
				};
				own.submit(failing).get(30, TimeUnit.SECONDS);
				assertThat(own.submit(() -> context.getBean(Where.class).pool()).get(30, TimeUnit.SECONDS))
					.isEqualTo("general");
			}
			finally {
				own.shutdown();
			}
		});
	}

	@Test
	@Tag("virtual-threads")
	void theRouteTravelsIntoVirtualThreads() {
		runner.withPropertyValues(PROPAGATE, "spring.threads.virtual.enabled=true").run((context) -> {
			assertThat(context.getBean(Caller.class).async()).isEqualTo("ai");
			assertThat(context.getBean(Caller.class).newThread()).isEqualTo("general");
		});
		runner.withPropertyValues("spring.threads.virtual.enabled=true")
			.run((context) -> assertThat(context.getBean(Caller.class).async()).isEqualTo("general"));
	}

	@Test
	void theRouteTravelsIntoReactorsContext() {
		Hooks.enableAutomaticContextPropagation();
		try {
			runner.run((context) -> {
				assertThat(context.getBean(Caller.class).reactive()).isEqualTo("ai");
				assertThat(Mono.fromCallable(context.getBean(Where.class)::pool)
					.subscribeOn(Schedulers.boundedElastic())
					.block()).isEqualTo("general");
			});
		}
		finally {
			Hooks.disableAutomaticContextPropagation();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	@Import({ Caller.class, Worker.class, Failing.class })
	static class Asynchronous {

	}

	static class Caller {

		private final Worker worker;

		private final Where where;

		private final AsyncTaskExecutor executor;

		Caller(Worker worker, Where where, AsyncTaskExecutor executor) {
			this.worker = worker;
			this.where = where;
			this.executor = executor;
		}

		@AiWork
		String async() throws Exception {
			return this.worker.pool().get(30, TimeUnit.SECONDS);
		}

		@AiWork
		@Transactional
		String asyncInsideTransaction() throws Exception {
			this.where.pool();
			return this.worker.pool().get(30, TimeUnit.SECONDS);
		}

		@AiWork
		String submitted() throws Exception {
			return this.executor.submit(this.where::pool).get(30, TimeUnit.SECONDS);
		}

		@AiWork
		String newThread() throws Exception {
			CompletableFuture<String> pool = new CompletableFuture<>();
			new Thread(() -> pool.complete(this.where.pool())).start();
			return pool.get(30, TimeUnit.SECONDS);
		}

		@AiWork
		void failing() throws Exception {
			Callable<Void> task = () -> {
				throw new IllegalStateException("on " + this.where.pool());
			};
			try {
				this.executor.submit(task).get(30, TimeUnit.SECONDS);
			}
			catch (ExecutionException ex) {
				throw (IllegalStateException) ex.getCause();
			}
		}

		@AiWork
		String reactive() {
			return Mono.fromCallable(this.where::pool)
				.subscribeOn(Schedulers.boundedElastic())
				.contextCapture()
				.block();
		}

	}

	static class Worker {

		private final Where where;

		Worker(Where where) {
			this.where = where;
		}

		@Async
		CompletableFuture<String> pool() {
			return CompletableFuture.completedFuture(this.where.pool());
		}

	}

	static class Failing {

		private final Where where;

		Failing(Where where) {
			this.where = where;
		}

		@AiWork
		void fail() {
			throw new IllegalStateException("on " + this.where.pool());
		}

	}

}
