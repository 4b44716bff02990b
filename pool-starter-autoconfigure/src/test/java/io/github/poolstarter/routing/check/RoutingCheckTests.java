package io.github.poolstarter.routing.check;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.poolstarter.AiWork;
import io.github.poolstarter.ReadOnly;
import io.github.poolstarter.routing.RoutingTestConfiguration;
import io.github.poolstarter.routing.RoutingTestConfiguration.Where;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.PostgresServer.Database;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.PriorityOrdered;
import org.springframework.scheduling.annotation.EnableAsync;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rule 6: what the check at start finds.
 */
@ExtendWith(OutputCaptureExtension.class)
class RoutingCheckTests {

	private static Database database;

	private static ApplicationContextRunner runner;

	@BeforeAll
	static void startPools() {
		database = PostgresServer.createDatabase();
		runner = RoutingTestConfiguration.runner(database);
	}

	@AfterAll
	static void dropDatabase() {
		database.close();
	}

	@Test
	void aMethodThatIsRoutedIsListedWithoutFinding(CapturedOutput output) {
		runner.withBean(Sound.class)
			.run((context) -> assertThat(findings(context))
				.containsExactly(new RoutingFinding(Sound.class.getName(), "work", "ai", null)));
		assertThat(output).doesNotContain("is marked for pool");
	}

	@Test
	void aPrivateMethodIsReported(CapturedOutput output) {
		runner.withBean(WithPrivate.class).run((context) -> assertThat(finding(context, "hidden")).contains("private"));
		assertThat(output).contains(WithPrivate.class.getName() + ".hidden is marked for pool 'ai', but it is private");
	}

	@Test
	void aFinalMethodIsReported() {
		runner.withBean(WithFinal.class).run((context) -> assertThat(finding(context, "fixed")).contains("final"));
	}

	@Test
	void aStaticMethodIsReported() {
		runner.withBean(WithStatic.class).run((context) -> assertThat(finding(context, "helper")).contains("static"));
	}

	@Test
	void aMethodWhoseWorkIsDoneAfterItHasReturnedIsReported() {
		runner.withBean(Late.class)
			.run((context) -> assertThat(finding(context, "streaming"))
				.startsWith("its result, Stream<String>, does its work after the method has returned"));
	}

	@Test
	void anAsyncMethodIsRoutedOnTheThreadThatDoesTheWork() {
		runner.withUserConfiguration(AsyncConfiguration.class).run((context) -> {
			assertThat(finding(context, "asynchronous")).isNull();
			assertThat(context.getBean(Async.class).asynchronous().get(30, TimeUnit.SECONDS)).isEqualTo("ai");
			assertThat(finding(context, "ownAnnotation")).isNull();
			assertThat(finding(context, "streaming")).startsWith("its result, Future<Stream<String>>, does its work");
			assertThat(finding(context, "onItsOwn")).startsWith("its result, CompletableFuture<String>, may be");
		});
	}

	@Test
	void asyncWithoutEnableAsyncMeansNothing() {
		runner.withBean(Async.class)
			.run((context) -> assertThat(finding(context, "asynchronous"))
				.startsWith("its result, CompletableFuture<String>, may be computed on another thread"));
	}

	@Test
	void aLazyAsyncMethodIsNotReported() {
		runner.withUserConfiguration(AsyncConfiguration.class)
			.withInitializer((context) -> context
				.addBeanFactoryPostProcessor((beanFactory) -> beanFactory.getBeanDefinition("async").setLazyInit(true)))
			.run((context) -> assertThat(finding(context, "asynchronous")).isNull());
	}

	@Test
	void aCallFromTheSameClassIsReported(CapturedOutput output) {
		runner.withBean(CallingItself.class).run((context) -> {
			assertThat(finding(context, "generate"))
				.startsWith("plan(), planInLambda() in the same class call it directly");
			assertThat(finding(context, "calledByItsLike")).isNull();
			assertThat(finding(context, "unused")).isNull();
		});
		assertThat(output).contains(CallingItself.class.getName() + ".generate is marked for pool 'ai'");
	}

	@Test
	void aCallFromTheSameClassOnTheSameRouteIsNotReported() {
		runner.withBean(MarkedAsAWhole.class)
			.run((context) -> assertThat(findings(context)).extracting(RoutingFinding::finding).containsOnlyNulls());
	}

	@Test
	void privateHelpersOfAMarkedClassAreNotReported() {
		runner.withBean(MarkedAsAWhole.class)
			.run((context) -> assertThat(findings(context)).extracting(RoutingFinding::method)
				.containsExactlyInAnyOrder("plan", "generate"));
	}

