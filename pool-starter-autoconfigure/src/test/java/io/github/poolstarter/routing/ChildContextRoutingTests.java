package io.github.poolstarter.routing;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.github.poolstarter.AiWork;
import io.github.poolstarter.NoConnectionHeld;
import io.github.poolstarter.UnknownPoolException;
import io.github.poolstarter.UsePool;
import io.github.poolstarter.routing.RoutingTestConfiguration.Where;
import io.github.poolstarter.routing.RoutingTestConfiguration.WhereConfiguration;
import io.github.poolstarter.routing.check.RoutingCheck;
import io.github.poolstarter.routing.check.RoutingFinding;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.PostgresServer.Database;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.EnableAspectJAutoProxy;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Marked methods of beans whose context is not that of the pools.
 */
@ExtendWith(OutputCaptureExtension.class)
class ChildContextRoutingTests {

	private static Database database;

	@BeforeAll
	static void startPools() {
		database = PostgresServer.createDatabase();
	}

	@AfterAll
	static void dropDatabase() {
		database.close();
	}

	@Test
	void beansOfAChildContextAreRoutedAndListed(CapturedOutput output) {
		run(Child.class, (child) -> {
			assertThat(child.getBean(Menus.class).pool()).isEqualTo("ai");
			assertThat(findings(child)).containsExactly(new RoutingFinding(Menus.class.getName(), "pool", "ai", null));
		});
		assertThat(output).doesNotContain("is marked for pool").doesNotContain("there are no pools");
	}

	@Test
	void soTheyAreWhereProxiesAreMadeOfInfrastructureAdvisorsOnly(CapturedOutput output) {
		run(ChildWithoutAspectJ.class, (child) -> {
			assertThat(child.getBean(Menus.class).pool()).isEqualTo("ai");
			assertThat(findings(child)).extracting(RoutingFinding::finding).containsOnlyNulls();
		}, "spring.aop.auto=false");
		assertThat(output).doesNotContain("is marked for pool");
	}

	@Test
	void aTransactionManagerOfAChildContextKeepsToThePoolItBeganOn() {
		run(ChildWithTransactions.class, (child) -> {
			Where where = child.getBean(Where.class);
			TransactionTemplate readOnly = new TransactionTemplate(child.getBean("own", JdbcTransactionManager.class));
			readOnly.setReadOnly(true);
			assertThat(readOnly.<String>execute((status) -> where.pool())).isEqualTo("read");
		});
	}

	@Test
	void remoteCallsOfAChildContextAreWatched(CapturedOutput output) {
		run(ChildWithTransactions.class,
				(child) -> child.getBean(TransactionTemplate.class).executeWithoutResult((status) -> {
					child.getBean(Where.class).pool();
					child.getBean(Model.class).ask();
				}));
		assertThat(output).contains("Model.ask");
	}

	@Test
	void anUnknownPoolFailsTheStartOfAChildContext(CapturedOutput output) {
		try (ConfigurableApplicationContext parent = parent()) {
			assertThatExceptionOfType(UnknownPoolException.class)
				.isThrownBy(() -> child(parent, ChildWithUnknownPool.class))
				.withMessageContaining("ChildContextRoutingTests.Unknown.work");
			assertThat(findings(parent)).isEmpty();
		}
		assertThat(output).contains("Add pools.jdbc.night, or change @UsePool(\"night\")");
	}

	@Test
	void aChildContextThatMakesNoProxiesIsReported() {
		try (ConfigurableApplicationContext parent = parent(); var child = plainChild(parent)) {
			assertThat(child.isActive()).isTrue();
			assertThat(findings(parent)).extracting(RoutingFinding::finding)
				.singleElement()
				.asString()
				.startsWith("its bean is in a child context, which creates no routing proxies");
		}
	}

	@Test
	void soIsOneWhoseProxiesKnowOnlyItsOwnAdvisors() {
		try (ConfigurableApplicationContext parent = parent();
				var child = plainChild(parent, EnableTransactionManagementConfiguration.class)) {
			assertThat(child.isActive()).isTrue();
			assertThat(findings(parent)).extracting(RoutingFinding::finding)
				.singleElement()
				.asString()
				.startsWith("its bean is in a child context, which creates no routing proxies");
		}
	}

	@Test
	void aChildContextThatMakesProxiesByAspectJsRulesIsFine() {
		try (ConfigurableApplicationContext parent = parent();
				var child = plainChild(parent, EnableAspectJConfiguration.class)) {
			assertThat(child.getBean(Menus.class).pool()).isEqualTo("ai");
			assertThat(findings(parent)).extracting(RoutingFinding::finding).containsExactly((String) null);
		}
	}

	@Test
	void whatAChildContextHadIsGoneWhenItIsClosed() {
		try (ConfigurableApplicationContext parent = parent()) {
			child(parent, Child.class).close();
			assertThat(findings(parent)).isEmpty();
		}
	}

