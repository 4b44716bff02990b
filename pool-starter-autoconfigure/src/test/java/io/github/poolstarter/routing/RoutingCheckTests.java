package io.github.poolstarter.routing;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.poolstarter.AiWork;
import io.github.poolstarter.ReadOnly;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.PostgresServer.Database;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.PriorityOrdered;

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
		runner.withBean(Late.class).run((context) -> {
			assertThat(finding(context, "reactive")).contains("it returns a Mono");
			assertThat(finding(context, "streaming")).contains("it returns a Stream");
			assertThat(finding(context, "asynchronous")).isNull();
		});
	}

	@Test
	void aCallFromTheSameClassIsReported(CapturedOutput output) {
		runner.withBean(CallingItself.class).run((context) -> {
			assertThat(finding(context, "generate")).startsWith("plan, planInLambda of the same class calls it");
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
			assertThat(finding(context, "extra")).contains("no interface has it");
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
		Mono<String> reactive() {
			return Mono.just("menu");
		}

		@AiWork
		Stream<String> streaming() {
			return Stream.of("menu");
		}

		@AiWork
		CompletableFuture<String> asynchronous() {
			return CompletableFuture.completedFuture("menu");
		}

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