	@Test
	void aProxyThatAFactoryMadeIsListedByItsInterface() {
		runner.withUserConfiguration(Mappers.class)
			.run((context) -> assertThat(findings(context))
				.containsExactly(new RoutingFinding(Mapper.class.getName(), "report", "read", null)));
	}

	@Test
	void aBeanThatWasCreatedTooEarlyIsReported() {
		runner.withUserConfiguration(TooEarly.class)
			.run((context) -> assertThat(finding(context, "work")).contains("created before routing"));
	}

	@Test
	void aMethodThatIsMissingFromTheInterfaceOfAProxyIsReported() {
		runner.withPropertyValues("spring.aop.proxy-target-class=false").withBean(ByInterface.class).run((context) -> {
			assertThat(finding(context, "get")).isNull();
			assertThat(finding(context, "extra")).contains("none of the interfaces declares it");
		});
	}

	private static List<RoutingFinding> findings(AssertableApplicationContext context) {
		return context.getBean(RoutingCheck.class).findings();
	}

	private static String finding(AssertableApplicationContext context, String method) {
		return findings(context).stream()
			.filter((finding) -> finding.method().equals(method))
			.findFirst()
			.orElseThrow()
			.finding();
	}

	static class Sound {

		@AiWork
		void work() {
		}

	}

	static class WithPrivate {

		@AiWork
		private void hidden() {
		}

		void open() {
			hidden();
		}

	}

	static class WithFinal {

		@AiWork
		final void fixed() {
		}

	}

	static class WithStatic {

		@AiWork
		static void helper() {
		}

	}

	static class Late {

		@AiWork
		Stream<String> streaming() {
			return Stream.of("menu");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	static class AsyncConfiguration {

		@Bean
		Async async(Where where) {
			return new Async(where);
		}

	}

	static class Async {

		private final Where where;

		Async(Where where) {
			this.where = where;
		}

		@AiWork
		@org.springframework.scheduling.annotation.Async
		CompletableFuture<String> asynchronous() {
			return CompletableFuture.completedFuture(this.where.pool());
		}

		@AiWork
		@InBackground
		Future<String> ownAnnotation() {
			return CompletableFuture.completedFuture("menu");
		}

		@AiWork
		@org.springframework.scheduling.annotation.Async
		Future<Stream<String>> streaming() {
			return CompletableFuture.completedFuture(Stream.of("menu"));
		}

		@AiWork
		CompletableFuture<String> onItsOwn() {
			return CompletableFuture.supplyAsync(this.where::pool);
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@org.springframework.scheduling.annotation.Async
	@interface InBackground {

	}

	static class CallingItself {

		@AiWork
		String generate() {
			return "menu";
		}

		@AiWork
		String calledByItsLike() {
			return "menu";
		}

		@AiWork
		String like() {
			return calledByItsLike();
		}

		@ReadOnly
		String unused() {
			return "menu";
		}

		String plan() {
			return generate();
		}

		String planInLambda() {
			Supplier<String> menu = this::generate;
			return menu.get();
		}

	}

	@AiWork
	static class MarkedAsAWhole {

		String plan() {
			return generate() + helper();
		}

		String generate() {
			return "menu";
		}

		private String helper() {
			return "";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TooEarly {

		@Bean
		static Sound early() {
			return new Sound();
		}

		@Bean
		static Greedy greedy(Sound early) {
			return new Greedy();
		}

	}

	static class Greedy implements BeanPostProcessor, PriorityOrdered {

		@Override
		public int getOrder() {
			return 0;
		}

	}

	interface Mapper {

		@ReadOnly
		String report();

	}

	static class MapperFactory implements FactoryBean<Mapper> {

		@Override
		public Mapper getObject() {
			return (Mapper) Proxy.newProxyInstance(Mapper.class.getClassLoader(), new Class<?>[] { Mapper.class },
					(proxy, method, arguments) -> "report");
		}

		@Override
		public Class<?> getObjectType() {
			return Mapper.class;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Mappers {

		@Bean
		static MapperFactory mapper() {
			return new MapperFactory();
		}

		@Bean
		Supplier<String> menus(Mapper mapper) {
			return mapper::report;
		}

	}

	static class ByInterface implements Supplier<String> {

		@Override
		@AiWork
		public String get() {
			return "menu";
		}

		@AiWork
		String extra() {
			return "menu";
		}

	}

}