	@Test
	void beansOfAGrandchildAreListed() {
		try (ConfigurableApplicationContext parent = parent();
				ConfigurableApplicationContext child = child(parent, EmptyChild.class);
				ConfigurableApplicationContext grandchild = child(child, Child.class)) {
			assertThat(grandchild.getBean(Menus.class).pool()).isEqualTo("ai");
			assertThat(findings(parent)).hasSize(1);
		}
	}

	@Test
	void beansOfAParentOfThePoolsAreReported() {
		try (ConfigurableApplicationContext parent = new SpringApplicationBuilder(Standing.class)
			.web(WebApplicationType.NONE)
			.run(); ConfigurableApplicationContext child = child(parent, Parent.class)) {
			assertThat(findings(child)).containsExactly(new RoutingFinding(Standing.class.getName(), "work", "ai",
					"its bean is in a parent of the context that has the pools. Define it in that context"));
		}
	}

	@Test
	void theContextOfTheManagementPortAddsNothing(CapturedOutput output) {
		try (ConfigurableApplicationContext application = application(Web.class).web(WebApplicationType.SERVLET)
			.properties("server.port=0", "management.server.port=0")
			.run()) {
			assertThat(application.getEnvironment().getProperty("local.management.port")).isNotNull();
			assertThat(findings(application))
				.containsExactly(new RoutingFinding(Menus.class.getName(), "pool", "ai", null));
		}
		assertThat(output).doesNotContain("is marked for pool");
	}

	@Test
	void anErrorAboutTransactionsIsSaidOnceForParentAndChild(CapturedOutput output) {
		try (ConfigurableApplicationContext parent = application(ParentWithManagerOfPool.class).run();
				ConfigurableApplicationContext child = child(parent, EmptyChild.class)) {
			assertThat(child.isActive()).isTrue();
		}
		assertThat(output).containsOnlyOnce("do not include work done through the data source of the pools");
	}

	private static void run(Class<?> config, Consumer<ConfigurableApplicationContext> test, String... properties) {
		try (ConfigurableApplicationContext parent = parent(properties);
				ConfigurableApplicationContext child = child(parent, config, properties)) {
			test.accept(child);
		}
	}

	private static ConfigurableApplicationContext parent(String... properties) {
		return application(Parent.class).properties(properties).run();
	}

	private static SpringApplicationBuilder application(Class<?> config) {
		return new SpringApplicationBuilder(config).web(WebApplicationType.NONE)
			.properties(database.properties())
			.properties(pools())
			.properties("spring.flyway.enabled=false", "spring.data.jpa.repositories.enabled=false",
					"spring.liquibase.enabled=false", "spring.autoconfigure.exclude="
							+ "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration");
	}

	private static ConfigurableApplicationContext child(ConfigurableApplicationContext parent, Class<?> config,
			String... properties) {
		return application(config).properties(properties).parent(parent).run();
	}

	private static AnnotationConfigApplicationContext plainChild(ConfigurableApplicationContext parent,
			Class<?>... config) {
		AnnotationConfigApplicationContext child = new AnnotationConfigApplicationContext();
		child.setParent(parent);
		child.register(MenusConfiguration.class);
		for (Class<?> each : config) {
			child.register(each);
		}
		child.refresh();
		return child;
	}

	private static String[] pools() {
		return Stream.of("general", "ai", "read")
			.flatMap((pool) -> Stream.of("pools.jdbc." + pool + ".maximum-pool-size=2",
					"pools.jdbc." + pool + ".data-source-properties.ApplicationName=" + pool))
			.toArray(String[]::new);
	}

	private static List<RoutingFinding> findings(ApplicationContext context) {
		return context.getBean(RoutingCheck.class).findings();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(WhereConfiguration.class)
	static class Parent {

	}

	@Configuration(proxyBeanMethods = false)
	static class ParentWithManagerOfPool extends Parent {

		@Bean
		JdbcTransactionManager aiTransactions(@Qualifier("ai") DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class EmptyChild {

	}

	@Configuration(proxyBeanMethods = false)
	static class MenusConfiguration {

		@Bean
		Menus menus(Where where) {
			return new Menus(where);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(MenusConfiguration.class)
	static class Child {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableTransactionManagement
	@Import(MenusConfiguration.class)
	static class ChildWithoutAspectJ {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class ChildWithTransactions {

		@Bean
		JdbcTransactionManager own(DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

		@Bean
		Model model() {
			return new Model();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Unknown.class)
	static class ChildWithUnknownPool {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class EnableTransactionManagementConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAspectJAutoProxy
	static class EnableAspectJConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ WhereConfiguration.class, MenusConfiguration.class })
	static class Web {

	}

	static class Menus {

		private final Where where;

		Menus(Where where) {
			this.where = where;
		}

		@AiWork
		String pool() {
			return this.where.pool();
		}

	}

	static class Model {

		@NoConnectionHeld
		void ask() {
		}

	}

	static class Unknown {

		@UsePool("night")
		void work() {
		}

	}

	static class Standing {

		@AiWork
		void work() {
		}

	}

}
